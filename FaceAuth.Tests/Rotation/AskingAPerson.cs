using FaceAuth.Ledger;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Rotation;

/// <summary>A rotation does not go on by itself; nothing that is kept is thrown away whatever the member decides.</summary>
public sealed class AskingAPerson
{
    private const string ByHand = "set by hand at the server";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Where_none_of_the_kept_ones_is_accepted_everything_is_kept_and_the_member_is_told(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);

        var rotation = await entry.NewestAsync();
        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.NoneAccepted));
        (await entry.ListAsync()).Candidates.Count.ShouldBe(1);
        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
        (await entry.Site.LedgerAsync(LedgerKinds.RotationNeedsAttention, entry.Id.ToString())).ShouldBe(1);
        await entry.Site.DeliverAsync();
        var mail = entry.Site.MailAbout("could not be changed").ShouldHaveSingleItem();
        mail.ShouldContain("Database");
        mail.ShouldContain($"/vault/{entry.Id}/rotation");
        mail.ShouldNotContain(RotatedEntry.First);
        (await entry.RunAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_set_by_hand_is_tried_and_then_counts(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);

        (await entry.Site.Get<RotationAttention>().EnterAsync(entry.Ada.Session, entry.Id, ByHand, Ct)).ShouldBeTrue();
        await entry.RunAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(ByHand);
        (await entry.ListAsync()).Candidates.ShouldBeEmpty();
        (await entry.Site.LedgerAsync(LedgerKinds.PasswordEntered, entry.Id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_slip_of_the_finger_replaces_nothing(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);

        (await entry.Site.Get<RotationAttention>().EnterAsync(entry.Ada.Session, entry.Id, "set by hnad", Ct)).ShouldBeTrue();
        await entry.RunAsync();
        await entry.LaterAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Attention);
        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
        (await entry.ListAsync()).Candidates.Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Trying_again_asks_the_target_first(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);
        entry.Target["ada"] = RotatedEntry.First;
        entry.Target.Set.Clear();

        (await entry.Site.Get<RotationAttention>().TryAgainAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeTrue();
        await entry.RunAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
        (await entry.Site.Get<RotationAttention>().TryAgainAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeFalse("it is over");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Keeping_the_password_keeps_the_candidates_and_a_later_rotation_asks_for_them(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var candidate = await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        entry.Target.Answers = new ProbeResult.Accepted();
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Attention);
        entry.Target.Answers = null;
        await entry.StaySignedInAsync();

        (await entry.Site.Get<RotationAttention>().KeepAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeTrue();
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Kept);
        (await entry.ListAsync()).Candidates.Count.ShouldBe(1);
        (await entry.EntryAsync()).RotateAt.ShouldBe(entry.Site.Clock.GetUtcNow().AddDays(30));
        (await entry.Site.LedgerAsync(LedgerKinds.RotationKept, entry.Id.ToString())).ShouldBe(1);

        await entry.RotateAsync(); // not let in with what the vault calls current
        await entry.LaterAsync(); // the kept candidate is what it has, and signs in to set the new one
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
        entry.Target["ada"].ShouldNotBe(candidate);
        (await entry.Ada.ShowAsync(entry.Id, version: 2)).ShouldBe(candidate);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_candidate_can_be_revealed_like_any_version(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);
        var candidate = (await entry.ListAsync()).Candidates.ShouldHaveSingleItem();

        (await entry.Ada.ShowAsync(entry.Id, version: candidate.Version)).ShouldBe(entry.Target.Set.Single());
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Another_members_rotation_is_not_there(DatabaseKind kind)
    {
        await using var entry = await StuckAsync(kind);
        var bob = await VaultVisitor.EnrolAsync(entry.Site, "bob");
        var attention = entry.Site.Get<RotationAttention>();

        (await attention.TryAgainAsync(bob.Session, entry.Id, Ct)).ShouldBeFalse();
        (await attention.KeepAsync(bob.Session, entry.Id, Ct)).ShouldBeFalse();
        (await attention.EnterAsync(bob.Session, entry.Id, ByHand, Ct)).ShouldBeFalse();
        (await entry.Site.Get<RotationPlans>().FindAsync(bob.Session, entry.Id, Ct)).ShouldBeNull();
        (await entry.Site.Get<RotationRequests>().RequestAsync(bob.Session, entry.Id, Ct)).ShouldBeOfType<RotationPlanResult.NotThere>();
        (await entry.Site.Get<RotationPlans>().SaveAsync(bob.Session, entry.Id, 0, entry.Settings, Ct)).ShouldBeOfType<RotationPlanResult.NotThere>();
        (await entry.Site.Get<RotationTimelines>().FindAsync(bob.Session, (await entry.NewestAsync()).Id, Ct)).ShouldBeNull();
        (await entry.Site.Get<RotationTimelines>().ListAsync(bob.Session, entry.Id, Ct)).Newest.ShouldBeEmpty();
    }

    // Somebody changed it by hand while it was rotated: the target takes nothing that is kept.
    private static async Task<RotatedEntry> StuckAsync(DatabaseKind kind)
    {
        var entry = await RotatedEntry.BeginAsync(kind);
        await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        entry.Target["ada"] = ByHand;
        await entry.LaterAsync(TimeSpan.FromMinutes(5));
        await entry.LaterAsync(TimeSpan.FromMinutes(5));
        return entry;
    }
}
