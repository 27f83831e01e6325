using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>Tells targets that a password counts now, until they have heard: the promotion does not wait for it.</summary>
internal sealed partial class RotationNotices(
    Db db, RotationStore store, RotationWorks works, UnattendedVaults vaults, RotationTargets targets, IOptions<RotationOptions> options, TimeProvider clock,
    ILogger<RotationNotices> log)
{
    private const int Batch = 50;

    /// <summary>Tells every one that is due, some at a time: one that hangs holds up no others. Returns how many heard.</summary>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        var heard = 0;
        var due = await db.ReadAsync(session => store.ListNoticesAsync(session, Now(), Batch), ct);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = ct }, async (row, stop) =>
        {
            if (await SendAsync(row, stop))
                Interlocked.Increment(ref heard);
        });
        return heard;
    }

    private async Task<bool> SendAsync(RotationRow row, CancellationToken ct)
    {
        // Taken by moving its next time on: a process that dies here leaves it to that time.
        var attempts = row.NoticeAttempts + 1;
        long? again = attempts >= options.Value.MaxAttempts ? null : Now() + BackOff.After(row.NoticeAttempts, options.Value);
        try
        {
            if (!await db.WriteAsync(tx => store.SetNoticeAsync(tx, row, again, attempts), ct))
                return false;
            if (await TellAsync(row, ct))
            {
                if (again is not null)
                    await db.WriteAsync(tx => store.SetNoticeAsync(tx, row with { NoticeDueAt = again }, null, attempts), ct);
                return true;
            }
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.Failed(log, row.Id, fault); // the others are told all the same
        }
        if (again is null)
            Log.GivenUp(log, row.Id);
        return false;
    }

    private async Task<bool> TellAsync(RotationRow row, CancellationToken ct)
    {
        using var vault = await vaults.OpenAsync(AccountId.Parse(row.AccountId), ct);
        var lease = new RotationLease(db, store, row, "", clock.GetUtcNow(), options.Value, clock);
        if (vault is null || await works.OpenAsync(lease, vault, ct) is not { } work || !work.IsOfPlan
            || await vault.FindPasswordAsync(work.Entry, (int)row.Candidate, ct) is not { } password)
            return true; // gone, or somewhere else by now: there is nobody to tell
        return await targets.Of(work).NotifyAsync(work.Login(password, row.Candidate), ct);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The target of rotation {Rotation} was not reached with the notice; it is not told again.")]
        public static partial void GivenUp(ILogger logger, string rotation);

        [LoggerMessage(2, LogLevel.Error, "The notice of rotation {Rotation} failed here.")]
        public static partial void Failed(ILogger logger, string rotation, Exception fault);
    }
}
