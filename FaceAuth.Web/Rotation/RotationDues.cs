using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Moves due instants, each under its account's lock and only where it still is as it was read: after a reveal, after a time
/// in which nobody looked, and where the version before took one away.
/// </summary>
internal sealed partial class RotationDues(
    Db db, AccountStore accounts, VaultStore entries, OpenedPlans opened, RotationPlanStore plans, RotationSchedules schedules,
    IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationDues> log)
{
    private const int Batch = 200;

    /// <summary>Makes plans due whose password was shown, so many minutes after.</summary>
    public async Task NoteRevealsAsync(CancellationToken ct)
    {
        while (await db.ReadAsync(session => plans.ListShownAsync(session, Batch), ct) is { Count: > 0 } shown)
        {
            foreach (var plan in shown)
            {
                var account = AccountId.Parse(plan.AccountId);
                var at = DuePlanRow.After(plan.ShownAt, plan.AfterReveal);
                await db.WriteAsync(async tx =>
                {
                    if (!await accounts.LockAsync(tx, account) || !await plans.NoteShownAsync(tx, account, plan.EntryId, plan.ShownAt)
                        || !VaultEntryId.TryParse(plan.EntryId, out var id) || await entries.FindAsync(tx, account, id) is not { Planned: 1 } entry
                        || entry.RotateAt <= at)
                        return;
                    await plans.SetRevealDueAsync(tx, account, plan.EntryId, at);
                    await SetAsync(tx, account, id, at);
                }, ct);
            }
        }
    }

    /// <summary>Spreads out what came due while nobody looked; what was shown to somebody does not wait.</summary>
    public async Task SpreadAsync(DateTimeOffset now, CancellationToken ct)
    {
        if (options.Value.SpreadOver == TimeSpan.Zero)
            return;
        var (spread, seen) = (0, new HashSet<string>(StringComparer.Ordinal));
        while (await ListOverdueAsync(now, seen, ct) is { Count: > 0 } waiting)
        {
            foreach (var plan in waiting)
            {
                // After the instant that is asked with: what was moved is not found again.
                var at = now.AddMilliseconds(1 + (options.Value.SpreadOver.TotalMilliseconds * RotationSchedules.Random())).ToUnixTimeMilliseconds();
                var account = AccountId.Parse(plan.AccountId);
                await db.WriteAsync(async tx =>
                {
                    if (await accounts.LockAsync(tx, account) && VaultEntryId.TryParse(plan.EntryId, out var id) && await IsAsReadAsync(tx, plan, now))
                        await SetAsync(tx, account, id, at);
                }, ct);
                spread++;
            }
        }
        if (spread > 0)
            Log.Spread(log, spread, options.Value.SpreadOver);
    }

    /// <summary>Sets what is due by a schedule and has no instant: a version of this program that knows of no plans edited the entry.</summary>
    public async Task MendAsync(CancellationToken ct)
    {
        foreach (var account in (await db.ReadAsync(session => plans.ListUnsetAsync(session, Batch), ct)).GroupBy(plan => plan.AccountId))
        {
            var id = AccountId.Parse(account.Key);
            using var vault = await TryOpenAsync(id, ct);
            foreach (var plan in account)
            {
                if (OpenedPlans.Open(vault, plan) is not { } settings || schedules.Next(settings, clock.GetUtcNow()) is not { } at)
                    continue;
                await db.WriteAsync(async tx =>
                {
                    if (await accounts.LockAsync(tx, id) && VaultEntryId.TryParse(plan.EntryId, out var entryId)
                        && await entries.FindAsync(tx, id, entryId) is { Planned: 1, RotateAt: null })
                        await SetAsync(tx, id, entryId, at);
                }, ct);
            }
        }
    }

    /// <summary>Moves a due instant; part of the caller's transaction, under the account's lock.</summary>
    public async Task SetAsync(DbSession tx, AccountId account, VaultEntryId entry, long at) =>
        await entries.SetRotationAsync(tx, account, entry, planned: true, at, await entries.CountChangeAsync(tx, account, clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Whether a plan is still due as it was read: not paused, moved, marked, saved anew or begun meanwhile.</summary>
    public async Task<bool> IsAsReadAsync(DbSession tx, DuePlanRow plan, DateTimeOffset now) =>
        await plans.FindDueAsync(tx, plan.EntryId, now.ToUnixTimeMilliseconds()) is { } there
        && (there.AccountId, there.Version, there.RotateAt, there.MarkedAt) == (plan.AccountId, plan.Version, plan.RotateAt, plan.MarkedAt);

    private async Task<UnattendedVault?> TryOpenAsync(AccountId account, CancellationToken ct)
    {
        try
        {
            return await opened.TryOpenAsync(account, ct);
        }
        catch (KeyServiceException)
        {
            return null; // the next look tries again
        }
    }

    // Each is visited once: one that cannot be moved would be found for ever.
    private async Task<IReadOnlyList<DuePlanRow>> ListOverdueAsync(DateTimeOffset now, HashSet<string> seen, CancellationToken ct) =>
        [.. (await db.ReadAsync(session => plans.ListOverdueAsync(session, now.ToUnixTimeMilliseconds(), Batch), ct)).Where(plan => seen.Add(plan.EntryId))];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} rotations that were due while the site was down are spread over {Over}.")]
        public static partial void Spread(ILogger logger, int count, TimeSpan over);
    }
}
