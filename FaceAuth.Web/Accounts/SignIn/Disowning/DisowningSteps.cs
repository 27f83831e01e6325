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

    /// <summary>What undoing the sign-in, and what came of it, leads to.</summary>
    public async Task<Undoing> ForeseeAsync(DbSession session, AccountId account, string signInId)
    {
        var chain = await ListChainAsync(session, account, signInId);
        return new Undoing(
            await addresses.FindUndoAsync(session, account, chain),
            (await photos.ListAsync(session, account)).Any(photo => !chain.Contains(photo.SignInId ?? "")),
            await HoldsRegistrationAsync(session, account, chain));
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
    /// added, and closes the face: whoever got in has a photo that matches it. From then on a second factor is asked for
    /// always: whoever got in may have chosen otherwise. Where the registration itself is disowned, its photos are somebody
    /// else's and its codes are gone: the account is closed until an administrator has reset it for whoever holds the address.
    /// </summary>
    public async Task UndoAsync(DbSession tx, SignInRow signIn, long now)
    {
        var account = AccountId.Parse(signIn.AccountId);
        // Before the devices are forgotten, which tell what came of it.
        var chain = (await ListChainAsync(tx, account, signIn.Id)).OrderDescending(StringComparer.Ordinal).ToList();
        await accounts.CloseFaceAsync(tx, account, now);
        if (await HoldsRegistrationAsync(tx, account, chain))
            await accounts.CloseAsync(tx, account, now);
        await accounts.SetSecondFactorAsync(tx, account, SecondFactorPolicy.Always);
        // What was finished before and whose session begins in this moment is not stopped by the closed face once a recovery
        // has opened that.
        await accounts.SetSessionsSinceAsync(tx, account, now);
        await sessions.DeleteAllAsync(tx, account);
        await devices.DeleteAllAsync(tx, account);
        await pendings.DeletePendingAsync(tx, account);
        foreach (var id in chain)
        {
            await signIns.DisownAsync(tx, account, id, now);
            foreach (var photo in await photos.ListAsync(tx, account))
            {
                if (photo.SignInId == id)
                    await photos.DeleteAsync(tx, account, photo.Id, now);
            }
            await events.InsertAsync(tx, account, AccountEventStore.SignInDisowned, id, now);
        }
        foreach (var undo in undos)
            await undo.UndoAsync(tx, account, chain, now);
    }

    private async Task<bool> HoldsRegistrationAsync(DbSession session, AccountId account, IReadOnlyList<string> chain)
    {
        foreach (var id in chain)
        {
            if (await signIns.FindAsync(session, account, id) is { Method: nameof(SignInMethod.Registration) })
                return true;
        }
        return false;
    }

    // Whoever got in once comes again: from the device that they had remembered, by a passkey or a recovery code that they
    // made, by the mailbox that they had put in the place of the member's. Those sign-ins are theirs as well, and whatever
    // came of them.
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

/// <summary>What undoing a sign-in leads to.</summary>
/// <param name="Address">The address that is put back, or cannot be; null where it was not changed.</param>
/// <param name="LeavesPhotos">A photo is left.</param>
/// <param name="ClosesAccount">The registration itself is disowned, so nothing signs in until a reset.</param>
public sealed record Undoing(UndoneAddress? Address, bool LeavesPhotos, bool ClosesAccount);
