using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>Tells targets that a password counts now, until they have heard: the promotion does not wait for it.</summary>
internal sealed partial class RotationNotices(
    Db db, RotationStore store, RotationWorks works, UnattendedVaults vaults, RotationTargets targets, IOptions<RotationOptions> options, TimeProvider clock,
    ILogger<RotationNotices> log)
{
    private const int Batch = 50;

    /// <summary>Tells every one that is due; returns how many heard.</summary>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        var heard = 0;
        foreach (var row in await db.ReadAsync(session => store.ListNoticesAsync(session, Now(), Batch), ct))
        {
            // Taken by moving its next time on: a process that dies here leaves it to that time.
            var attempts = row.NoticeAttempts + 1;
            long? again = attempts >= options.Value.MaxAttempts ? null : Now() + Wait(row.NoticeAttempts);
            if (!await db.WriteAsync(tx => store.SetNoticeAsync(tx, row, again, attempts), ct))
                continue;
            if (!await TellAsync(row, ct))
            {
                if (again is null)
                    Log.GivenUp(log, row.Id);
                continue;
            }
            heard++;
            await db.WriteAsync(tx => store.SetNoticeAsync(tx, row with { NoticeDueAt = again }, null, attempts), ct);
        }
        return heard;
    }

    private async Task<bool> TellAsync(RotationRow row, CancellationToken ct)
    {
        try
        {
            using var vault = await vaults.OpenAsync(AccountId.Parse(row.AccountId), ct);
            var lease = new RotationLease(db, store, row, "", clock.GetUtcNow(), options.Value, clock);
            if (vault is null || await works.OpenAsync(lease, vault, ct) is not { } work
                || await vault.FindPasswordAsync(work.Entry, (int)row.Candidate, ct) is not { } password)
                return true; // gone: there is nobody to tell about
            return await targets.Of(work).NotifyAsync(work.Login(password, row.Candidate), ct);
        }
        catch (Exception fault) when (fault is SealBrokenException or KeyServiceException or CredentialMissingException)
        {
            Log.NotOpen(log, row.Id, fault);
            return false;
        }
    }

    private long Wait(long attempts) =>
        (long)Math.Min(options.Value.LongestWait.TotalMilliseconds, options.Value.FirstWait.TotalMilliseconds * Math.Pow(2, Math.Min(attempts, 30)));

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The target of rotation {Rotation} was not reached with the notice; it is not told again.")]
        public static partial void GivenUp(ILogger logger, string rotation);

        [LoggerMessage(2, LogLevel.Error, "What the notice of rotation {Rotation} needs does not open.")]
        public static partial void NotOpen(ILogger logger, string rotation, Exception fault);
    }
}
