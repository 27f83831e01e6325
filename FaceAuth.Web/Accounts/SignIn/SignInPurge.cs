using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Accounts.SignIn.Replay;
using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>Deletes what sign-ins left behind and nobody needs any more.</summary>
public sealed class SignInPurge(
    Db db, PendingSignInStore pendings, FailureStore failures, NetworkFailureStore networks, SeenPictureStore pictures, FormAnswerStore forms,
    DisownLinkStore links, DeviceStore devices, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>How long the failures of an address without an account are remembered.</summary>
    internal static readonly TimeSpan UnknownFailures = TimeSpan.FromDays(30);

    /// <summary>Deletes it, each table in a transaction of its own.</summary>
    public async Task PurgeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.WriteAsync(tx => pendings.DeleteOldAsync(tx, Ms(now), Ms(now.AddHours(-2))), ct);
        await db.WriteAsync(tx => failures.DeleteUnknownBeforeAsync(tx, Ms(now - UnknownFailures)), ct);
        await db.WriteAsync(tx => networks.DeleteBeforeAsync(tx, Ms(now - 2 * options.Value.NetworkWindow)), ct);
        await db.WriteAsync(tx => pictures.DeleteBeforeAsync(tx, Ms(now - options.Value.History)), ct);
        await db.WriteAsync(tx => forms.DeleteBeforeAsync(tx, Ms(now.AddDays(-1))), ct);
        await db.WriteAsync(tx => links.DeleteExpiredAsync(tx, Ms(now)), ct);
        await db.WriteAsync(tx => devices.DeleteExpiredAsync(tx, Ms(now)), ct);
    }

    private static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();
}
