using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn.Disowning;

/// <summary>What disowning a sign-in changes; every method is part of its transaction, under the account's lock.</summary>
public sealed class DisowningSteps(
    AccountStore accounts, SignInStore signIns, SessionStore sessions, DeviceStore devices, PendingSignInStore pendings,
    EnrolledPhotoStore photos, AddressStore addresses, IEnumerable<ISignInUndo> undos, AccountEventStore events)
{
    /// <summary>The sign-in, or null.</summary>
    public Task<SignInRow?> FindAsync(DbSession session, AccountId account, string signInId) => signIns.FindAsync(session, account, signInId);

    /// <summary>How many photos the account has.</summary>
    public Task<long> CountPhotosAsync(DbSession session, AccountId account) => photos.CountAsync(session, account);

    /// <summary>Whether a photo is left once those of the sign-in are taken back.</summary>
    public async Task<bool> LeavesPhotosAsync(DbSession session, AccountId account, string signInId) =>
        (await photos.ListAsync(session, account)).Any(photo => photo.SignInId != signInId);

    /// <summary>The address that the sign-in's session changed, or null.</summary>
    public Task<UndoneAddress?> AddressBeforeAsync(DbSession session, AccountId account, string signInId) =>
        addresses.FindUndoAsync(session, account, signInId);

    /// <summary>Nobody had got in: a second factor at every sign-in for a while, and nothing else.</summary>
    public async Task AskAlwaysAsync(DbSession tx, SignInRow signIn, long now, long until)
    {
        var account = AccountId.Parse(signIn.AccountId);
        await signIns.DisownAsync(tx, account, signIn.Id, now);
        await accounts.SetAlwaysUntilAsync(tx, account, until);
    }

    /// <summary>
    /// Ends every session, forgets every device, kills what is pending, takes back what the session added, and closes the
    /// face: whoever got in has a photo that matches it.
    /// </summary>
    public async Task UndoAsync(DbSession tx, SignInRow signIn, long now)
    {
        var account = AccountId.Parse(signIn.AccountId);
        await signIns.DisownAsync(tx, account, signIn.Id, now);
        await accounts.CloseFaceAsync(tx, account, now);
        await sessions.DeleteAllAsync(tx, account);
        await devices.DeleteAllAsync(tx, account);
        await pendings.DeletePendingAsync(tx, account);
        foreach (var photo in await photos.ListAsync(tx, account))
        {
            if (photo.SignInId == signIn.Id)
                await photos.DeleteAsync(tx, account, photo.Id, now);
        }
        foreach (var undo in undos)
            await undo.UndoAsync(tx, account, signIn.Id, now);
        await events.InsertAsync(tx, account, AccountEventStore.SignInDisowned, signIn.Id, now);
    }
}
