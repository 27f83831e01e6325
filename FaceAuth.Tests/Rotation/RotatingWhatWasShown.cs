using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation;

/// <summary>Everything that a session has shown is rotated on request.</summary>
public sealed class RotatingWhatWasShown
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_shown_and_has_a_plan_is_rotated_and_nothing_else(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var requests = entry.Site.Get<RotationRequests>();
        var byHand = await entry.Ada.AddAsync("By hand");
        var covered = await entry.Ada.AddAsync("Covered");
        (await entry.Site.Get<RotationPlans>().SaveAsync(
            entry.Ada.Session, covered, 0, new RotationSettings { Target = new TargetSettings { Kind = TargetKind.VaultOnly } }, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
        (await requests.ListShownAsync(entry.Ada.Session, Ct)).ShouldBeEmpty();
        (await requests.RequestShownAsync(entry.Ada.Session, Ct)).ShouldBe(0);
        await entry.Ada.ShowAsync(entry.Id);
        await entry.Ada.ShowAsync(entry.Id);
        await entry.Ada.ShowAsync(byHand);

        (await requests.ListShownAsync(entry.Ada.Session, Ct)).ShouldHaveSingleItem().Id.ShouldBe(entry.Id);
        (await requests.RequestShownAsync(entry.Ada.Session, Ct)).ShouldBe(1);
        entry.Site.Clock.Advance(TimeSpan.FromSeconds(1));
        await entry.RunAsync();

        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
        (await entry.Site.CountRowsAsync("rotations")).ShouldBe(1);
        (await requests.ListShownAsync(entry.Ada.Session, Ct)).ShouldBeEmpty("what was shown is changed");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Another_session_has_shown_nothing(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        await entry.Ada.ShowAsync(entry.Id);
        var elsewhere = await VaultVisitor.SignInElsewhereAsync(entry.Site, entry.Ada.Account, new TestBrowser());

        (await entry.Site.Get<RotationRequests>().RequestShownAsync(elsewhere.Session, Ct)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_accounts_the_one_that_was_shown_is_changed_too(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        var administrator = await entry.Ada.AddAsync(RotatedEntry.Input("Administrator", "root", "root password"));
        entry.Target["root"] = "root password";
        entry.Target["bob"] = "bob's first";
        await entry.PlanAsync(settings => settings with
        {
            Target = settings.Target with { UserName = "ada", AlternateUserName = "bob", Administrator = administrator },
        });
        await entry.Ada.ShowAsync(entry.Id);

        (await entry.Site.Get<RotationRequests>().RequestShownAsync(entry.Ada.Session, Ct)).ShouldBe(1);
        await entry.RunAsync();

        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
        entry.Target["bob"].ShouldNotBe("bob's first");
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }
}
