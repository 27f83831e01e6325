using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// A store with what a session may have added to an account. "This wasn't me" asks every one to take it back. Whoever adds
/// something with a sign-in's id does so under the account's lock and looks at <see cref="SignInStore.IsLiveAsync"/> there:
/// then of the adding and the undoing one sees the other.
/// </summary>
public interface ISignInUndo
{
    /// <summary>Takes back what the sessions of a sign-in added; part of the disowning's transaction, under the account's lock.</summary>
    Task UndoAsync(DbSession tx, AccountId account, string signInId, long now);

    /// <summary>
    /// The same for a sign-in and all that came of it, the latest first: what one changed is put back before what it had
    /// changed itself.
    /// </summary>
    async Task UndoAsync(DbSession tx, AccountId account, IReadOnlyList<string> chain, long now)
    {
        foreach (var signInId in chain)
            await UndoAsync(tx, account, signInId, now);
    }

    /// <summary>Later sign-ins that were proven with what the sessions of this one added: they are undone with it.</summary>
    Task<IReadOnlyList<string>> ListProvenByAsync(DbSession session, AccountId account, string signInId) =>
        Task.FromResult<IReadOnlyList<string>>([]);
}
