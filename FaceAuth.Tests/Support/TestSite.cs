using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Support;

/// <summary>
/// The site's services over a database of the test's own, with the engine's verdict, the clock and the delivery of mail in
/// the test's hands. Nothing listens and no job runs: a test calls what it is about.
/// </summary>
public sealed partial class TestSite : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly WebApplication _app;

    private readonly bool _owned;

    private TestSite(TestDatabase database, WebApplication app, bool owned) => (_database, _app, _owned) = (database, app, owned);

    /// <summary>The clock; it stands still until a test moves it.</summary>
    public required TestClock Clock { get; init; }

    /// <summary>The messages that were delivered, oldest first.</summary>
    public List<EmailMessage> Mail => Get<CollectedMail>().Messages;

    /// <summary>Where requests come from.</summary>
    public RequestOrigin Origin { get; set; } = new("192.0.2.7", "Firefox on Linux");

    /// <summary>The engine.</summary>
    public FakeFaceEngine Engine => (FakeFaceEngine)Get<IFaceEngine>();

    /// <summary>The database.</summary>
    public TestDatabase Database => _database;

    /// <summary>A site over a new database.</summary>
    public static async Task<TestSite> StartAsync(DatabaseKind kind, Action<IServiceCollection>? change = null) =>
        await StartAsync(await TestDatabase.CreateEmptyAsync(kind), new TestClock(), owned: true, change);

    /// <summary>A second process on the same database and keys, as far as one process can play two: nothing is shared in memory.</summary>
    public Task<TestSite> StartSecondAsync() => StartAsync(_database, Clock, owned: false, null);

    private static async Task<TestSite> StartAsync(TestDatabase database, TestClock clock, bool owned, Action<IServiceCollection>? change)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = database.Folder.Path,
            EnvironmentName = Environments.Development,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DataFolder"] = database.Folder.Path });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddFaceAuth();
        builder.Services.Replace(ServiceDescriptor.Singleton(database.Open()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IFaceEngine>(new FakeFaceEngine()));
        builder.Services.AddSingleton<CollectedMail>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IEmailSender>(services => services.GetRequiredService<CollectedMail>()));
        change?.Invoke(builder.Services);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        var site = new TestSite(database, builder.Build(), owned) { Clock = clock };
        await site.Get<StartUp>().StoreAsync(CancellationToken.None);
        return site;
    }

    /// <summary>One of the site's services.</summary>
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Delivers what waits in the outbox.</summary>
    public Task DeliverAsync() => Get<OutboxDelivery>().DeliverDueAsync(CancellationToken.None);

    /// <summary>Begins a registration with photos and sends the proof; returns the browser's token.</summary>
    public async Task<string> BeginAsync(string email, params string[] photos)
    {
        EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        var registrations = Get<Registrations>();
        var browser = await registrations.StartAsync(address, "Ada", Origin, CancellationToken.None);
        foreach (var photo in photos)
        {
            (await registrations.AddPhotoAsync(await HeldAsync(browser), FakeFaceEngine.Photo(photo), CancellationToken.None))
                .ShouldBeOfType<AddPhotoResult.Added>();
        }
        (await Get<ProofSender>().SendAsync(await HeldAsync(browser), CancellationToken.None)).ShouldBeOfType<SendProofResult.Sent>();
        await DeliverAsync();
        return browser;
    }

    /// <summary>The registration that a browser holds.</summary>
    public async Task<PendingRegistration> HeldAsync(string browser) =>
        (await Get<Registrations>().FindAsync(browser, CancellationToken.None)).ShouldNotBeNull();

    /// <summary>A member with photos, whose own browser (<see cref="Home"/>) is remembered.</summary>
    public async Task<Account> EnrolAsync(string email, params string[] photos)
    {
        var browser = await BeginAsync(email, photos);
        var result = await Get<AddressProof>().ProveByCodeAsync(await HeldAsync(browser), LastCode(), CancellationToken.None);
        var account = result.ShouldBeOfType<ProveResult.Proven>().Account;
        var finisher = Get<SignInFinisher>();
        var proof = new SignInProof(SignInMethod.Registration, ByMailOnly: false, Device: null, LowLiveness: false);
        var prepared = await finisher.PrepareAsync(SignInFinisher.NewId(), account, proof, Origin, remember: true, Home.Device, CancellationToken.None);
        Home.Device = (await finisher.FinishAsync(prepared, null, CancellationToken.None)).ShouldNotBeNull().NewDeviceToken;
        await DeliverAsync();
        return account;
    }

    /// <summary>The browser in which members enrol: it is remembered for them.</summary>
    public TestBrowser Home { get; } = new();

    /// <summary>Tries to sign in at home.</summary>
    public Task<FaceSignInResult> SignInAsync(string email, params string[] frames) => SignInFromAsync(Home, email, frames);

    /// <summary>Tries to sign in from a browser.</summary>
    public async Task<FaceSignInResult> SignInFromAsync(TestBrowser browser, string email, params string[] frames)
    {
        EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        var result = await Get<FaceSignIn>().SignInAsync(
            new SignInRequest(
                address, [.. frames.Select(FakeFaceEngine.Photo)], Origin, browser.Token, browser.NextForm ?? Tokens.New(), browser.Device),
            CancellationToken.None);
        if (result is FaceSignInResult.CodeSent { BrowserToken: var token })
            browser.Token = token;
        return result;
    }

    /// <summary>The sign-in that waits for its code in a browser.</summary>
    public async Task<PendingSignIn> PendingAsync(TestBrowser browser) =>
        (await Get<PendingSignIns>().FindAsync(browser.Token, CancellationToken.None)).ShouldNotBeNull();

    /// <summary>Types the code of the last message in a browser.</summary>
    public async Task<FinishPendingResult> FinishAsync(TestBrowser browser, bool remember = false)
    {
        await DeliverAsync();
        var result = await Get<SignInCodes>().FinishByCodeAsync(
            await PendingAsync(browser), LastCode(), new Remembering(remember, browser.Device), CancellationToken.None);
        if (result is FinishPendingResult.Finished { SignIn.NewDeviceToken: { } token })
            browser.Device = token;
        return result;
    }

    /// <summary>The six digits of the last message that has some.</summary>
    public string LastCode() => Mail.Select(mail => Code().Match(mail.Text)).Last(match => match.Success).Value;

    /// <summary>The token of the link in the last message that has one.</summary>
    public string LastLink() => Mail.Select(mail => Link().Match(mail.Text)).Last(match => match.Success).Groups[1].Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_owned)
            await _database.DisposeAsync();
    }

    // A line of its own, as codes stand in mails: a link may have six digits, too.
    [GeneratedRegex(@"(?m)(?<=^    )\d{6}(?=\r?$)")]
    private static partial Regex Code();

    [GeneratedRegex(@"/account/(?:register/confirm|sign-in/link|not-me|reset)/([A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}

/// <summary>What one browser holds in its cookies.</summary>
public sealed class TestBrowser
{
    /// <summary>By what it holds a pending sign-in.</summary>
    public string Token { get; set; } = Tokens.New();

    /// <summary>By what it is remembered, or null.</summary>
    public string? Device { get; set; }

    /// <summary>The token of the form that is sent next; null for a new one each time.</summary>
    public string? NextForm { get; set; }
}

/// <summary>The delivery that a test looks at.</summary>
public sealed class CollectedMail : IEmailSender
{
    /// <summary>What was sent, oldest first.</summary>
    public List<EmailMessage> Messages { get; } = [];

    /// <inheritdoc/>
    public Task SendAsync(EmailMessage message, CancellationToken ct)
    {
        lock (Messages)
            Messages.Add(message);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;
}
