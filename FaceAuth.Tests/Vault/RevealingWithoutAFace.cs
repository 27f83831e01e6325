using FaceAuth.Accounts.Recovery;
using FaceAuth.Faces;
using FaceAuth.Ledger;
using FaceAuth.Tests.Accounts.Recovery;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Vault;

public sealed class RevealingWithoutAFace
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task While_the_engine_is_down_a_recovery_code_gives_a_grant_on_a_remembered_device(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var codes = await site.MakeCodesAsync(ada.Account);
        var id = await ada.AddAsync("Bank");
        site.Engine.Down = true;
        (await ada.ProveAsync(new RevealTarget(id, SecretField.Password, 1))).ShouldBeOfType<RevealGrantResult.NotConfirmed>();

        (await site.Get<RevealGrants>().MayUseCodeAsync(ada.Session, Ct)).ShouldBeTrue();
        var grant = (await ProveAsync(ada, id, codes[0])).ShouldBeOfType<RevealGrantResult.Granted>().Id;

        (await Ledger.LedgerRows.AskAsync<string>(site, "SELECT proof FROM reveal_grants")).ShouldBe(nameof(RevealProof.RecoveryCode));
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Revealed>().Text.ShouldBe("the password");
        (await ProveAsync(ada, id, codes[0])).ShouldBe(new RevealGrantResult.NotProven(new RecoveryStepUpResult.WrongCode()), "a code is used once");
        (await site.LeftAsync(ada.Account)).ShouldBe(9);
        (await site.LedgerAsync(LedgerKinds.RevealRefused, id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Not_while_it_answers_and_not_elsewhere(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var elsewhere = await VaultVisitor.SignInElsewhereAsync(site, ada.Account, new TestBrowser());
        var codes = await site.MakeCodesAsync(ada.Account);
        var id = await ada.AddAsync("Bank");

        (await ProveAsync(ada, id, codes[0])).ShouldBeOfType<RevealGrantResult.EngineAnswers>();
        site.Engine.Down = true;
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await ProveAsync(elsewhere, id, codes[0])).ShouldBeOfType<RevealGrantResult.EngineAnswers>();

        (await site.Get<RevealGrants>().MayUseCodeAsync(elsewhere.Session, Ct)).ShouldBeFalse();
        (await site.LeftAsync(ada.Account)).ShouldBe(10, "none was used up");
        (await site.CountRowsAsync("reveal_grants")).ShouldBe(0);
        (await ProveAsync(ada, id, codes[0])).ShouldBeOfType<RevealGrantResult.Granted>("there it would do");
    }

    private static Task<RevealGrantResult> ProveAsync(VaultVisitor who, VaultEntryId id, RecoveryCode code) =>
        who.Site.Get<RevealGrants>().ProveByCodeAsync(who.Session, new RevealTarget(id, SecretField.Password, 1), code, Ct);

    private static Task<TestSite> StartAsync(DatabaseKind kind) =>
        TestSite.StartAsync(kind, services => services.Configure<RecoveryOptions>(options => options.EnginePause = TimeSpan.Zero));
}
