using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts;

/// <summary>
/// The rows of the ledger that are about an account: they stay when it is deleted, without their personal details. The chain
/// commits to these by hash, so it stays whole.
/// </summary>
public sealed class LedgerErasure(LedgerStore store) : IAccountRows
{
    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) => store.EraseDetailsAsync(tx, account.ToString());
}
