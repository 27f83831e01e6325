using FaceAuth.Accounts;
using FaceAuth.Database;

namespace FaceAuth.Vault;

/// <summary>A store with rows of single entries: asked when one is deleted for good.</summary>
public interface IEntryRows
{
    /// <summary>Deletes what there is of an entry; part of the erasing transaction, under the account's lock.</summary>
    Task DeleteAsync(DbSession tx, AccountId account, VaultEntryId entry);
}
