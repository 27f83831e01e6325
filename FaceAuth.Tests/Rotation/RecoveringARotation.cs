using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Rotation;

/// <summary>A process died, the target hung, answered nonsense or was changed by somebody: no password is lost that it may have.</summary>
public sealed class RecoveringARotation
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Dead_before_the_target_was_told_the_same_candidate_is_brought_in(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var candidate = await DieWithCandidateAsync(entry, told: false);

        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.CurrentAsync()).ShouldBe(candidate);
        entry.Target["ada"].ShouldBe(candidate);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Dead_after_the_target_was_told_the_candidate_is_found_there(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var candidate = await DieWithCandidateAsync(entry, told: true);
        entry.Target.Set.Clear();

        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.CurrentAsync()).ShouldBe(candidate);
        entry.Target.Set.ShouldBeEmpty("it has it already");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Dead_in_any_state_the_next_one_goes_on(DatabaseKind kind)
    {
        foreach (var state in new[] { RotationState.Planned, RotationState.Stored, RotationState.Applying, RotationState.Applied, RotationState.Tried })
        {
            await using var entry = await RotatedEntry.BeginAsync(kind);
            await entry.RequestAsync();
            if (state != RotationState.Planned)
                await DieWithCandidateAsync(entry, told: state is RotationState.Applied or RotationState.Tried, request: false);
            await entry.DieInAsync(state);

            await entry.LaterAsync();

            (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted, $"from {state}");
            (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"], $"from {state}");
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_lease_that_still_runs_is_left_alone_also_within_the_clocks_margin(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.RequestAsync();
        await entry.Site.Get<Db>().WriteAsync(
            tx => tx.ExecuteAsync(
                "UPDATE rotations SET lease_id = 'other', leased_until = @Until WHERE open_entry_id = @Entry",
                new { Until = entry.Site.Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds(), Entry = entry.Id.ToString() }), Ct);

        (await entry.RunAsync()).ShouldBe(0);
        entry.Site.Clock.Advance(TimeSpan.FromSeconds(64));
        (await entry.RunAsync()).ShouldBe(0);
        entry.Site.Clock.Advance(TimeSpan.FromSeconds(2));
        (await entry.RunAsync()).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Who_lost_the_lease_does_not_touch_the_target(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var asked = true;
        entry.Target.Instead.Enqueue(async (_, mayChange) =>
        {
            await entry.Site.Get<Db>().WriteAsync(
                tx => tx.ExecuteAsync("UPDATE rotations SET lease_id = 'other' WHERE open_entry_id = @Entry", new { Entry = entry.Id.ToString() }), Ct);
            asked = await mayChange(Ct);
            return new ApplyResult.NotOurs();
        });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Stored);

        asked.ShouldBeFalse();
        (await entry.StepsAsync()).ShouldBe(["Stored"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_program_that_ends_does_not_begin_a_change_and_gives_the_rotation_back(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        using var stop = new CancellationTokenSource();
        entry.Target.Instead.Enqueue(async (_, mayChange) =>
        {
            await stop.CancelAsync();
            (await mayChange(Ct)).ShouldBeFalse();
            return new ApplyResult.NotOurs();
        });
        await entry.RequestAsync();

        await entry.Site.Get<RotationRunner>().RunDueAsync(stop.Token);
        entry.Target.Set.ShouldBeEmpty();

        entry.Site.Clock.Advance(TimeSpan.FromSeconds(6));
        await entry.RunAsync();
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_program_that_ends_after_the_target_was_touched_ends_the_rotation_first(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        using var stop = new CancellationTokenSource();
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            (await mayChange(Ct)).ShouldBeTrue();
            await stop.CancelAsync();
            entry.Target.Do(change);
            return new ApplyResult.Applied();
        });
        await entry.RequestAsync();

        await entry.Site.Get<RotationRunner>().RunDueAsync(stop.Token);

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_change_that_is_done_and_then_reported_as_an_error_is_found(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            await mayChange(Ct);
            entry.Target.Do(change);
            return new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood, "1105"));
        });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Applying);
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
        entry.Target.Set.Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_change_that_comes_true_only_after_it_was_asked_for_again_sets_what_is_kept(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        TargetChange? late = null;
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            await mayChange(Ct);
            late = change;
            return new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut));
        });
        await entry.RotateAsync();

        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);
        entry.Target.Do(late.ShouldNotBeNull());

        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_target_that_says_it_did_it_and_did_not_is_asked_again(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue(async (_, mayChange) =>
        {
            await mayChange(Ct);
            return new ApplyResult.Applied();
        });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Applying);
        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_target_that_accepts_anything_proves_nothing(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Answers = new ProbeResult.Accepted();

        var rotation = await entry.RotateAsync();

        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.AcceptsAnything));
        entry.Target.Probed.Count.ShouldBe(1);
        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
        (await entry.ListAsync()).Candidates.Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_locked_account_is_knocked_at_once_in_a_round(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await DieWithCandidateAsync(entry, told: true);
        entry.Target.Answers = new ProbeResult.Unclear(new TargetFault(TargetFaultKind.Locked, "4151"));
        entry.Target.Probed.Clear();

        var rotation = await entry.LaterAsync();

        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Applying, TargetFaultKind.Locked));
        entry.Target.Probed.Count.ShouldBe(1);
        entry.Target.Answers = null;
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_password_of_the_history_that_is_in_force_again_signs_in_to_bring_in_the_candidate(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.RotateAsync();
        entry.Target["ada"] = RotatedEntry.First; // the server was restored from a backup

        (await entry.RotateAsync()).Fault?.Kind.ShouldBe(TargetFaultKind.Denied);
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_candidate_that_the_rules_refuse_is_kept_and_another_one_is_made(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue((_, _) => Task.FromResult<ApplyResult>(new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.PasswordRefused, "1819"))));

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Planned);
        (await entry.ListAsync()).Candidates.Count.ShouldBe(1);
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.EntryAsync()).Card.Password.ShouldBe(3);
        (await entry.ListAsync()).Candidates.ShouldBeEmpty("a later one was verified");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Failures_wait_twice_as_long_each_time_and_end_with_a_person(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.RequestAsync();
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            entry.Target.Instead.Enqueue((_, _) => Task.FromResult<ApplyResult>(new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.Unreachable))));
            await entry.RunAsync();
            var rotation = await entry.NewestAsync();
            waits.Add(rotation.DueAt - entry.Site.Clock.GetUtcNow());
            (await entry.RunAsync()).ShouldBe(0);
            entry.Site.Clock.Advance(TimeSpan.FromHours(1));
        }

        for (var i = 0; i < 9; i++)
        {
            var most = TimeSpan.FromSeconds(Math.Min(3600, 30 * Math.Pow(2, i)));
            waits[i].ShouldBeInRange(most / 2 - TimeSpan.FromMilliseconds(1), most);
        }
        var last = await entry.NewestAsync();
        (last.State, last.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.Unreachable));
        await entry.Site.DeliverAsync();
        entry.Site.MailAbout("could not be changed").ShouldHaveSingleItem().ShouldContain("Database");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_entry_in_the_bin_is_not_begun_and_what_was_begun_is_ended(DatabaseKind kind)
    {
        await using var begun = await RotatedEntry.BeginAsync(kind);
        var candidate = await DieWithCandidateAsync(begun, told: true);
        await begun.Ada.DeleteAsync(begun.Id);
        (await begun.LaterAsync()).State.ShouldBe(RotationState.Promoted);
        (await begun.Ada.InBinAsync(begun.Id)).Card.Password.ShouldBe(2);
        begun.Target["ada"].ShouldBe(candidate);

        await using var waiting = await RotatedEntry.BeginAsync(kind);
        await waiting.RequestAsync();
        await waiting.Ada.DeleteAsync(waiting.Id);
        await waiting.RunAsync();
        (await waiting.NewestAsync()).State.ShouldBe(RotationState.Cancelled);
        waiting.Target.Set.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_altered_candidate_is_left_where_it_is_and_another_one_is_made(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await DieWithCandidateAsync(entry, told: false);
        await entry.Site.TamperAsync("UPDATE vault_secrets SET sealed_value = wrapped WHERE entry_id = @Entry AND version = 2", new { Entry = entry.Id.ToString() });

        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.EntryAsync()).Card.Password.ShouldBe(3);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Tried_days_ago_a_candidate_is_asked_for_again_before_it_counts(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await DieWithCandidateAsync(entry, told: true);
        await entry.DieInAsync(RotationState.Tried);
        entry.Target["ada"] = "set by hand";

        (await entry.LaterAsync()).State.ShouldBe(RotationState.Applying);

        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_takes_longer_than_its_own_limit_is_a_failure_that_is_written_down(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue(async (_, mayChange) =>
        {
            (await mayChange(Ct)).ShouldBeTrue();
            entry.Site.Clock.Advance(TimeSpan.FromMinutes(3));
            throw new OperationCanceledException();
        });

        var rotation = await entry.RotateAsync();

        (rotation.State, rotation.Attempts, rotation.Fault?.Kind).ShouldBe((RotationState.Applying, 1, TargetFaultKind.FailedHere));
        rotation.DueAt.ShouldBeGreaterThan(entry.Site.Clock.GetUtcNow());
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_round_tries_few_passwords_and_the_next_one_the_next(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        for (var i = 0; i < 8; i++)
            await entry.RotateAsync();
        await DieWithCandidateAsync(entry, told: true);
        entry.Target["ada"] = RotatedEntry.First; // restored from an old backup

        await entry.LaterAsync();
        entry.Target.Probed.Count.ShouldBe(8, "a random one, the candidate, the current one, five old ones");
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Applying);

        await entry.LaterAsync();
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    // The process dies where it tells the target; returns the candidate.
    internal static async Task<string> DieWithCandidateAsync(RotatedEntry entry, bool told, bool request = true)
    {
        string? candidate = null;
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            (await mayChange(Ct)).ShouldBeTrue();
            candidate = change.New.Password.Plain;
            if (told)
                entry.Target.Do(change);
            return new ApplyResult.Unknown(new TargetFault(TargetFaultKind.Unreachable));
        });
        if (request)
            await entry.RequestAsync();
        await entry.RunAsync();
        await entry.DieInAsync(RotationState.Applying);
        entry.Target.Probed.Clear();
        return candidate.ShouldNotBeNull();
    }
}
