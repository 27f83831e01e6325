using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault;

/// <summary>Deleting in two steps: into the bin, from which an entry comes back whole, and for good, by its owner or by the job.</summary>
public sealed class VaultBin(
    Db db, AccountStore accounts, LiveSessions live, VaultStore store, VaultSecretStore secrets, IEnumerable<IEntryRows> others, LedgerWriter ledger,
    IOptions<VaultOptions> options, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Puts an entry into the bin; false where there is no such one outside of it, or the session is over.</summary>
    public Task<bool> DeleteAsync(VaultSession member, VaultEntry entry, CancellationToken ct) =>
        ChangeAsync(member, entry, LedgerKinds.EntryDeleted, (tx, version) => store.DeleteAsync(tx, member.Account, entry.Id, version, Now()), ct);

    /// <summary>Takes an entry out of the bin; false where it is not in it, or the session is over.</summary>
    public Task<bool> RestoreAsync(VaultSession member, VaultEntry entry, CancellationToken ct) =>
        ChangeAsync(member, entry, LedgerKinds.EntryRestored, (tx, version) => store.RestoreAsync(tx, member.Account, entry.Id, version), ct);

    /// <summary>Deletes an entry in the bin for good, with every version of its secrets; false where it is not in the bin.</summary>
    public Task<bool> EraseAsync(VaultSession member, VaultEntry entry, CancellationToken ct) =>
        ChangeAsync(member, entry, LedgerKinds.EntryErased, (tx, version) => EraseAsync(tx, member.Account, entry.Id, version, Now()), ct);

    /// <summary>Deletes for good what is in the bin for long enough; returns how many.</summary>
    public async Task<int> EmptyAsync(CancellationToken ct)
    {
        var before = (clock.GetUtcNow() - options.Value.Bin).ToUnixTimeMilliseconds();
        var erased = 0;
        var after = "";
        while (await db.ReadAsync(session => store.ListDeletedBeforeAsync(session, before, after, Batch), ct) is { Count: > 0 } rows)
        {
            after = rows[^1].Id; // on past what cannot be erased: a row of no account would be found for ever
            // One entry, one transaction: whatever ends the job, what is erased is on the ledger.
            foreach (var row in rows)
            {
                if (!VaultEntryId.TryParse(row.Id, out var id))
                    continue; // not written by this program
                var account = AccountId.Parse(row.AccountId);
                var note = await ledger.SealAsync(new LedgerEvent(LedgerKinds.EntryErased, row.AccountId, Actor: "", row.Id), ct);
                erased += await db.WriteAsync(async tx =>
                {
                    if (!await accounts.LockAsync(tx, account)
                        || !await EraseAsync(tx, account, id, await store.CountChangeAsync(tx, account, Now()), before))
                        return 0;
                    await ledger.AppendAsync(tx, note);
                    return 1;
                }, ct);
            }
        }
        return erased;
    }

    private async Task<bool> EraseAsync(DbSession tx, AccountId account, VaultEntryId id, long vaultVersion, long deletedBefore)
    {
        if (!await store.EraseAsync(tx, account, id, deletedBefore))
            return false;
        await secrets.DeleteAsync(tx, account, id);
        foreach (var rows in others)
            await rows.DeleteAsync(tx, account, id);
        await store.NoteErasureAsync(tx, account, vaultVersion);
        return true;
    }

    private async Task<bool> ChangeAsync(
        VaultSession member, VaultEntry entry, string kind, Func<DbSession, long, Task<bool>> change, CancellationToken ct)
    {
        var note = await ledger.SealAsync(member.Event(kind, entry.Id.ToString(), ("entry", entry.Card.Name)), ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await live.LockAsync(tx, member)
                || !await change(tx, await store.CountChangeAsync(tx, member.Account, Now())))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
