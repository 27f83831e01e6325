using System.Net;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Email.Folder;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using Microsoft.Extensions.Options;

namespace FaceAuth.Benchmarks;

/// <summary>
/// The whole site with the real engine, on a loopback port and a data folder of its own that is deleted at the end. Nothing
/// in it is replaced; limits that many tries from one address would meet are out of the way.
/// </summary>
internal sealed partial class AnswerTimesSite : IAsyncDisposable
{
    private static readonly RequestOrigin Origin = new("127.0.0.1", "benchmark");

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _app;

    private AnswerTimesSite(DirectoryInfo folder, WebApplication app) => (_folder, _app) = (folder, app);

    /// <summary>Where it listens, once it was opened.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Puts the site together; it serves nobody yet, so that members enrol undisturbed by its jobs.</summary>
    public static async Task<AnswerTimesSite> CreateAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-answer-times-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = folder.FullName,
            EnvironmentName = Environments.Development, // Production refuses a folder of mails.
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataFolder"] = folder.FullName,
            // All samples come from one address. What is counted by account stays as it is.
            [$"{SignInOptions.Section}:{nameof(SignInOptions.FailuresFromOneNetwork)}"] = "1000000",
        });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddFaceAuth();
        var app = builder.Build().UseFaceAuth();
        var site = new AnswerTimesSite(folder, app);
        try
        {
            await site.Get<StartUp>().RunAsync(ct);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
        return site;
    }

    /// <summary>Begins to serve.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        await _app.StartAsync(ct);
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);
    }

    /// <summary>Makes a member, by the way that people go: photo, mailed code, proof.</summary>
    public async Task EnrolAsync(string email, byte[] photo, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(email, out var address))
            throw new ArgumentException("Not an address.", nameof(email));
        var registrations = Get<Registrations>();
        var browser = await registrations.StartAsync(address, "Ada", Origin, ct);
        Expect<AddPhotoResult.Added>(await registrations.AddPhotoAsync(await HeldAsync(), PhotoUpload.From(photo), ct));
        Expect<SendProofResult.Sent>(await Get<ProofSender>().SendAsync(await HeldAsync(), ct));
        await Get<OutboxDelivery>().DeliverDueAsync(ct);
        var mail = (await Get<FolderMailbox>().NewestAsync(1, ct)).Single().Content;
        Expect<ProveResult.Proven>(await Get<AddressProof>().ProveByCodeAsync(await HeldAsync(), Code().Match(mail.Text).Value, ct));

        async Task<PendingRegistration> HeldAsync() => (await registrations.FindAsync(browser, ct))!;
    }

    /// <summary>
    /// Closes sign-in by face for a member, as failures from unknown devices do (product.md, Sign-in 8).
    /// </summary>
    public async Task CloseAsync(string email, CancellationToken ct)
    {
        EmailAddress.TryParse(email, out var address);
        var account = await Get<Db>().ReadAsync(session => Get<AccountStore>().FindByEmailAsync(session, address), ct)
            ?? throw new InvalidOperationException("The benchmark closes an account that is not there.");
        await Get<Db>().WriteAsync(async tx =>
        {
            for (int failure = 0; failure < Get<IOptions<SignInOptions>>().Value.FailuresFromNewDevices; failure++)
                await Get<FailureStore>().CountAsync(tx, account.Id, SignInWay.NewDevice, 0);
        }, ct);
    }

    /// <summary>How many sign-ins were refused because the face was compared and was another one.</summary>
    public Task<long> CountNoMatchesAsync(CancellationToken ct) => Get<Db>().ReadAsync(
        session => session.ScalarAsync<long>("SELECT COUNT(*) FROM sign_ins WHERE reason = @Reason", new { Reason = nameof(RefusalReason.NoMatch) }), ct);

    public async ValueTask DisposeAsync()
    {
        // Disposing alone would not wait for the scheduler, which then looks for its database for ever.
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    private static void Expect<T>(object outcome)
    {
        if (outcome is not T)
            throw new InvalidOperationException($"The benchmark cannot enrol a member: {outcome.GetType().Name} in the place of {typeof(T).Name}.");
    }

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Code();
}
