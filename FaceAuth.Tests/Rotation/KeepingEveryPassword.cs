using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Rotation;

/// <summary>Whatever was made for a target can be shown until its entry is deleted for good: nobody knows when a statement ends elsewhere.</summary>
public sealed class KeepingEveryPassword
{
    private const string ByHand = "set by hand at the server";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_statement_that_comes_true_after_a_later_password_was_promoted_sets_one_of_the_history(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var late = await RecoveringARotation.DieWithCandidateAsync(entry, told: false);
        entry.Target["ada"] = ByHand;
        await entry.LaterAsync(TimeSpan.FromMinutes(5));
        await entry.LaterAsync(TimeSpan.FromMinutes(5));
        (await entry.Site.Get<RotationAttention>().EnterAsync(entry.Ada.Session, entry.Id, ByHand, Ct)).ShouldBeTrue();
        await entry.RunAsync();
        (await entry.CurrentAsync()).ShouldBe(ByHand);

        entry.Target["ada"] = late;
        (await entry.Ada.ShowAsync(entry.Id, version: 2)).ShouldBe(late);

        await entry.RotateAsync(); // not let in
        await entry.LaterAsync(); // by the old one
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_plan_that_moves_on_takes_no_candidate_along(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var candidate = await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        entry.Target.Answers = new ProbeResult.Accepted();
        await entry.LaterAsync();
        await entry.StaySignedInAsync();
        (await entry.Site.Get<RotationAttention>().KeepAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeTrue();

        await entry.PlanAsync(settings => settings with { Target = new TargetSettings { Kind = TargetKind.VaultOnly } });
        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.Ada.ShowAsync(entry.Id, version: 2)).ShouldBe(candidate);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_password_saved_by_hand_meanwhile_is_one_of_the_history_and_no_candidate(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        await entry.Ada.EditAsync(entry.Id, RotatedEntry.Input("Database", "ada", ByHand));
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.EntryAsync()).Card.Password.ShouldBe(2);

        entry.Target["ada"] = ByHand; // its version is above the card's
        await entry.RotateAsync();
        await entry.LaterAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_accounts_what_was_set_by_hand_is_tried_at_the_one_that_is_changed(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var administrator = await entry.Ada.AddAsync(RotatedEntry.Input("Administrator", "root", "root password"));
        entry.Target["root"] = "root password";
        entry.Target["bob"] = "unknown";
        await entry.PlanAsync(settings => settings with
        {
            Target = settings.Target with { UserName = "ada", AlternateUserName = "bob", Administrator = administrator },
        });
        entry.Target["root"] = "changed";
        await entry.RequestAsync();
        for (var i = 0; i < 3; i++)
            await entry.LaterAsync();
        (await entry.NewestAsync()).State.ShouldBe(RotationState.Attention, "the administrator is not let in");
        entry.Target["bob"] = ByHand;
        await entry.StaySignedInAsync();

        (await entry.Site.Get<RotationAttention>().EnterAsync(entry.Ada.Session, entry.Id, ByHand, Ct)).ShouldBeTrue();
        await entry.RunAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(ByHand);
        (await entry.EntryAsync()).Card.UserName.ShouldBe("bob");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_has_no_target_goes_on_when_it_is_tried_again(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind, settings => settings with { Target = new TargetSettings { Kind = TargetKind.VaultOnly } });
        await entry.RequestAsync();
        await entry.DieInAsync(RotationState.Attention);
        await entry.Site.TamperAsync("UPDATE rotations SET lease_id = NULL, leased_until = NULL", new { });

        (await entry.Site.Get<RotationAttention>().EnterAsync(entry.Ada.Session, entry.Id, ByHand, Ct)).ShouldBeTrue();
        await entry.RunAsync();

        (await entry.NewestAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.CurrentAsync()).ShouldBe(ByHand);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_entry_deleted_for_good_takes_plan_and_rotations_along(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await RecoveringARotation.DieWithCandidateAsync(entry, told: true);
        entry.Target.Answers = new ProbeResult.Accepted();
        (await entry.LaterAsync()).State.ShouldBe(RotationState.Attention);
        await entry.StaySignedInAsync();
        await entry.Ada.DeleteAsync(entry.Id);
        (await entry.Site.Get<RotationTimelines>().ListInAttentionAsync(entry.Ada.Session, Ct)).ShouldBeEmpty("it is in the bin");

        (await entry.Site.Get<VaultBin>().EraseAsync(entry.Ada.Session, await entry.Ada.InBinAsync(entry.Id), Ct)).ShouldBeTrue();

        foreach (var table in new[] { "rotation_plans", "rotations", "rotation_steps", "vault_secrets" })
            (await entry.Site.CountRowsAsync(table)).ShouldBe(0, table);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_plan_that_does_not_open_can_be_left(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.Site.TamperAsync("UPDATE rotation_plans SET sealed_settings = x'0102' WHERE entry_id = @Id", new { Id = entry.Id.ToString() });
        var rotation = await entry.RotateAsync();
        (rotation.State, rotation.Fault?.Kind).ShouldBe((RotationState.Attention, TargetFaultKind.EntryBroken));

        (await entry.Site.Get<RotationAttention>().KeepAsync(entry.Ada.Session, entry.Id, Ct)).ShouldBeTrue();

        (await entry.NewestAsync()).FinishedAt.ShouldNotBeNull();
        (await entry.LookAsync()).ShouldBe(0, "it would stop again at once");
    }
}
