using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.AspNetCore.Identity;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Members and their passkeys as ASP.NET Core Identity looks them up while it checks a response. It only reads: what a
/// ceremony changes is written by <see cref="MemberPasskeys"/> and <see cref="PasskeyCheck"/>, in transactions of their own.
/// </summary>
public sealed partial class PasskeyUsers(
    Db db, AccountStore accounts, PasskeyStore store, SealedPasskeys sealedPasskeys, ILogger<PasskeyUsers> log) : IUserPasskeyStore<Account>
{
    /// <inheritdoc/>
    public async Task<Account?> FindByIdAsync(string userId, CancellationToken ct) =>
        // The user handle of a response is whatever was sent.
        Guid.TryParseExact(userId, "D", out var id) ? await db.ReadAsync(session => accounts.FindAsync(session, new AccountId(id)), ct) : null;

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Account user, CancellationToken ct) => Task.FromResult(user.Id);

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken ct) => Task.FromResult<string?>(user.Email);

    /// <inheritdoc/>
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken ct)
    {
        var all = new List<UserPasskeyInfo>();
        foreach (var row in await db.ReadAsync(session => store.ListAsync(session, user.AccountId), ct))
        {
            if (await OpenAsync(row, ct) is { } passkey)
                all.Add(passkey);
        }
        return all;
    }

    /// <inheritdoc/>
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken ct) =>
        await db.ReadAsync(session => store.FindAsync(session, user.AccountId, sealedPasskeys.HashOf(credentialId)), ct) is { } row
            ? await OpenAsync(row, ct)
            : null;

    /// <inheritdoc/>
    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken ct) =>
        await db.ReadAsync(
            async session => await store.FindOwnerAsync(session, sealedPasskeys.HashOf(credentialId)) is { } owner
                ? await accounts.FindAsync(session, AccountId.Parse(owner))
                : null,
            ct);

    /// <summary>Nothing is held.</summary>
    public void Dispose() { }

    /// <summary>Not used here.</summary>
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken ct) => throw ReadsOnly();

    /// <summary>Not used here.</summary>
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken ct) => throw ReadsOnly();

    private async Task<UserPasskeyInfo?> OpenAsync(PasskeyRow row, CancellationToken ct)
    {
        try
        {
            var credential = await sealedPasskeys.OpenAsync(row, ct);
            // The counter is given as 0, which lets every count pass: it is compared when it is written (see
            // PasskeyStore.UseAsync), where two responses at the same time meet. What was sent at the adding is not kept.
            return new UserPasskeyInfo(
                credential.CredentialId, credential.PublicKey, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), signCount: 0,
                credential.Transports, isUserVerified: true, credential.IsBackupEligible, row.IsBackedUp, attestationObject: [], clientDataJson: []);
        }
        catch (SealBrokenException)
        {
            Log.Broken(log, row.Id);
            return null;
        }
    }

    private static NotSupportedException ReadsOnly() => new("Members and passkeys are changed by their own services.");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Passkey {PasskeyId} does not open; it was altered or belongs to another row. It is refused.")]
        public static partial void Broken(ILogger log, string passkeyId);
    }
}
