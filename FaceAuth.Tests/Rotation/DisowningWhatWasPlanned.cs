using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Rotation;

/// <summary>"This wasn't me", where somebody was at passwords that change by themselves.</summary>
public sealed class DisowningWhatWasPlanned
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_plan_that_a_stranger_set_is_held_until_its_member_saves_it(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        (await entry.Site.Get<RotationPlans>().SaveAsync(stranger.Session, entry.Id, 1, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await DisownAsync(entry, stranger);

        (await PlanOfAsync(entry)).HeldAt.ShouldNotBeNull();
        (await entry.Site.Get<RotationRequests>().RequestAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeOfType<RotationPlanResult.Held>();
        (await entry.Site.Get<RotationPlans>().SetPausedAsync(entry.Ada.Session, entry.Id, paused: false, Ct)).ShouldBeOfType<RotationPlanResult.Held>();
        entry.Site.Clock.Advance(TimeSpan.FromDays(31));
        (await entry.LookAsync()).ShouldBe(0);

        await entry.StaySignedInAsync();
        await entry.PlanAsync();
        (await PlanOfAsync(entry)).HeldAt.ShouldBeNull();
        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_target_stays_the_strangers_who_chose_it_when_its_member_changes_the_schedule_only(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        var theirs = entry.Settings with { Target = entry.Settings.Target with { Host = "elsewhere.example.org" } };
        (await entry.Site.Get<RotationPlans>().SaveAsync(stranger.Session, entry.Id, 1, theirs, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        (await entry.Site.Get<RotationPlans>().SaveAsync(entry.Ada.Session, entry.Id, 2, theirs with { AfterReveal = 10 }, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();

        await DisownAsync(entry, stranger);

        (await PlanOfAsync(entry)).HeldAt.ShouldNotBeNull();
        (await entry.LookAsync()).ShouldBe(0, "it is told nothing");
        await entry.PlanAsync();
        await DisownAsync(entry, await StrangerAsync(entry));
        (await PlanOfAsync(entry)).HeldAt.ShouldBeNull("her own");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_a_strangers_plan_has_begun_ends_before_its_target_is_touched(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        (await entry.Site.Get<RotationPlans>().SaveAsync(stranger.Session, entry.Id, 1, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await entry.RequestAsync();
        entry.Target.Instead.Enqueue(async (_, mayChange) =>
        {
            await DisownAsync(entry, stranger);
            (await mayChange(Ct)).ShouldBeFalse();
            return new ApplyResult.NotOurs();
        });

        await entry.RunAsync();

        entry.Target.Set.ShouldBeEmpty();
        await entry.StaySignedInAsync();
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Cancelled);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_had_touched_a_target_waits_for_its_member(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        (await entry.Site.Get<RotationPlans>().SaveAsync(stranger.Session, entry.Id, 1, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        await DisownAsync(entry, stranger);

        var rotation = await entry.LaterAsync();
        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.Disowned));
        await entry.StaySignedInAsync();
        var attention = entry.Site.Get<RotationAttention>();
        (await attention.TryAgainAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeFalse("the plan is not hers");
        (await attention.KeepAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeTrue();
        (await entry.ListAsync()).Candidates.Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_pause_of_a_stranger_does_not_keep_what_they_saw(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        await stranger.ShowAsync(entry.Id);
        (await entry.Site.Get<RotationPlans>().SetPausedAsync(stranger.Session, entry.Id, paused: true, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        await DisownAsync(entry, stranger);

        (await PlanOfAsync(entry)).PausedAt.ShouldBeNull();
        (await entry.LookAsync()).ShouldBe(1);
        await entry.RunAsync();
        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_pause_of_the_member_does_not_keep_it_either(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        (await entry.Site.Get<RotationPlans>().SetPausedAsync(entry.Ada.Session, entry.Id, paused: true, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        var stranger = await StrangerAsync(entry);
        await stranger.ShowAsync(entry.Id);
        await DisownAsync(entry, stranger);

        (await entry.LookAsync()).ShouldBe(1);
        (await PlanOfAsync(entry)).PausedAt.ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_mark_that_comes_while_a_rotation_runs_is_not_lifted_by_it(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var stranger = await StrangerAsync(entry);
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            (await mayChange(Ct)).ShouldBeTrue();
            entry.Target.Do(change);
            entry.Site.Clock.Advance(TimeSpan.FromSeconds(1));
            await stranger.ShowAsync(entry.Id, version: 2); // the candidate: it is in the vault
            await DisownAsync(entry, stranger);
            return new ApplyResult.Applied();
        });

        await entry.RotateAsync();
        (await entry.EntryAsync()).MarkedAt.ShouldNotBeNull();
        var seen = entry.Target["ada"];

        (await entry.LookAsync()).ShouldBe(1);
        await entry.RunAsync();
        entry.Target["ada"].ShouldNotBe(seen);
        (await entry.EntryAsync()).MarkedAt.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_accounts_both_are_changed_also_where_one_was_asked_for_before_the_mark_was_seen(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var administrator = await entry.Ada.AddAsync(RotatedEntry.Input("Administrator", "root", "root password"));
        entry.Target["root"] = "root password";
        entry.Target["bob"] = "bob's first";
        await entry.PlanAsync(settings => settings with
        {
            Target = settings.Target with { UserName = "ada", AlternateUserName = "bob", Administrator = administrator },
        });
        var stranger = await StrangerAsync(entry);
        await stranger.ShowAsync(entry.Id);
        await DisownAsync(entry, stranger);

        await entry.RotateAsync();
        await entry.LookAsync();
        await entry.RunAsync();

        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
        entry.Target["bob"].ShouldNotBe("bob's first");
        (await entry.EntryAsync()).MarkedAt.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Passwords_that_a_plan_tells_to_a_target_count_as_shown_and_the_member_is_mailed_at_once(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var administrator = await entry.Ada.AddAsync(RotatedEntry.Input("Administrator", "root", "root password"));
        var stranger = await StrangerAsync(entry);
        (await entry.Site.Get<RotationPlans>().SaveAsync(
            stranger.Session, entry.Id, 1, entry.Settings with { Target = entry.Settings.Target with { Host = "elsewhere.example.org", Administrator = administrator } }, Ct))
            .ShouldBeOfType<RotationPlanResult.Saved>();
        await entry.Site.DeliverAsync();
        var mail = entry.Site.MailAbout("changed by itself").Last();
        mail.ShouldContain("Administrator");
        mail.ShouldContain("/account/not-me/");
        mail.ShouldNotContain("elsewhere");

        await DisownAsync(entry, stranger);

        (await entry.Ada.FindAsync(administrator)).ShouldNotBeNull().MarkedAt.ShouldNotBeNull();
        (await entry.EntryAsync()).MarkedAt.ShouldNotBeNull();
        (await entry.LookAsync()).ShouldBe(0, "the plan is held");
    }

    private static Task<VaultVisitor> StrangerAsync(RotatedEntry entry) =>
        VaultVisitor.SignInElsewhereAsync(entry.Site, entry.Ada.Account, new TestBrowser());

    // It ends every session, the member's too.
    private static async Task DisownAsync(RotatedEntry entry, VaultVisitor stranger)
    {
        await stranger.DisownAsync();
        await entry.Site.Get<DisownedReveals>().TakeAsync(Ct);
        await entry.ComeBackAsync();
    }

    private static async Task<RotationPlan> PlanOfAsync(RotatedEntry entry) =>
        (await entry.Site.Get<RotationPlans>().FindAsync(entry.Ada.Session, entry.Id, Ct)).ShouldNotBeNull();
}
