using System.Security.Claims;
using System.Text;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Pages.Vault;

/// <summary>Ids of what one member has, as they stand in addresses and forms.</summary>
public sealed record VaultThings(string Entry, string InBin, string Grant, string ExportGrant, string Import, string View, string Rotation)
{
    /// <summary>Ids of nothing.</summary>
    public static VaultThings None() => new(NewId(), NewId(), NewId(), NewId(), NewId(), "CfDJ8AAAA", NewId());

    /// <summary>Every id in the order of its kind, to be taken out of an answer.</summary>
    public string Hide(string text) => new[] { Entry, InBin, Grant, ExportGrant, Import, View, Rotation }.Aggregate(text, (left, id) => left.Replace(id, "ID", StringComparison.Ordinal));

    /// <summary>Makes one thing of each kind for the session of a browser.</summary>
    public static async Task<VaultThings> MakeAsync(HttpSite site, VaultSession member, string name, string password = "hidden-password")
    {
        var ct = CancellationToken.None;
        var vault = site.Get<PasswordVault>();
        var input = new EntryInput { Name = name, Tags = ["tag"], Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = password } };
        var live = (await vault.AddAsync(member, input, ct)).ShouldBeOfType<EntryResult.Saved>().Id;
        var inBin = (await vault.AddAsync(member, input, ct)).ShouldBeOfType<EntryResult.Saved>().Id;
        (await site.Get<VaultBin>().DeleteAsync(member, (await vault.FindAsync(member, inBin, ct)).ShouldNotBeNull(), ct)).ShouldBeTrue();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, member.Account.ToString())], "test"));
        return new VaultThings(
            live.ToString(), inBin.ToString(),
            await GrantAsync(site, member, new RevealTarget(live, SecretField.Password, 1)), await GrantAsync(site, member, RevealTarget.Export),
            (await site.Get<VaultImports>().PreviewAsync(member, Encoding.UTF8.GetBytes($"name,url,username,password\n{name},https://example.org,u,{password}\n"), ImportFormat.ChromeCsv, null, ct))
                .ShouldBeOfType<PreviewResult.Waiting>().ImportId,
            site.Get<FaceAuth.Pages.Vault.VaultViews>().Protect(user, VaultQuery.Default with { Search = name })!,
            await RotationAsync(site, member, live));
    }

    /// <summary>A rotation that waits for a person, so that nothing works on it meanwhile.</summary>
    public static async Task<string> RotationAsync(HttpSite site, VaultSession member, VaultEntryId entry)
    {
        var now = site.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new RotationRow
        {
            Id = RotationId.New().ToString(), AccountId = member.Account.ToString(), EntryId = entry.ToString(), Kind = nameof(TargetKind.VaultOnly), HostKey = "",
            Cause = nameof(RotationCause.Request), State = nameof(RotationState.Attention), DueAt = now, CreatedAt = now,
        };
        (await site.Get<Db>().WriteAsync(tx => site.Get<RotationStore>().TryInsertAsync(tx, row), CancellationToken.None)).ShouldBeTrue();
        return row.Id;
    }

    /// <summary>A grant as a face would give it.</summary>
    public static async Task<string> GrantAsync(HttpSite site, VaultSession member, RevealTarget target)
    {
        var now = site.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new RevealGrantRow
        {
            Id = NewId(), AccountId = member.Account.ToString(), SessionId = member.SessionId, EntryId = target.Entry?.ToString(),
            Field = target.Entry is null ? RevealGrantRow.Export : target.Field.ToString(), Version = target.Version, Proof = nameof(RevealProof.Face),
            CreatedAt = now, ExpiresAt = now + 60_000,
        };
        await site.Get<Db>().WriteAsync(async tx => { await site.Get<RevealGrantStore>().InsertAsync(tx, row); return true; }, CancellationToken.None);
        return row.Id;
    }

    private static string NewId() => Guid.CreateVersion7().ToString();
}

/// <summary>The session that an account's only browser has.</summary>
public static class VaultSessionOfBrowser
{
    /// <summary>As the vault knows it.</summary>
    public static async Task<VaultSession> SessionOfAsync(this HttpSite site, Account account)
    {
        var (session, signIn) = await site.Get<Db>().ReadAsync(async read => (
            await read.ScalarAsync<string>("SELECT session_id FROM sessions WHERE account_id = @Id ORDER BY created_at DESC, session_id DESC LIMIT 1", new { account.Id }),
            await read.ScalarAsync<string>("SELECT sign_in_id FROM sessions WHERE account_id = @Id ORDER BY created_at DESC, session_id DESC LIMIT 1", new { account.Id })),
            CancellationToken.None);
        return new VaultSession(
            account.AccountId, session.ShouldNotBeNull(), signIn.ShouldNotBeNull(), null, site.Clock.GetUtcNow().AddMinutes(30), new RequestOrigin("192.0.2.7", "Firefox on Linux"));
    }
}
