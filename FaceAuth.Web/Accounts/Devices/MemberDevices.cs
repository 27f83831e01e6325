using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.Devices;

/// <summary>What a member sees of the browsers that are remembered for them, and how they forget or approve them.</summary>
public sealed class MemberDevices(
    Db db, AccountStore accounts, DeviceStore store, SessionStore sessions, Holds holds, SealedOrigins origins, DisownLinks links,
    DisownLinkStore linkStore, ProtectionMails mails, Outbox outbox, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>All of them, the latest used first.</summary>
    public async Task<IReadOnlyList<KnownDevice>> ListAsync(AccountId account, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var list = new List<KnownDevice>();
        foreach (var device in await db.ReadAsync(session => store.ListAsync(session, account, now), ct))
        {
            list.Add(new KnownDevice(
                device.Id,
                await OpenOriginAsync(account, device, ct),
                DateTimeOffset.FromUnixTimeMilliseconds(device.CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(device.LastUsedAt),
                device.HeldAt(now) is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null));
        }
        return list;
    }

    /// <summary>Forgets one and ends its sessions; false where the account has no such device.</summary>
    public async Task<bool> ForgetAsync(AccountId account, string deviceId, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.DeviceForgotten, account, deviceId, origin: null, ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await ForgetAsync(tx, account, deviceId))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    /// <summary>Forgets all but one, and ends their sessions; all where <paramref name="keptDeviceId"/> is null.</summary>
    public async Task ForgetOthersAsync(AccountId account, string? keptDeviceId, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.DeviceForgotten, account, "", origin: null, ct);
        await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account))
                return;
            var forgotten = new List<string>();
            foreach (var device in await store.ListAsync(tx, account, 0))
            {
                if (device.Id != keptDeviceId && await ForgetAsync(tx, account, device.Id))
                    forgotten.Add(device.Id);
            }
            foreach (var id in forgotten)
                await ledger.AppendAsync(tx, note.Again(id));
        }, ct);
    }

    /// <summary>
    /// Ends the hold of a device, from a session that is not on hold itself, and tells the member by mail; false where no
    /// such device is on hold.
    /// </summary>
    public async Task<bool> ApproveAsync(SessionOfMember member, string deviceId, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (owner, device) = await db.ReadAsync(async session => (
            await accounts.FindAsync(session, member.Account),
            (await store.ListAsync(session, member.Account, now.ToUnixTimeMilliseconds())).FirstOrDefault(one => one.Id == deviceId)), ct);
        if (owner is null || device is null)
            return false;
        var (disown, link) = links.New(member.Account, member.SignInId);
        var mail = await outbox.SealAsync(
            mails.DeviceApproved(owner, await OpenOriginAsync(member.Account, device, ct), origin, now, disown), ct);
        var approved = await holds.LiftOfDeviceAsync(member.Account, deviceId, member.SignInId, async tx =>
        {
            await linkStore.InsertAsync(tx, link);
            await outbox.AddAsync(tx, mail);
        }, ct);
        outbox.Nudge();
        return approved;
    }

    private async Task<bool> ForgetAsync(DbSession tx, AccountId account, string deviceId)
    {
        if (!await store.DeleteAsync(tx, account, deviceId))
            return false;
        await sessions.DeleteOfDeviceAsync(tx, account, deviceId);
        return true;
    }

    // One row that was altered must not hide the others.
    private async Task<RequestOrigin> OpenOriginAsync(AccountId account, Device device, CancellationToken ct)
    {
        try
        {
            return await origins.OpenAsync(account, device.Id, RememberedDevices.OriginField, device.SealedOrigin, ct);
        }
        catch (SealBrokenException)
        {
            return new RequestOrigin("cannot be opened", "the record was altered");
        }
    }
}

/// <summary>One remembered browser as its member sees it.</summary>
/// <param name="Id">The device.</param>
/// <param name="Origin">Where it was when it was remembered, and what it is.</param>
/// <param name="AddedAt">When it was remembered.</param>
/// <param name="LastUsedAt">When it was last signed in from.</param>
/// <param name="HeldUntil">The end of its hold, where it is on hold.</param>
public sealed record KnownDevice(string Id, RequestOrigin Origin, DateTimeOffset AddedAt, DateTimeOffset LastUsedAt, DateTimeOffset? HeldUntil);
