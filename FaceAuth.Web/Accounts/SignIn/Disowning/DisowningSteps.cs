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
        await ListChainAsync(session, account, signInId) is var chain
        && (await photos.ListAsync(session, account)).Any(photo => !chain.Contains(photo.SignInId ?? ""));

    /// <summary>The address before the sign-in's session, or one that came of it, changed it; null where none did.</summary>
    public async Task<UndoneAddress?> AddressBeforeAsync(DbSession session, AccountId account, string signInId)
    {
        foreach (var id in (await ListChainAsync(session, account, signInId)).Order(StringComparer.Ordinal))
        {
            if (await addresses.FindUndoAsync(session, account, id) is { } before)
                return before;
        }
        return null;
    }

    /// <summary>Nobody had got in: a second factor at every sign-in for a while, and nothing else.</summary>
    public async Task AskAlwaysAsync(DbSession tx, SignInRow signIn, long now, long until)
    {
        var account = AccountId.Parse(signIn.AccountId);
        await signIns.DisownAsync(tx, account, signIn.Id, now);
        await accounts.SetAlwaysUntilAsync(tx, account, until);
    }

    /// <summary>
    /// Ends every session, forgets every device, kills what is pending, takes back what the session and those that came of it
    /// added, and closes the face: whoever got in has a photo that matches it.
    /// </summary>
    public async Task UndoAsync(DbSession tx, SignInRow signIn, long now)
    {
        var account = AccountId.Parse(signIn.AccountId);
        // Before the devices are forgotten, which tell what came of it.
        var chain = await ListChainAsync(tx, account, signIn.Id);
        await accounts.CloseFaceAsync(tx, account, now);
        await sessions.DeleteAllAsync(tx, account);
        await devices.DeleteAllAsync(tx, account);
        await pendings.DeletePendingAsync(tx, account);
        // The latest first: what one changed is put back before what it had changed itself.
        foreach (var id in chain.OrderDescending(StringComparer.Ordinal))
        {
            await signIns.DisownAsync(tx, account, id, now);
            foreach (var photo in await photos.ListAsync(tx, account))
            {
                if (photo.SignInId == id)
                    await photos.DeleteAsync(tx, account, photo.Id, now);
            }
            foreach (var undo in undos)
                await undo.UndoAsync(tx, account, id, now);
            await events.InsertAsync(tx, account, AccountEventStore.SignInDisowned, id, now);
        }
    }

    // Whoever got in once comes again: from the device that they had remembered, or by a passkey that they added. Those
    // sign-ins are theirs as well, and whatever came of them.
    private async Task<IReadOnlyList<string>> ListChainAsync(DbSession session, AccountId account, string signInId)
    {
        var chain = new List<string> { signInId };
        for (var i = 0; i < chain.Count; i++)
        {
            IEnumerable<string> next = await signIns.ListFromDeviceOfAsync(session, account, chain[i]);
            foreach (var undo in undos)
                next = next.Concat(await undo.ListProvenByAsync(session, account, chain[i]));
            chain.AddRange(next.Except(chain).ToList());
        }
        return chain;
    }
}
