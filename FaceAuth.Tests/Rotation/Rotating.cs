using FaceAuth.Ledger;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;

namespace FaceAuth.Tests.Rotation;

public sealed class Rotating
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_target_and_the_vault_have_the_new_one_and_the_old_one_is_history(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.StepsAsync()).ShouldBe(["Stored", "Applying", "Applied", "Tried", "Promoted"]);
        var current = await entry.CurrentAsync();
        current.ShouldNotBe(RotatedEntry.First);
        entry.Target["ada"].ShouldBe(current);
        entry.Target.Set.ShouldBe([current]);
        (await entry.Ada.ShowAsync(entry.Id, version: 1)).ShouldBe(RotatedEntry.First);
        var now = entry.Site.Clock.GetUtcNow();
        var stored = await entry.EntryAsync();
        (stored.PasswordChangedAt, stored.RotateAt, stored.IsPlanned).ShouldBe((now, now.AddDays(30), true));
        (await entry.Site.LedgerAsync(LedgerKinds.PasswordRotated, entry.Id.ToString())).ShouldBe(1);
        (await entry.RunAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_random_password_is_refused_before_the_new_one_is_believed(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);

        await entry.RotateAsync();

        entry.Target.Probed.Count.ShouldBe(2);
        entry.Target.Probed.First().ShouldNotBe(entry.Target["ada"]);
        entry.Target.Probed.Last().ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task For_the_vault_alone_the_new_one_is_what_counts(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind, settings => settings with { Target = new TargetSettings { Kind = TargetKind.VaultOnly } });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.StepsAsync()).ShouldBe(["Stored", "Promoted"]);
        (await entry.CurrentAsync()).ShouldNotBe(RotatedEntry.First);
        entry.Target.Set.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task New_passwords_follow_the_plans_recipe(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(
            kind, settings => settings with { Target = settings.Target with { Recipe = new PasswordRecipe { Length = 31, Symbols = false } } });

        await entry.RotateAsync();

        var current = await entry.CurrentAsync();
        current.Length.ShouldBe(31);
        current.ShouldAllBe(letter => char.IsAsciiLetterOrDigit(letter));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_accounts_take_turns_and_the_one_before_goes_on_working_until_the_next(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target["ada_b"] = "nobody knows";
        entry.Target["root"] = "root password";
        var root = await entry.Ada.AddAsync(RotatedEntry.Input("Root", "root", "root password"));
        await entry.PlanAsync(settings => settings with { Target = settings.Target with { UserName = "ada", AlternateUserName = "ada_b", Administrator = root } });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);
        var second = await entry.CurrentAsync();
        (await entry.EntryAsync()).Card.UserName.ShouldBe("ada_b");
        (entry.Target["ada"], entry.Target["ada_b"]).ShouldBe((RotatedEntry.First, second));

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);
        (await entry.EntryAsync()).Card.UserName.ShouldBe("ada");
        (entry.Target["ada"], entry.Target["ada_b"]).ShouldBe((await entry.CurrentAsync(), second));
        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_a_disowned_sign_in_both_of_two_accounts_are_rotated(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target["ada_b"] = "nobody knows";
        entry.Target["root"] = "root password";
        var root = await entry.Ada.AddAsync(RotatedEntry.Input("Root", "root", "root password"));
        await entry.PlanAsync(settings => settings with { Target = settings.Target with { UserName = "ada", AlternateUserName = "ada_b", Administrator = root } });
        var stranger = await VaultVisitor.SignInElsewhereAsync(entry.Site, entry.Ada.Account, new TestBrowser());
        await stranger.ShowAsync(entry.Id);
        await stranger.DisownAsync();
        await entry.Site.Get<FaceAuth.Vault.Reveals.DisownedReveals>().TakeAsync(Ct);

        (await entry.LookAsync()).ShouldBe(1);
        await entry.RunAsync();

        (await entry.ListAsync()).Newest.Select(rotation => (rotation.Cause, rotation.State)).ShouldBe(
            [(RotationCause.Turn, RotationState.Promoted), (RotationCause.Disowned, RotationState.Promoted)], ignoreOrder: true);
        entry.Target["ada"].ShouldNotBe(RotatedEntry.First);
        entry.Target["ada_b"].ShouldNotBe("nobody knows");
        (await entry.EntryAsync()).MarkedAt.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_entry_that_is_saved_meanwhile_keeps_what_was_saved(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue(async (change, mayChange) =>
        {
            await mayChange(Ct);
            (await entry.Ada.EditAsync(entry.Id, RotatedEntry.Input("Another name", "ada"))).ShouldBeOfType<EntryResult.Saved>();
            entry.Target.Do(change);
            return new ApplyResult.Applied();
        });

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);

        (await entry.EntryAsync()).Card.Name.ShouldBe("Another name");
        (await entry.CurrentAsync()).ShouldBe(entry.Target["ada"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_candidate_is_in_no_history_and_no_export_until_it_counts(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(kind);
        entry.Target.Instead.Enqueue((_, _) => Task.FromResult<ApplyResult>(new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.Unreachable))));

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Stored);

        (await entry.Ada.Vault.ListHistoryAsync(entry.Ada.Session, entry.Id, SecretField.Password, Ct)).ShouldNotBeNull().Select(version => version.Version).ShouldBe([1]);
        (await entry.ListAsync()).Candidates.Select(candidate => candidate.Version).ShouldBe([2]);
        (await entry.CurrentAsync()).ShouldBe(RotatedEntry.First);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_target_is_told_after_the_promotion_until_it_hears(DatabaseKind kind)
    {
        await using var entry = await RotatedEntry.BeginAsync(
            kind, settings => settings with { Target = settings.Target with { Url = "https://hook.example.org/", NotifyAfter = true } }, TargetKind.Webhook);
        entry.Target.Hears = false;
        var notices = entry.Site.Get<RotationNotices>();

        (await entry.RotateAsync()).State.ShouldBe(RotationState.Promoted);
        (await notices.SendAsync(Ct)).ShouldBe(0);
        (await notices.SendAsync(Ct)).ShouldBe(0, "not again at once");
        entry.Target.Hears = true;
        entry.Site.Clock.Advance(TimeSpan.FromHours(1));
        (await notices.SendAsync(Ct)).ShouldBe(1);
        (await notices.SendAsync(Ct)).ShouldBe(0);

        entry.Target.Noticed.ShouldBe([2]);
    }
}
