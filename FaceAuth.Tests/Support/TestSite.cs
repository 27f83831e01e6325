using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Hosting;
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

    private TestSite(TestDatabase database, WebApplication app) => (_database, _app) = (database, app);

    /// <summary>The clock; it stands still until a test moves it.</summary>
    public required TestClock Clock { get; init; }

    /// <summary>The messages that were delivered, oldest first.</summary>
    public List<EmailMessage> Mail => Get<CollectedMail>().Messages;

    /// <summary>Where requests come from.</summary>
    public RequestOrigin Origin { get; } = new("192.0.2.7", "Firefox on Linux");

    /// <summary>The engine.</summary>
    public FakeFaceEngine Engine => (FakeFaceEngine)Get<IFaceEngine>();

    /// <summary>The database.</summary>
    public TestDatabase Database => _database;

    /// <summary>A site over a new database.</summary>
    public static async Task<TestSite> StartAsync(DatabaseKind kind, Action<IServiceCollection>? change = null)
    {
        var database = await TestDatabase.CreateEmptyAsync(kind);
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
        var clock = new TestClock();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        var site = new TestSite(database, builder.Build()) { Clock = clock };
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

    /// <summary>A member with photos.</summary>
    public async Task<Account> EnrolAsync(string email, params string[] photos)
    {
        var browser = await BeginAsync(email, photos);
        var result = await Get<AddressProof>().ProveByCodeAsync(await HeldAsync(browser), LastCode(), CancellationToken.None);
        return result.ShouldBeOfType<ProveResult.Proven>().Account;
    }

    /// <summary>Tries to sign in.</summary>
    public Task<FaceSignInResult> SignInAsync(string email, params string[] frames)
    {
        EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        return Get<FaceSignIn>().SignInAsync(address, [.. frames.Select(FakeFaceEngine.Photo)], Origin, CancellationToken.None);
    }

    /// <summary>The six digits of the last message.</summary>
    public string LastCode() => Found(Code().Match(Mail[^1].Text).Value);

    /// <summary>The token of the link in the last message.</summary>
    public string LastLink() => Found(Link().Match(Mail[^1].Text).Groups[1].Value);

    private static string Found(string text)
    {
        text.ShouldNotBeEmpty("the last message should hold it");
        return text;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [GeneratedRegex(@"(?m)(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Code();

    [GeneratedRegex(@"/account/register/confirm/([A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
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
