using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault;

/// <summary>
/// A member's entries: listed, searched, added and changed. What is written here never shows a secret;
/// <see cref="Reveals.SecretReveals"/> does that, and <see cref="VaultBin"/> deletes.
/// </summary>
public sealed class PasswordVault(
    Db db, LiveSessions live, VaultStore store, VaultSecretStore secrets, OpenVaults vaults, SealedSecrets sealedSecrets,
    BrokenEntries broken, LedgerWriter ledger, IOptions<VaultOptions> options, TimeProvider clock)
{
    private const int MaxVersion = 1_000_000;

    /// <summary>Entries on a page.</summary>
    public const int PageSize = 50;

    /// <summary>Everything but the secrets. What does not open is written down the first time it is noticed.</summary>
    public async Task<VaultContent> ReadAsync(VaultSession member, CancellationToken ct)
    {
        var content = await vaults.UseAsync(member, vault => vault.ReadAsync(db, store, ct), ct);
        await broken.NoteCardsAsync(member, content.NotOpen, ct);
        return content;
    }

    /// <summary>One page of the list.</summary>
    public async Task<EntriesPage> ListAsync(VaultSession member, VaultQuery query, CancellationToken ct) =>
        (await ReadAsync(member, ct)).Query(query, PageSize);

    /// <summary>An entry that is not in the bin, or null.</summary>
    public async Task<VaultEntry?> FindAsync(VaultSession member, VaultEntryId id, CancellationToken ct) =>
        (await ReadAsync(member, ct)).Find(id) is { DeletedAt: null } entry ? entry : null;

    /// <summary>The versions of a secret of an entry, the newest first; null where there is no such entry.</summary>
    public async Task<IReadOnlyList<SecretVersion>?> ListHistoryAsync(VaultSession member, VaultEntryId id, SecretField field, CancellationToken ct) =>
        await FindAsync(member, id, ct) is null
            ? null
            : await db.ReadAsync(session => secrets.ListVersionsAsync(session, member.Account, id, field), ct);

    /// <summary>Adds an entry.</summary>
    public async Task<EntryResult> AddAsync(VaultSession member, EntryInput input, CancellationToken ct)
    {
        var id = VaultEntryId.New();
        var set = input.Secrets.Where(secret => secret.Value.Length > 0).ToDictionary(secret => secret.Key, secret => secret.Value);
        var rows = await SealAsync(member, set.ToDictionary(secret => new SecretPlace(id, secret.Key, 1), secret => secret.Value), ct);
        var card = CardOf(input);
        foreach (var field in set.Keys)
            card = card.With(field, 1);
        var now = Now();
        var row = new VaultEntryRow
        {
            Id = id.ToString(),
            AccountId = member.Account.ToString(),
            SealedCard = await vaults.UseAsync(member, vault => Task.FromResult(vault.Seal(card, id, 1)), ct),
            CardVersion = 1,
            VaultVersion = 0,
            CreatedAt = now,
            UpdatedAt = now,
            PasswordChangedAt = card.Password > 0 ? now : null,
            RotateAt = RotateAt(card, card.Password > 0 ? now : null),
            SignInId = member.SignInId,
        };
        var note = await NoteAsync(member, LedgerKinds.EntryAdded, id, card.Name, ct);
        return await db.WriteAsync<EntryResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new EntryResult.NotThere();
            if (await store.CountAsync(tx, member.Account) >= options.Value.MaxEntries)
                return new EntryResult.Full(options.Value.MaxEntries);
            await store.InsertAsync(tx, row with { VaultVersion = await store.CountChangeAsync(tx, member.Account, now) });
            foreach (var secret in rows)
                await secrets.InsertAsync(tx, secret);
            await ledger.AppendAsync(tx, note);
            return new EntryResult.Saved(id);
        }, ct);
    }

    /// <summary>Changes an entry; secrets that are set anew become the current ones, and those before go to the history.</summary>
    /// <param name="member">Who, in which session.</param>
    /// <param name="id">Which entry.</param>
    /// <param name="readVersion">The version that the member saw.</param>
    /// <param name="input">What it is to be.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<EntryResult> EditAsync(VaultSession member, VaultEntryId id, long readVersion, EntryInput input, CancellationToken ct)
    {
        if (await FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return new EntryResult.NotThere();
        if (entry.Version != readVersion)
            return new EntryResult.ChangedMeanwhile();
        var card = CardOf(input) with { Password = entry.Card.Password, Notes = entry.Card.Notes, Totp = entry.Card.Totp };
        var added = new Dictionary<SecretPlace, string>();
        foreach (var (field, text) in input.Secrets)
        {
            // Above every version there ever was: what is taken away and set again must not stand where another one stood. The
            // card counts too, where the row that it names was taken away in the database.
            var last = text.Length == 0
                ? -1
                : Math.Max(
                    entry.Card.VersionOf(field),
                    await db.ReadAsync(session => secrets.FindLastVersionAsync(session, id, field), ct));
            // Nobody changes a password so often: somebody put a row there, and what comes after it could not be counted on.
            if (last >= MaxVersion)
            {
                await broken.NoteAsync(member, id, field.ToString(), ct);
                return new EntryResult.Broken();
            }
            var version = (int)last + 1;
            card = card.With(field, version);
            if (version > 0)
                added[new SecretPlace(id, field, version)] = text;
        }
        var rows = await SealAsync(member, added, ct);
        var now = Now();
        var setsPassword = input.Secrets.ContainsKey(SecretField.Password);
        var changedAt = setsPassword ? card.Password > 0 ? now : null : entry.PasswordChangedAt?.ToUnixTimeMilliseconds();
        var row = new VaultEntryRow
        {
            Id = id.ToString(),
            AccountId = member.Account.ToString(),
            SealedCard = await vaults.UseAsync(member, vault => Task.FromResult(vault.Seal(card, id, readVersion + 1)), ct),
            CardVersion = readVersion + 1,
            VaultVersion = 0,
            CreatedAt = 0,
            UpdatedAt = now,
            PasswordChangedAt = changedAt,
            RotateAt = RotateAt(card, changedAt),
            SignInId = member.SignInId,
        };
        var note = await NoteAsync(member, LedgerKinds.EntryChanged, id, card.Name, ct);
        return await db.WriteAsync<EntryResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new EntryResult.NotThere();
            // A rotation may have stored a candidate since, under the version that this was sealed for.
            foreach (var place in added.Keys)
            {
                if (await secrets.FindLastVersionAsync(tx, id, place.Field) >= place.Version)
                    return new EntryResult.ChangedMeanwhile();
            }
            // A mark stays until the password is another one, whatever else of the entry is changed.
            var version = await store.CountChangeAsync(tx, member.Account, now);
            if (!await store.UpdateAsync(tx, row with { VaultVersion = version }, readVersion, keepsMark: !setsPassword))
                return new EntryResult.ChangedMeanwhile();
            foreach (var field in input.Secrets.Keys)
                await secrets.ReplaceAsync(tx, member.Account, id, field, now);
            foreach (var secret in rows)
                await secrets.InsertAsync(tx, secret);
            await ledger.AppendAsync(tx, note);
            return new EntryResult.Saved(id);
        }, ct);
    }

    private async Task<IReadOnlyList<VaultSecretRow>> SealAsync(
        VaultSession member, IReadOnlyDictionary<SecretPlace, string> texts, CancellationToken ct)
    {
        var rows = new List<VaultSecretRow>(texts.Count);
        foreach (var (place, text) in texts)
            rows.Add(await sealedSecrets.SealAsync(member, place, text, ct));
        return rows;
    }

    private ValueTask<SealedLedgerEvent> NoteAsync(VaultSession member, string kind, VaultEntryId id, string name, CancellationToken ct) =>
        ledger.SealAsync(member.Event(kind, id.ToString(), ("entry", name)), ct);

    private static VaultCard CardOf(EntryInput input) => new()
    {
        Name = input.Name, Site = input.Site, UserName = input.UserName, Tags = [.. input.Tags.Distinct(StringComparer.OrdinalIgnoreCase)], RotateEvery = input.RotateEvery,
    };

    private static long? RotateAt(VaultCard card, long? changedAt) =>
        card.RotateEvery > 0 && changedAt is { } at ? at + (long)TimeSpan.FromDays(card.RotateEvery).TotalMilliseconds : null;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
