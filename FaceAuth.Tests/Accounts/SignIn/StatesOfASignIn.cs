using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Accounts.Recovery;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.SignIn;

/// <summary>Every arrow of the diagram in docs/sign-in.md, walked; the diagram and the table hold each other to account.</summary>
public sealed partial class StatesOfASignIn
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    // From a member "ada" whose home is remembered; each walk ends in the state that it reached.
    private static readonly Dictionary<string, Func<TestSite, Task<string>>> Walks = new()
    {
        ["Door --> NotUsable: the photo cannot be used"] = async site => StateOf(await site.SignInAsync(Ada, "blurred")),
        ["Door --> NotUsable: the engine cannot answer"] = async site =>
        {
            site.Engine.Down = true;
            return StateOf(await site.SignInAsync(Ada, "ada1"));
        },
        ["Door --> TooManyFromHere: many failures from this network"] = async site =>
        {
            for (var i = 0; i < 100; i++)
                await site.SignInFromAsync(new TestBrowser(), $"nobody{i}@example.org", "eve");
            return StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, "ada1"));
        },
        ["Door --> Refused: no such account"] = async site => StateOf(await site.SignInAsync("nobody@example.org", "ada1")),
        ["Door --> Refused: another face"] = async site => StateOf(await site.SignInAsync(Ada, "eve1")),
        ["Door --> Refused: a picture used before"] = async site =>
        {
            await site.SignInAsync(Ada, "ada1");
            return StateOf(await site.SignInAsync(Ada, "ada1"));
        },
        ["Door --> Refused: too soon after failures"] = async site =>
        {
            await FailAsync(site, new TestBrowser(), 5, TimeSpan.Zero);
            return StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, "ada1"));
        },
        ["Door --> Refused: this way is closed"] = async site =>
        {
            await FailAsync(site, new TestBrowser(), 30, TimeSpan.FromSeconds(30));
            return StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, "ada1"));
        },
        ["Door --> Refused: face sign-in is closed"] = async site =>
        {
            await WriteAsync(site, (accounts, tx, id) => accounts.CloseFaceAsync(tx, id, 1));
            return StateOf(await site.SignInAsync(Ada, "ada1"));
        },
        ["Door --> Refused: the hour's codes are used up"] = async site =>
        {
            for (var i = 1; i <= 5; i++)
                StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, $"ada{i}")).ShouldBe("CodeSent");
            return StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, "ada6"));
        },
        ["Door --> CodeSent: match on a new device"] = async site => StateOf(await site.SignInFromAsync(new TestBrowser(), Ada, "ada1")),
        ["Door --> CodeSent: match, a code is always wanted"] = async site =>
        {
            await WriteAsync(site, (accounts, tx, id) => accounts.SetSecondFactorAsync(tx, id, SecondFactorPolicy.Always));
            return StateOf(await site.SignInAsync(Ada, "ada1"));
        },
        ["Door --> CodeSent: match, a try was disowned lately"] = async site =>
        {
            var until = site.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds();
            await WriteAsync(site, (accounts, tx, id) => accounts.SetAlwaysUntilAsync(tx, id, until));
            return StateOf(await site.SignInAsync(Ada, "ada1"));
        },
        ["Door --> CodeSent: match, but little alive"] = async site => StateOf(await site.SignInAsync(Ada, "ada10")),
        ["Door --> CodeSent: recovery code"] = async site =>
            (await RecoverAsync(site, new TestBrowser())).GetType().Name,
        ["Door --> SignedIn: recovery code on a remembered device while the engine is down"] = async site =>
        {
            site.Engine.Down = true;
            return StateOf((await RecoverAsync(site, site.Home)).ShouldBeOfType<RecoveryResult.Finished>().SignIn);
        },
        ["Door --> SignedIn: match on a remembered device"] = async site => StateOf(await site.SignInAsync(Ada, "ada1")),
        ["Door --> SignedIn: passkey"] = async site => StateOf(await ByPasskeyAsync(site)),
        ["Door --> OnHold: match on a device on hold"] = async site =>
        {
            var browser = new TestBrowser();
            await site.SignInFromAsync(browser, Ada, "ada1");
            await site.FinishAsync(browser, remember: true);
            return StateOf(await site.SignInFromAsync(browser, Ada, "ada2"));
        },
        ["CodeSent --> CodeSent: wrong code"] = async site => StateOf(await TypeAsync(site, await AtTheCodeAsync(site), wrong: true)),
        ["CodeSent --> CodeSent: another e-mail"] = async site =>
        {
            var browser = await AtTheCodeAsync(site);
            (await site.Get<PendingSignIns>().SendAgainAsync(await site.PendingAsync(browser), Ct)).ShouldBeOfType<SendCodeResult.Sent>();
            return await StateOfPendingAsync(site, browser);
        },
        ["CodeSent --> Over: tries used up"] = async site =>
        {
            var browser = await AtTheCodeAsync(site);
            for (var i = 0; i < 5; i++)
                await TypeAsync(site, browser, wrong: true);
            return StateOf(await TypeAsync(site, browser, wrong: false));
        },
        ["CodeSent --> Over: ten minutes are over"] = async site =>
        {
            var browser = await AtTheCodeAsync(site);
            site.Clock.Advance(TimeSpan.FromMinutes(10));
            return await StateOfPendingAsync(site, browser);
        },
        ["CodeSent --> Over: this way closed meanwhile"] = async site =>
        {
            var browser = await AtTheCodeAsync(site);
            await FailAsync(site, new TestBrowser(), 5, TimeSpan.Zero);
            await site.Database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE failures SET failures = 30"), Ct);
            return StateOf(await TypeAsync(site, browser, wrong: false));
        },
        ["CodeSent --> Over: not me, from the link elsewhere"] = async site =>
        {
            var browser = await AtTheCodeAsync(site);
            await site.DeliverAsync();
            (await site.Get<SignInCodes>().DisownAsync(site.LastLink(), site.Clock.GetUtcNow().AddDays(7), Ct)).ShouldBeTrue();
            return await StateOfPendingAsync(site, browser);
        },
        ["CodeSent --> OnHold: right code on a new device"] = async site => StateOf(await TypeAsync(site, await AtTheCodeAsync(site), wrong: false)),
        ["CodeSent --> SignedIn: right code on a remembered device"] = async site =>
        {
            await site.SignInAsync(Ada, "ada10");
            return StateOf(await TypeAsync(site, site.Home, wrong: false));
        },
        ["CodeSent --> SignedIn: right code after a recovery code"] = async site =>
        {
            var browser = new TestBrowser();
            await RecoverAsync(site, browser);
            return StateOf(await TypeAsync(site, browser, wrong: false));
        },
        ["OnHold --> SignedIn: recovery code or passkey"] = async site =>
        {
            var (key, finished) = await OnHoldAsync(site);
            var code = (await site.MakeCodesAsync(finished.Account))[0];
            (await site.Get<RecoveryStepUp>().ProveAsync(
                finished.Account.AccountId, finished.SignInId, finished.DeviceId, code, site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.Proven>();
            return await StateOfSessionAsync(site, key);
        },
        ["OnHold --> Disowned: this wasn't me"] = async site => await DisownAsync(site, (await OnHoldAsync(site)).Key),
        ["SignedIn --> Disowned: this wasn't me"] = async site => await DisownAsync(site, await AtHomeAsync(site)),
        ["OnHold --> SignedIn: approved from another device"] = async site =>
        {
            var (key, finished) = await OnHoldAsync(site);
            var elsewhere = await ChangingTheAddress.MemberAsync(site, finished.Account);
            (await site.Get<MemberDevices>().ApproveAsync(elsewhere, finished.DeviceId!, site.Origin, Ct)).ShouldBeTrue();
            return await StateOfSessionAsync(site, key);
        },
        ["OnHold --> Ended: thirty minutes"] = async site => await LaterAsync(site, (await OnHoldAsync(site)).Key),
        ["SignedIn --> SignedIn: fresh proof, new identifier"] = async site =>
        {
            var key = await AtHomeAsync(site);
            return await StateOfSessionAsync(site, (await site.Get<SessionTickets>().ReplaceAsync(key, Ct)).ShouldNotBeNull());
        },
        ["SignedIn --> Ended: thirty minutes"] = async site => await LaterAsync(site, await AtHomeAsync(site)),
        ["SignedIn --> Ended: signed out"] = async site =>
        {
            var key = await AtHomeAsync(site);
            await site.Get<SessionTickets>().RemoveAsync(key, Ct);
            return await StateOfSessionAsync(site, key);
        },
    };

    public static TheoryData<string> Arrows => [.. Walks.Keys];

    [Theory]
    [MemberData(nameof(Arrows))]
    public async Task Each_arrow_leads_where_the_diagram_says(string arrow)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync(Ada, "ada");

        (await Walks[arrow](site)).ShouldBe(Arrow().Match(arrow).Groups[2].Value);
    }

    [Fact]
    public void The_diagram_and_the_table_have_the_same_arrows()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "sign-in.md"));
        var drawn = page.Split('\n').Select(line => line.Trim()).Where(line => Arrow().IsMatch(line)).ToList();
        drawn.Count.ShouldBeGreaterThan(20);
        drawn.Order(StringComparer.Ordinal).ShouldBe(Walks.Keys.Order(StringComparer.Ordinal));
    }

    private static string StateOf(FaceSignInResult result) => result switch
    {
        FaceSignInResult.Finished { SignIn: var finished } => StateOf(finished),
        _ => result.GetType().Name,
    };

    private static string StateOf(FinishedSignIn finished) => finished.HeldUntil is null ? "SignedIn" : "OnHold";

    private static string StateOf(FinishPendingResult result) => result switch
    {
        FinishPendingResult.Finished { SignIn: var finished } => StateOf(finished),
        FinishPendingResult.WrongCode => "CodeSent",
        FinishPendingResult.Over or FinishPendingResult.WayClosed => "Over",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static async Task<string> StateOfPendingAsync(TestSite site, TestBrowser browser) =>
        await site.Get<PendingSignIns>().FindAsync(browser.Token, Ct) is null ? "Over" : "CodeSent";

    private static async Task<string> StateOfSessionAsync(TestSite site, string key) =>
        (await site.Get<SessionTickets>().RetrieveAsync(key, Ct))?.Principal is not { } user ? "Ended"
        : user.HeldUntil(site.Clock.GetUtcNow()) is null ? "SignedIn" : "OnHold";

    private static async Task<string> LaterAsync(TestSite site, string key)
    {
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        return await StateOfSessionAsync(site, key);
    }

    private static async Task<TestBrowser> AtTheCodeAsync(TestSite site)
    {
        var browser = new TestBrowser();
        StateOf(await site.SignInFromAsync(browser, Ada, "ada1")).ShouldBe("CodeSent");
        return browser;
    }

    private static async Task<FinishPendingResult> TypeAsync(TestSite site, TestBrowser browser, bool wrong)
    {
        await site.DeliverAsync();
        var code = site.LastCode();
        if (wrong)
            code = code == "000000" ? "000001" : "000000";
        return await site.Get<SignInCodes>().FinishByCodeAsync(await site.PendingAsync(browser), code, new Remembering(Wanted: false, browser.Device), Ct);
    }

    private static async Task<(string Key, FinishedSignIn Finished)> OnHoldAsync(TestSite site)
    {
        var browser = await AtTheCodeAsync(site);
        var finished = ((FinishPendingResult.Finished)await site.FinishAsync(browser, remember: true)).SignIn;
        var key = await BeingSignedIn.BeginAsync(site, finished.Account, finished.SignInId, finished.DeviceId);
        (await StateOfSessionAsync(site, key)).ShouldBe("OnHold");
        return (key, finished);
    }

    private static async Task<string> AtHomeAsync(TestSite site)
    {
        var finished = ((FaceSignInResult.Finished)await site.SignInAsync(Ada, "ada1")).SignIn;
        return await BeingSignedIn.BeginAsync(site, finished.Account, finished.SignInId, finished.DeviceId);
    }

    // What a passkey proves is tested with passkeys; here, what follows.
    private static async Task<FinishedSignIn> ByPasskeyAsync(TestSite site) =>
        (await site.Get<SignInFinisher>().FinishAsync(
            await FindAsync(site), new SignInProof(SignInMethod.Passkey, ByMailOnly: false, Device: null, LowLiveness: false), site.Origin, Ct)).ShouldNotBeNull();

    private static async Task<RecoveryResult> RecoverAsync(TestSite site, TestBrowser browser) =>
        await site.RecoverAsync(browser, Ada, (await site.MakeCodesAsync(await FindAsync(site)))[0]);

    // The link in the mail of the sign-in that came last.
    private static async Task<string> DisownAsync(TestSite site, string key)
    {
        await site.DeliverAsync();
        (await site.Get<SignInDisowning>().DisownAsync(site.LastLink(), Ct)).ShouldBe(new DisownResult.Done(WasRefused: false));
        return await StateOfSessionAsync(site, key) == "Ended" && (await FindAsync(site)).FaceClosedAt is not null ? "Disowned" : "not undone";
    }

    private static async Task FailAsync(TestSite site, TestBrowser browser, int times, TimeSpan pause)
    {
        for (var i = 1; i <= times; i++)
        {
            await site.SignInFromAsync(browser, Ada, $"eve{i}");
            site.Clock.Advance(pause);
        }
    }

    private static async Task<Account> FindAsync(TestSite site)
    {
        EmailAddress.TryParse(Ada, out var email);
        return (await site.Database.Db.ReadAsync(session => site.Get<AccountStore>().FindByEmailAsync(session, email), Ct)).ShouldNotBeNull();
    }

    private static async Task WriteAsync(TestSite site, Func<AccountStore, FaceAuth.Database.DbSession, AccountId, Task> write)
    {
        var id = (await FindAsync(site)).AccountId;
        await site.Database.Db.WriteAsync(tx => write(site.Get<AccountStore>(), tx, id), Ct);
    }

    [GeneratedRegex(@"^(\w+) --> (\w+): .+$")]
    private static partial Regex Arrow();
}
