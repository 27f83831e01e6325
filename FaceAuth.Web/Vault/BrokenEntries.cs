using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Vault;

/// <summary>
/// Writes down that an entry does not open: altered, cut or moved in the database, or sealed under another key. Once for each
/// entry: it is noticed at every look at the list.
/// </summary>
public sealed partial class BrokenEntries(Db db, AccountStore accounts, VaultStore store, LedgerWriter ledger, TimeProvider clock, ILogger<BrokenEntries> log)
{
    /// <summary>Writes down which cards do not open, where nobody has.</summary>
    public async Task NoteCardsAsync(VaultSession member, IReadOnlyList<VaultEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return;
        var known = (await db.ReadAsync(session => store.ListBrokenAsync(session, member.Account), ct)).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => !known.Contains(entry.Id.ToString())))
            await NoteAsync(member, entry.Id, "card", ct);
    }

    /// <summary>Writes it down where nobody has.</summary>
    /// <param name="member">Who noticed.</param>
    /// <param name="id">Which entry.</param>
    /// <param name="part">The part that does not open: "card", or a secret's field.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task NoteAsync(VaultSession member, VaultEntryId id, string part, CancellationToken ct)
    {
        if (await db.ReadAsync(session => store.FindAsync(session, member.Account, id), ct) is not { BrokenAt: null })
            return;
        var note = await ledger.SealAsync(member.Event(LedgerKinds.EntryBroken, id.ToString(), ("part", part)), ct);
        var first = await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, member.Account)
                || !await store.NoteBrokenAsync(tx, member.Account, id, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        if (first)
            Log.Broken(log, id.ToString(), part);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Entry {EntryId} does not open ({Part}): it was altered or moved in the database, or sealed under another key.")]
        public static partial void Broken(ILogger log, string entryId, string part);
    }
}
