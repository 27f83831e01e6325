using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Looks for what is due and opens a rotation for it: by schedule, after a reveal, because its sign-in was disowned. An entry that was
/// due seven times while the site was down is rotated once, and after such a time not all begin at once.
/// </summary>
internal sealed partial class RotationPlanning(
    Db db, AccountStore accounts, VaultStore entries, UnattendedVaults vaults, RotationPlanStore plans, RotationStore rotations,
    IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationPlanning> log)
{
    private const int Batch = 200;

    /// <summary>One look; returns how many rotations were opened.</summary>
    public async Task<int> PlanAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var last = await db.WriteAsync(tx => plans.PassAsync(tx, now.ToUnixTimeMilliseconds()), ct);
        await NoteRevealsAsync(ct);
        if (last is { } at && now - DateTimeOffset.FromUnixTimeMilliseconds(at) > options.Value.SpreadAfter)
            await SpreadAsync(ct);
        var opened = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await db.ReadAsync(session => plans.ListDueAsync(session, Now(), Batch), ct) is { Count: > 0 } due)
        {
            var fresh = due.Where(plan => seen.Add(plan.EntryId)).ToList();
            if (fresh.Count == 0)
                break; // the rest cannot be opened; the next look tries again
            foreach (var account in fresh.GroupBy(plan => plan.AccountId))
                opened += await OpenAsync(AccountId.Parse(account.Key), [.. account], ct);
        }
        return opened;
    }

    private async Task<int> OpenAsync(AccountId account, IReadOnlyList<DuePlanRow> due, CancellationToken ct)
    {
        var (begin, later) = await SortAsync(account, due, ct);
        var now = Now();
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account))
                return 0;
            foreach (var (plan, at) in later)
                await SetAsync(tx, account, plan.EntryId, at);
            var opened = 0;
            foreach (var (plan, further) in begin)
            {
                if (await rotations.TryInsertAsync(tx, New(plan, further, now)))
                    opened++;
            }
            return opened;
        }, ct);
    }

    // Outside of its window a plan waits for the next one, unless it must not wait.
    private async Task<(List<(DuePlanRow Plan, int Further)> Begin, List<(DuePlanRow Plan, long At)> Later)> SortAsync(
        AccountId account, IReadOnlyList<DuePlanRow> due, CancellationToken ct)
    {
        var (begin, later) = (new List<(DuePlanRow, int)>(), new List<(DuePlanRow, long)>());
        using var vault = await TryOpenAsync(account, ct);
        var now = clock.GetUtcNow();
        foreach (var plan in due)
        {
            var settings = Open(vault, plan);
            if (settings is null || plan.MarkedAt is not null)
                begin.Add((plan, plan.MarkedAt is not null && settings?.Target.AlternateUserName.Length > 0 ? 1 : 0));
            else if (CauseOf(plan) == RotationCause.Schedule && !settings.Schedule.IsInWindow(now))
                later.Add((plan, settings.Schedule.NextInWindow(now).ToUnixTimeMilliseconds()));
            else
                begin.Add((plan, 0));
        }
        return (begin, later);
    }

    private async Task<UnattendedVault?> TryOpenAsync(AccountId account, CancellationToken ct)
    {
        try
        {
            return await vaults.OpenAsync(account, ct);
        }
        catch (SealBrokenException fault)
        {
            Log.Broken(log, account.ToString(), fault); // the rotation says so to its member
            return null;
        }
    }

    private static RotationSettings? Open(UnattendedVault? vault, RotationPlanRow plan)
    {
        try
        {
            return vault is null ? null : RotationSettings.FromBytes(vault.Open(RotationSettings.Context(plan.AccountId, plan.EntryId, plan.Version), plan.SealedSettings));
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private static RotationRow New(DuePlanRow plan, int further, long now) => new()
    {
        Id = RotationId.New().ToString(), AccountId = plan.AccountId, EntryId = plan.EntryId, Kind = plan.Kind, HostKey = plan.HostKey,
        Cause = CauseOf(plan).ToString(), State = nameof(RotationState.Planned), Further = further, DueAt = now, CreatedAt = now,
    };

    private static RotationCause CauseOf(DuePlanRow plan) =>
        plan.MarkedAt is not null ? RotationCause.Disowned
        : plan.AfterReveal is { } minutes && plan.RotateAt == After(plan.RevealsSeenAt, minutes) ? RotationCause.Reveal
        : RotationCause.Schedule;

    private async Task NoteRevealsAsync(CancellationToken ct)
    {
        while (await db.ReadAsync(session => plans.ListShownAsync(session, Batch), ct) is { Count: > 0 } shown)
        {
            foreach (var plan in shown)
            {
                var account = AccountId.Parse(plan.AccountId);
                await db.WriteAsync(async tx =>
                {
                    var at = After(plan.ShownAt, plan.AfterReveal);
                    if (await accounts.LockAsync(tx, account) && await plans.NoteShownAsync(tx, account, plan.EntryId, plan.ShownAt)
                        && !(plan.RotateAt <= at))
                        await SetAsync(tx, account, plan.EntryId, at);
                }, ct);
            }
        }
    }

    private async Task SpreadAsync(CancellationToken ct)
    {
        var spread = 0;
        while (await db.ReadAsync(session => plans.ListDueAsync(session, Now(), Batch), ct) is { } due
            && due.Where(plan => plan.MarkedAt is null).ToList() is { Count: > 0 } waiting)
        {
            foreach (var plan in waiting)
            {
                var account = AccountId.Parse(plan.AccountId);
                // One millisecond at least: what is due now would be found again.
                var at = Now() + 1 + (long)(options.Value.SpreadOver.TotalMilliseconds * RotationSchedules.Random());
                await db.WriteAsync(async tx =>
                {
                    if (await accounts.LockAsync(tx, account))
                        await SetAsync(tx, account, plan.EntryId, at);
                }, ct);
                spread++;
            }
        }
        if (spread > 0)
            Log.Spread(log, spread, options.Value.SpreadOver);
    }

    private async Task SetAsync(DbSession tx, AccountId account, string entry, long at)
    {
        if (VaultEntryId.TryParse(entry, out var id))
            await entries.SetRotationAsync(tx, account, id, planned: true, at, await entries.CountChangeAsync(tx, account, Now()));
    }

    private static long After(long shownAt, long minutes) => shownAt + (minutes * 60_000);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The vault of account {Account} does not open.")]
        public static partial void Broken(ILogger logger, string account, Exception fault);

        [LoggerMessage(2, LogLevel.Information, "{Count} rotations that were due while the site was down are spread over {Over}.")]
        public static partial void Spread(ILogger logger, int count, TimeSpan over);
    }
}
