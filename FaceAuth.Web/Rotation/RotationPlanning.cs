using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Looks for what is due and opens a rotation for it: by schedule, after a reveal, because its sign-in was disowned. An entry that was
/// due seven times while the site was down is rotated once, and after such a time not all begin at once.
/// </summary>
internal sealed partial class RotationPlanning(
    Db db, AccountStore accounts, OpenedPlans opened, RotationDues dues, RotationPlanStore plans, RotationStore rotations,
    IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationPlanning> log)
{
    private const int Batch = 200;

    /// <summary>One look; returns how many rotations were opened.</summary>
    public async Task<int> PlanAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await dues.MendAsync(ct);
        await dues.NoteRevealsAsync(ct);
        if (await db.ReadAsync(session => plans.FindPassAsync(session), ct) is { } last
            && now - DateTimeOffset.FromUnixTimeMilliseconds(last) > options.Value.SpreadAfter)
            await dues.SpreadAsync(now, ct);
        // Only now: whoever comes after a crash spreads out the rest.
        await db.WriteAsync(tx => plans.NotePassAsync(tx, now.ToUnixTimeMilliseconds()), ct);
        var count = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await db.ReadAsync(session => plans.ListDueAsync(session, Now(), Batch), ct) is { Count: > 0 } due)
        {
            var fresh = due.Where(plan => seen.Add(plan.EntryId)).ToList();
            if (fresh.Count == 0)
                break; // the rest cannot be opened; the next look tries again
            foreach (var account in fresh.GroupBy(plan => plan.AccountId))
                count += await TryOpenAsync(AccountId.Parse(account.Key), [.. account], ct);
        }
        return count;
    }

    // Of what one member's rows hold, nobody else's rotations depend.
    private async Task<int> TryOpenAsync(AccountId account, IReadOnlyList<DuePlanRow> due, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(account, due, ct);
        }
        catch (Exception fault) when (fault is not DatabaseUnavailableException && !ct.IsCancellationRequested)
        {
            Log.NotOpened(log, due.Count, account.ToString(), fault);
            return 0;
        }
    }

    private async Task<int> OpenAsync(AccountId account, IReadOnlyList<DuePlanRow> due, CancellationToken ct)
    {
        var (begin, later) = await SortAsync(account, due, ct);
        var now = clock.GetUtcNow();
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account))
                return 0;
            foreach (var (plan, at) in later)
            {
                if (VaultEntryId.TryParse(plan.EntryId, out var id) && await dues.IsAsReadAsync(tx, plan, now))
                    await dues.SetAsync(tx, account, id, at);
            }
            var count = 0;
            foreach (var (plan, further) in begin)
            {
                if (await dues.IsAsReadAsync(tx, plan, now) && await rotations.TryInsertAsync(tx, RotationRow.New(plan, plan.Cause, further, now.ToUnixTimeMilliseconds())))
                    count++;
            }
            return count;
        }, ct);
    }

    // Outside of its window a plan waits for the next one, unless it must not wait.
    private async Task<(List<(DuePlanRow Plan, int Further)> Begin, List<(DuePlanRow Plan, long At)> Later)> SortAsync(
        AccountId account, IReadOnlyList<DuePlanRow> due, CancellationToken ct)
    {
        var (begin, later) = (new List<(DuePlanRow, int)>(), new List<(DuePlanRow, long)>());
        using var vault = await opened.TryOpenAsync(account, ct);
        var now = clock.GetUtcNow();
        foreach (var plan in due)
        {
            // One that does not open is begun: its rotation tells its member.
            var settings = OpenedPlans.Open(vault, plan);
            if (plan.Cause != RotationCause.Schedule)
                begin.Add((plan, 1)); // somebody has seen it: of two accounts that take turns the other one follows
            else if (settings is not null && !settings.Schedule.IsInWindow(now))
                later.Add((plan, settings.Schedule.NextInWindow(now, RotationSchedules.Random()).ToUnixTimeMilliseconds()));
            else
                begin.Add((plan, 0));
        }
        return (begin, later);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Count} due plans of account {Account} could not be opened; the others go on.")]
        public static partial void NotOpened(ILogger logger, int count, string account, Exception fault);
    }
}
