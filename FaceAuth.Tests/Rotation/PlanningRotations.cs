using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation;

public sealed class PlanningRotations
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_plan_that_is_due_opens_one_rotation(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        (await entry.LookAsync()).ShouldBe(0);
        await LiveOnAsync(entry, TimeSpan.FromDays(30));

        (await entry.LookAsync()).ShouldBe(1);
        (await entry.LookAsync()).ShouldBe(0, "one is open");
        await entry.RunAsync();

        (await entry.NewestAsync()).Cause.ShouldBe(RotationCause.Schedule);
        (await entry.LookAsync()).ShouldBe(0);
        (await entry.EntryAsync()).RotateAt.ShouldBe(entry.Site.Clock.GetUtcNow().AddDays(30));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_site_that_was_down_for_a_week_rotates_each_entry_once_and_not_all_at_once(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind, settings => settings with { Schedule = new RotationSchedule { EveryDays = 1 } });
        var others = new List<VaultEntryId>();
        for (var i = 0; i < 20; i++)
        {
            var id = await entry.Ada.AddAsync($"Entry {i}");
            (await entry.Site.Get<RotationPlans>().SaveAsync(
                entry.Ada.Session, id, 0,
                new RotationSettings { Target = new TargetSettings { Kind = TargetKind.VaultOnly }, Schedule = new RotationSchedule { EveryDays = 1 } }, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
            others.Add(id);
        }
        await entry.LookAsync();
        entry.Site.Clock.Advance(TimeSpan.FromDays(7));

        (await entry.LookAsync()).ShouldBe(0, "they are spread out first");
        var due = new List<DateTimeOffset>();
        foreach (var id in others)
            due.Add((await entry.Ada.FindAsync(id)).ShouldNotBeNull().RotateAt.ShouldNotBeNull());
        (due.Max() - due.Min()).ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
        due.ShouldAllBe(at => at > entry.Site.Clock.GetUtcNow() && at <= entry.Site.Clock.GetUtcNow() + TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));

        for (var i = 0; i < 13; i++)
        {
            entry.Site.Clock.Advance(TimeSpan.FromMinutes(5));
            await entry.LookAsync();
            await entry.RunAsync();
        }
        foreach (var id in others)
            (await entry.Site.Get<RotationTimelines>().ListAsync(entry.Ada.Session, id, Ct)).Newest.ShouldHaveSingleItem().State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Minutes_after_it_was_shown_it_is_rotated(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind, settings => settings with { AfterReveal = 10 });
        await entry.LookAsync();
        entry.Site.Clock.Advance(TimeSpan.FromSeconds(1));
        await entry.Ada.ShowAsync(entry.Id);
        var shown = entry.Site.Clock.GetUtcNow();

        (await entry.LookAsync()).ShouldBe(0);
        (await entry.EntryAsync()).RotateAt.ShouldBe(shown.AddMinutes(10));
        entry.Site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await entry.LookAsync()).ShouldBe(1);
        await entry.RunAsync();

        (await entry.NewestAsync()).Cause.ShouldBe(RotationCause.Reveal);
        (await entry.EntryAsync()).RotateAt.ShouldBe(entry.Site.Clock.GetUtcNow().AddDays(30));
        (await entry.LookAsync()).ShouldBe(0, "each reveal counts once");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_shown_in_a_disowned_sign_in_is_rotated_now(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await VaultVisitor.SignInElsewhereAsync(entry.Site, entry.Ada.Account, new TestBrowser());
        await stranger.ShowAsync(entry.Id);
        await stranger.DisownAsync();
        await entry.Site.Get<FaceAuth.Vault.Reveals.DisownedReveals>().TakeAsync(Ct);

        (await entry.LookAsync()).ShouldBe(1);
        await entry.RunAsync();

        (await entry.NewestAsync()).Cause.ShouldBe(RotationCause.Disowned);
        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
        (await entry.EntryAsync()).MarkedAt.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Outside_of_its_window_a_plan_waits_unless_it_is_asked_for(DatabaseKind kind)
    {
        // The clock begins at 03:04 UTC.
        await using var entry = await RotatedEntry.BeginAsync(
            kind, settings => settings with { Schedule = new RotationSchedule { EveryDays = 30, WindowStart = new TimeOnly(22, 0), WindowEnd = new TimeOnly(23, 0) } });
        await entry.Site.Get<Db>().WriteAsync(
            tx => tx.ExecuteAsync("UPDATE vault_entries SET rotate_at = @Now WHERE id = @Id", new { Now = entry.Site.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Id = entry.Id.ToString() }), Ct);

        (await entry.LookAsync()).ShouldBe(0);
        (await entry.EntryAsync()).RotateAt.ShouldNotBeNull().TimeOfDay.ShouldBe(TimeSpan.FromHours(22));
        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_paused_plan_waits_and_goes_on(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var plans = entry.Site.Get<RotationPlans>();
        (await plans.SetPausedAsync(entry.Ada.Session, entry.Id, paused: true, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await LiveOnAsync(entry, TimeSpan.FromDays(30));
        (await entry.LookAsync()).ShouldBe(0);
        await entry.StaySignedInAsync();

        (await plans.SetPausedAsync(entry.Ada.Session, entry.Id, paused: false, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();

        (await entry.LookAsync()).ShouldBe(1);
        (await entry.Site.LedgerAsync(LedgerKinds.RotationPaused, entry.Id.ToString())).ShouldBe(1);
        (await entry.Site.LedgerAsync(LedgerKinds.RotationResumed, entry.Id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Saving_the_entry_does_not_move_the_plan_and_removing_the_plan_gives_it_back_to_its_owner(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var due = (await entry.EntryAsync()).RotateAt;

        await entry.Ada.EditAsync(entry.Id, RotatedEntry.Input("Database", "ada", "another password"));
        (await entry.EntryAsync()).RotateAt.ShouldBe(due);

        (await entry.Site.Get<RotationPlans>().RemoveAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        (await entry.EntryAsync()).RotateAt.ShouldBeNull();
        (await entry.EntryAsync()).IsPlanned.ShouldBeFalse();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task While_a_rotation_is_open_its_plan_stays(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.RequestAsync();
        var plans = entry.Site.Get<RotationPlans>();

        (await plans.SaveAsync(entry.Ada.Session, entry.Id, 1, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.Running>();
        (await plans.RemoveAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeOfType<RotationPlanResult.Running>();
        (await entry.Site.Get<RotationRequests>().RequestAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeOfType<RotationPlanResult.Running>();
        await entry.RunAsync();
        (await plans.SaveAsync(entry.Ada.Session, entry.Id, 7, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.ChangedMeanwhile>();
        (await plans.SaveAsync(entry.Ada.Session, entry.Id, 1, entry.Settings with { Target = entry.Settings.Target with { Administrator = entry.Id } }, Ct))
            .ShouldBeOfType<RotationPlanResult.CredentialMissing>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Who_changes_passwords_by_hand_is_reminded_once(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.Ada.AddAsync(new EntryInput { Name = "By hand", RotateEvery = 7, Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = "old" } });
        var reminders = entry.Site.Get<RotationReminders>();
        (await reminders.SendAsync(Ct)).ShouldBe(0);
        entry.Site.Clock.Advance(TimeSpan.FromDays(7));

        (await reminders.SendAsync(Ct)).ShouldBe(1);
        (await reminders.SendAsync(Ct)).ShouldBe(0);
        await entry.Site.DeliverAsync();

        var mail = entry.Site.MailAbout("time to change").ShouldHaveSingleItem();
        mail.ShouldContain("By hand");
        mail.ShouldNotContain("Database");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Spread_over_no_time_they_begin_at_once(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Site.Get<IOptions<RotationOptions>>().Value.SpreadOver = TimeSpan.Zero;
        await entry.LookAsync();
        entry.Site.Clock.Advance(TimeSpan.FromDays(40));

        (await entry.LookAsync()).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_a_reveal_made_due_does_not_wait_for_a_window_however_often_it_was_shown(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind, settings => settings with
        {
            AfterReveal = 10, Schedule = new RotationSchedule { EveryDays = 30, WindowStart = new TimeOnly(22, 0), WindowEnd = new TimeOnly(23, 0) },
        });
        for (var i = 0; i < 2; i++)
        {
            entry.Site.Clock.Advance(TimeSpan.FromMinutes(1));
            await entry.Ada.ShowAsync(entry.Id);
            (await entry.LookAsync()).ShouldBe(0);
        }
        entry.Site.Clock.Advance(TimeSpan.FromMinutes(9));

        (await entry.LookAsync()).ShouldBe(1);
        (await entry.NewestAsync()).Cause.ShouldBe(RotationCause.Reveal);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_plan_that_cannot_be_read_keeps_nobody_else_waiting(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var bob = await VaultVisitor.EnrolAsync(entry.Site, "bob");
        var his = await bob.AddAsync(RotatedEntry.Input("Bob's", "bob", "secret"));
        (await entry.Site.Get<RotationPlans>().SaveAsync(bob.Session, his, 0, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await entry.Site.TamperAsync(
            "UPDATE rotation_plans SET version = 99999999999, sealed_settings = x'0102' WHERE entry_id = @Id", new { Id = entry.Id.ToString() });
        await LiveOnAsync(entry, TimeSpan.FromDays(30));

        (await entry.LookAsync()).ShouldBe(2, "hers is opened as well, to tell her");
        await entry.StaySignedInAsync();
        (await entry.Site.Get<RotationPlans>().FindAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeNull();
        await entry.RunAsync();

        var rotation = await entry.NewestAsync();
        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.EntryBroken));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_due_instant_that_the_version_before_took_away_is_set_again(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.Site.TamperAsync("UPDATE vault_entries SET rotate_at = NULL WHERE id = @Id", new { Id = entry.Id.ToString() });

        await entry.LookAsync();

        (await entry.EntryAsync()).RotateAt.ShouldBe(entry.Site.Clock.GetUtcNow().AddDays(30));
    }

    // Days pass with the site at work: it looks now and then.
    private static async Task LiveOnAsync(RotatedEntry entry, TimeSpan by)
    {
        await entry.LookAsync();
        entry.Site.Clock.Advance(by - TimeSpan.FromMinutes(5));
        await entry.LookAsync();
        entry.Site.Clock.Advance(TimeSpan.FromMinutes(5));
    }
}
