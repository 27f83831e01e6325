using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Devices;

/// <summary>Remembers browsers, and tells them again by their token.</summary>
public sealed class RememberedDevices(
    DeviceStore store, SealedOrigins origins, LookupHash hash, IOptions<DevicesOptions> options, TimeProvider clock)
{
    internal const string OriginField = "device-origin";

    /// <summary>The account's device that holds this token, or null.</summary>
    public async Task<Device?> FindAsync(DbSession session, AccountId account, string? token) =>
        string.IsNullOrEmpty(token) ? null : await store.FindAsync(session, account, hash.Of(LookupKinds.Device, token), Now());

    /// <summary>Makes the row and the token of a browser to be remembered; nothing is stored yet.</summary>
    /// <param name="account">Whose it becomes.</param>
    /// <param name="signInId">The sign-in that has it remembered.</param>
    /// <param name="origin">How its member will tell it from others.</param>
    /// <param name="heldUntil">The end of its hold, or null.</param>
    /// <param name="oldToken">What the browser holds now, where it is remembered for somebody else.</param>
    /// <param name="ct">Ends the wait for the keys.</param>
    public async Task<NewDevice> PrepareAsync(
        AccountId account, string signInId, RequestOrigin origin, long? heldUntil, string? oldToken, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString();
        var token = Tokens.New();
        var device = new Device
        {
            Id = id,
            AccountId = account.ToString(),
            TokenHash = hash.Of(LookupKinds.Device, token),
            SignInId = signInId,
            SealedOrigin = await origins.SealAsync(account, id, OriginField, origin, ct),
            CreatedAt = Now(),
            LastUsedAt = Now(),
            ExpiresAt = ExpiresAt(),
            HeldUntil = heldUntil,
        };
        return new NewDevice(device, token, string.IsNullOrEmpty(oldToken) ? null : hash.Of(LookupKinds.Device, oldToken));
    }

    /// <summary>
    /// Remembers it. The token is new, also where the browser had one: whoever read the old one before the member came
    /// must not hold a remembered device of theirs.
    /// </summary>
    public async Task AddAsync(DbSession tx, NewDevice added)
    {
        if (added.OldTokenHash is { } old)
            await store.ChangeTokenAsync(tx, old, added.Device.TokenHash);
        // The same account again (its hold ran out, say): the old row gives way to the new one.
        if (await store.FindAsync(tx, AccountId.Parse(added.Device.AccountId), added.Device.TokenHash, 0) is { } before)
            await store.DeleteAsync(tx, AccountId.Parse(before.AccountId), before.Id);
        await store.InsertAsync(tx, added.Device);
    }

    /// <summary>Notes a sign-in from a device.</summary>
    public Task TouchAsync(DbSession tx, Device device) => store.TouchAsync(tx, device.Id, Now(), ExpiresAt());

    private long ExpiresAt() => (clock.GetUtcNow() + options.Value.Lifetime).ToUnixTimeMilliseconds();

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A browser about to be remembered.</summary>
/// <param name="Device">Its row.</param>
/// <param name="Token">What it will hold in its cookie.</param>
/// <param name="OldTokenHash">The token it held before, hashed; null where it held none.</param>
public sealed record NewDevice(Device Device, string Token, string? OldTokenHash);
