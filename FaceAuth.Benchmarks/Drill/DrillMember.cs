using System.Security.Claims;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>A member with a vault and a session, made without a face.</summary>
internal sealed class DrillMember(IServiceProvider services, VaultSession session)
{
    private static readonly RequestOrigin Origin = new("127.0.0.1", "drill");

    public VaultSession Session { get; } = session;

    public static async Task<DrillMember> EnrolAsync(IServiceProvider services, string name, CancellationToken ct)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var account = new Account
        {
            Id = AccountId.New().ToString(), Email = $"{name}@example.org", Name = name, IsAdmin = true, CreatedAt = now.ToUnixTimeMilliseconds(),
        };
        await services.GetRequiredService<KeyRing>().EnsureAccountKeyAsync(account.Id, ct);
        await services.GetRequiredService<Db>().WriteAsync(tx => services.GetRequiredService<AccountStore>().TryInsertAsync(tx, account), ct);
        var signIn = await services.GetRequiredService<SignInFinisher>().FinishAsync(
            account, new SignInProof(SignInMethod.Passkey, ByMailOnly: false, Device: null, LowLiveness: false), Origin, ct)
            ?? throw new InvalidOperationException("The drill cannot sign a member in.");
        var (id, end) = (Guid.CreateVersion7().ToString(), now + TimeSpan.FromHours(12));
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.Name), new Claim(SessionClaims.SessionIdType, id),
                new Claim(SessionClaims.SignInIdType, signIn.SignInId), new Claim(SessionClaims.EndsAtType, $"{end.ToUnixTimeMilliseconds()}"),
            ], scheme));
        await services.GetRequiredService<SessionTickets>().StoreAsync(
            new AuthenticationTicket(user, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end }, scheme), ct);
        return new DrillMember(services, new VaultSession(account.AccountId, id, signIn.SignInId, null, end, Origin));
    }

    /// <summary>Adds an entry with a password.</summary>
    public async Task<VaultEntryId> AddAsync(string name, string userName, string password, CancellationToken ct) =>
        Expect<EntryResult.Saved>(await services.GetRequiredService<PasswordVault>().AddAsync(
            Session, new EntryInput { Name = name, UserName = userName, Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = password } }, ct)).Id;

    /// <summary>Plans an entry's rotation, every day.</summary>
    public async Task PlanAsync(VaultEntryId entry, TargetSettings target, CancellationToken ct) =>
        Expect<RotationPlanResult.Saved>(await services.GetRequiredService<RotationPlans>().SaveAsync(
            Session, entry, 0, new RotationSettings { Target = target, Schedule = new RotationSchedule { EveryDays = 1 } }, ct));

    /// <summary>Puts a port of this machine on the administrators' list, in plain text.</summary>
    public async Task AllowAsync(int port, CancellationToken ct) =>
        Expect<AllowTargetResult.Added>(await services.GetRequiredService<AllowedTargets>().AddAsync(Session.Account, "127.0.0.1", port, plainText: true, ct));

    /// <summary>Says that some entries are due now.</summary>
    public Task MakeDueAsync(IEnumerable<VaultEntryId> due, CancellationToken ct)
    {
        var (accounts, entries) = (services.GetRequiredService<AccountStore>(), services.GetRequiredService<VaultStore>());
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        return services.GetRequiredService<Db>().WriteAsync(async tx =>
        {
            await accounts.LockAsync(tx, Session.Account);
            foreach (var id in due)
                await entries.SetRotationAsync(tx, Session.Account, id, planned: true, now, await entries.CountChangeAsync(tx, Session.Account, now));
        }, ct);
    }

    private static T Expect<T>(object outcome) => outcome is T expected
        ? expected
        : throw new InvalidOperationException($"The drill got {outcome.GetType().Name} in the place of {typeof(T).Name}.");
}
