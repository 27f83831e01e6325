using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Faces;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Accounts.Recovery;

public sealed class BreakingTheGlass
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task While_the_engine_is_down_a_code_is_enough_on_a_remembered_device(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        site.Engine.Down = true;

        var finished = (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.Finished>().SignIn;
        await site.DeliverAsync();

        finished.Method.ShouldBe(SignInMethod.BreakGlass);
        finished.HeldUntil.ShouldBeNull();
        (await site.Database.Db.ReadAsync(session => site.Get<SignInStore>().FindAsync(session, finished.SignInId), Ct))!
            .Method.ShouldBe(nameof(SignInMethod.BreakGlass));
        site.Mail.ShouldContain(mail => mail.Text.ReplaceLineEndings(" ").Contains("while faces could not be compared"));
        (await site.LeftAsync(account)).ShouldBe(9);
        (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.Refused>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_uses_of_one_code_at_once_one_wins(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        site.Engine.Down = true;

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => site.RecoverAsync(site.Home, Ada, codes[0])));

        results.Count(result => result is RecoveryResult.Finished).ShouldBe(1);
        (await site.LeftAsync(account)).ShouldBe(9);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Anywhere_else_the_mailed_code_is_asked_for(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        await site.EnrolAsync("eve@example.org", "eve");
        var codes = await site.MakeCodesAsync(account);
        var held = new TestBrowser();
        await site.SignInFromAsync(held, Ada, "ada1");
        (await site.FinishAsync(held, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>();

        (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>("the engine answers");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        site.Engine.Down = true;
        (await site.RecoverAsync(new TestBrowser(), Ada, codes[1])).ShouldBeOfType<RecoveryResult.CodeSent>("it is not remembered");
        (await site.RecoverAsync(held, Ada, codes[2])).ShouldBeOfType<RecoveryResult.CodeSent>("it is on hold itself");
        (await site.RecoverAsync(site.Home, Ada, RecoveryCode.New())).ShouldBeOfType<RecoveryResult.Refused>("that is no code of theirs");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_busy_moment_is_no_outage(int failures, bool down)
    {
        foreach (var breaks in new[] { false, true })
        {
            var options = Options.Create(new RecoveryOptions { EnginePause = TimeSpan.Zero });
            using var outage = new EngineOutage(new FlakyEngine(failures, breaks), options, new TestClock(), NullLogger<EngineOutage>.Instance);
            (await outage.IsDownAsync(Ct)).ShouldBe(down);
        }
    }

    [Fact]
    public async Task An_engine_that_never_answers_is_down()
    {
        var options = Options.Create(new RecoveryOptions { EnginePause = TimeSpan.Zero, EngineAsks = 2, EngineTimeLimit = TimeSpan.FromMilliseconds(1) });
        using var outage = new EngineOutage(new SilentEngine(), options, new TestClock(), NullLogger<EngineOutage>.Instance);
        (await outage.IsDownAsync(Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_engine_is_asked_once_for_many_who_want_to_know()
    {
        var engine = new FakeFaceEngine();
        var clock = new TestClock();
        using var outage = new EngineOutage(engine, Options.Create(new RecoveryOptions()), clock, NullLogger<EngineOutage>.Instance);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => outage.IsDownAsync(Ct)));
        engine.Reads.ShouldBe(1);
        clock.Advance(TimeSpan.FromMinutes(1));
        await outage.IsDownAsync(Ct);
        engine.Reads.ShouldBe(2);
    }

    private static Task<TestSite> StartAsync(DatabaseKind kind) =>
        TestSite.StartAsync(kind, services => services.Configure<RecoveryOptions>(options => options.EnginePause = TimeSpan.Zero));

    // Fails so many times, then answers.
    private sealed class FlakyEngine(int failures, bool breaks) : IFaceEngine
    {
        private int _left = failures;

        public string TemplateFormat => "flaky";

        public double Threshold => 70;

        public Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct)
        {
            if (_left-- <= 0)
                return Task.FromResult<FaceReading>(new FaceReading.NoFace());
            return breaks ? throw new IOException("It broke.") : Task.FromResult<FaceReading>(new FaceReading.Unavailable(TimeSpan.FromSeconds(1)));
        }

        public Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct) => throw new NotSupportedException();

        public Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class SilentEngine : IFaceEngine
    {
        public string TemplateFormat => "silent";

        public double Threshold => 70;

        public Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct) => new TaskCompletionSource<FaceReading>().Task;

        public Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct) => throw new NotSupportedException();

        public Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct) => throw new NotSupportedException();
    }
}
