using System.Globalization;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Vault.Reveals;

/// <summary>
/// Uses a grant up and gives out the one secret that it allows. The secret leaves only after the reveal is written down, on
/// the ledger too: what could not be recorded is not shown.
/// </summary>
public sealed class SecretReveals(
    Db db, LiveSessions live, PasswordVault vault, VaultSecretStore secrets, RevealGrantStore grants,
    RevealStore reveals, SealedSecrets sealedSecrets, BrokenEntries broken, Sealer sealer, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Shows what a grant allows, once; at most one call to the key service.</summary>
    public async Task<RevealResult> RevealAsync(VaultSession member, string grantId, CancellationToken ct)
    {
        var grant = await db.ReadAsync(session => grants.FindAsync(session, member, grantId), ct);
        if (grant is null || RevealTarget.Of(grant) is not { Entry: { } id } target)
            return new RevealResult.NotThere();
        if (grant.UsedAt is not null || grant.ExpiresAt <= Now())
            return new RevealResult.Over(target);
        if (await vault.FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return new RevealResult.NotThere();
        if (await db.ReadAsync(session => secrets.FindAsync(session, member.Account, id, target.Field, target.Version), ct) is not { } row)
        {
            // Versions leave with their whole entry only: where the card names this one or a later one, it was taken away.
            if (target.Version > entry.Card.VersionOf(target.Field))
                return new RevealResult.NotThere();
            await broken.NoteAsync(member, id, target.FieldName, ct);
            return new RevealResult.Broken(entry);
        }
        string text;
        try
        {
            // Before the grant is used up: a key service that is down costs nobody their proof. Who loses the race for the
            // grant has opened it in memory and throws it away.
            text = await sealedSecrets.OpenAsync(member.Account, new SecretPlace(id, target.Field, target.Version), row, ct);
        }
        catch (SealBrokenException)
        {
            await broken.NoteAsync(member, id, target.FieldName, ct);
            return new RevealResult.Broken(entry);
        }
        return await RecordAsync(member, grant, entry.Card.Name, LedgerKinds.Revealed, ct)
            ? new RevealResult.Revealed(entry, target, text)
            : new RevealResult.Over(target);
    }

    /// <summary>Uses up a grant for an export; false where it is over, was used before, or is none for that.</summary>
    public async Task<bool> TakeExportAsync(VaultSession member, string grantId, CancellationToken ct) =>
        await db.ReadAsync(session => grants.FindAsync(session, member, grantId), ct) is { EntryId: null } grant
        && await RecordAsync(member, grant, "", LedgerKinds.Exported, ct);

    private async Task<bool> RecordAsync(VaultSession member, RevealGrantRow grant, string name, string kind, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString();
        var target = RevealTarget.Of(grant);
        var row = new RevealRow
        {
            Id = id,
            AccountId = member.Account.ToString(),
            SessionId = member.SessionId,
            SignInId = member.SignInId,
            EntryId = grant.EntryId,
            Field = target.FieldName,
            SealedFacts = await RevealFacts.SealAsync(
                sealer, member.Account, id, new RevealFacts(name, member.Origin.NetworkAddress, member.Origin.Device), ct),
            At = Now(),
        };
        var note = await ledger.SealAsync(
            member.Event(
                kind, grant.EntryId ?? "",
                [("entry", name), ("field", target.FieldName), ("version", target.Version.ToString(CultureInfo.InvariantCulture)), ("proof", grant.Proof)]),
            ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await live.LockAsync(tx, member)
                || !await grants.TryUseAsync(tx, member, grant.Id, Now()))
                return false;
            await reveals.InsertAsync(tx, row);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>How a reveal ended.</summary>
public abstract record RevealResult
{
    private RevealResult() { }

    /// <summary>The secret; to be shown and forgotten.</summary>
    public sealed record Revealed(VaultEntry Entry, RevealTarget Target, string Text) : RevealResult
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => $"revealed {Target.FieldName} of {Entry}";
    }

    /// <summary>The grant was used, or its time is over, or the session has ended.</summary>
    public sealed record Over(RevealTarget Target) : RevealResult;

    /// <summary>The secret does not open; it is written down.</summary>
    public sealed record Broken(VaultEntry Entry) : RevealResult;

    /// <summary>The session has no such grant, or the vault no such secret any more.</summary>
    public sealed record NotThere : RevealResult;
}
