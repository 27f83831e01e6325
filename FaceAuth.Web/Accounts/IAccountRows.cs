using FaceAuth.Database;

namespace FaceAuth.Accounts;

/// <summary>A store with rows of accounts. Deleting an account asks every one, so that none is forgotten.</summary>
public interface IAccountRows
{
    /// <summary>Deletes all rows of an account; part of the transaction that deletes it.</summary>
    Task DeleteAllAsync(DbSession tx, AccountId account);
}
