using FaceAuth.Ledger;
using FaceAuth.Site;
using FaceAuth.Rotation;
using FaceAuth.Vault;
using System.Net;
using System.Threading.RateLimiting;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Email;
using FaceAuth.Hosting.Health;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>Registers what belongs to the site as a whole: its address, data folder, limits, proxies and health.</summary>
public static class HostingSetup
{
    /// <summary>The largest body where no photo is expected.</summary>
    public const long MaxBodyBytes = 64 * 1024;

    /// <summary>What a form with one file has beside the file.</summary>
    public const long FormOverhead = 256 * 1024;

    /// <summary>
    /// The largest form of an entry: every field as long as it may be, each of its characters nine bytes of a form
    /// (three of UTF-8, percent-encoded).
    /// </summary>
    public const int MaxEntryFormBytes = 256 * 1024;

    /// <summary>The largest field of that form: notes.</summary>
    public const int MaxEntryFieldBytes = 192 * 1024;

    /// <summary>The largest form with one photo: 10 MB and the fields around it. The photo's own limit is the engine's.</summary>
    public const long MaxPhotoFormBytes = 11L * 1024 * 1024;

    /// <summary>The largest form with the camera's three frames.</summary>
    public const long MaxFramesFormBytes = 31L * 1024 * 1024;

    /// <summary>The largest form there is: five photos at registration.</summary>
    public const long MaxFormBytes = 52L * 1024 * 1024;

    // A form that is being sent occupies a file. One address gets so many at a time, all together so many.
    private const int FormsPerAddress = 64, FormsTogether = 512;

    /// <summary>Registers the parts.</summary>
    public static IServiceCollection AddHosting(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSite(configuration);
        services.AddSingleton(DataFolderOf(configuration, environment));
        services.AddSingleton<StartUp>();
        services.AddFaceAuthHealth();
        services.AddSingleton(all => new RetentionSchedule(
            all.GetRequiredService<IOptions<SessionsOptions>>().Value.Lifetime,
            all.GetRequiredService<IOptions<RegistrationOptions>>().Value.Lifetime,
            all.GetRequiredService<IOptions<SignInOptions>>().Value.History,
            all.GetRequiredService<IOptions<OutboxOptions>>().Value.GiveUpAfter,
            all.GetRequiredService<IOptions<SignInOptions>>().Value.CodeLifetime,
            all.GetRequiredService<IOptions<DevicesOptions>>().Value.Lifetime,
            all.GetRequiredService<IOptions<SignInOptions>>().Value.DisownLifetime,
            all.GetRequiredService<IOptions<SignInOptions>>().Value.NetworkWindow,
            all.GetRequiredService<IOptions<DraftsOptions>>().Value.Lifetime,
            all.GetRequiredService<IOptions<VaultOptions>>().Value.Bin,
            all.GetRequiredService<IOptions<LedgerOptions>>().Value.Retention,
            all.GetRequiredService<IOptions<RotationOptions>>().Value.Timelines));

        services.Configure<KestrelServerOptions>(kestrel =>
        {
            // Pages that take photos say so with [RequestSizeLimit].
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            // Slower than the slowest telephone, so that nobody holds a half-sent form for hours.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));
            kestrel.AddServerHeader = false;
        });
        services.Configure<FormOptions>(form =>
        {
            form.MultipartBodyLengthLimit = MaxFormBytes;
            // Small: anything larger than a field waits in a file, not in memory.
            form.MemoryBufferThreshold = 64 * 1024;
            form.ValueCountLimit = 64;
            form.ValueLengthLimit = 16 * 1024;
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Forms(context => context.Connection.RemoteIpAddress?.ToString() ?? "", FormsPerAddress),
                Forms(_ => "together", FormsTogether));
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<SiteOptions>>((forwarded, site) =>
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in site.Value.TrustedProxies)
                forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
            forwarded.ForwardedHeaders = site.Value.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        });
        return services;
    }

    private static PartitionedRateLimiter<HttpContext> Forms(Func<HttpContext, string> partition, int atATime) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetConcurrencyLimiter(partition(context), _ => new ConcurrencyLimiterOptions { PermitLimit = atATime })
            : RateLimitPartition.GetNoLimiter("reads"));

    private static DataFolder DataFolderOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var path = Path.GetFullPath(configuration["DataFolder"] ?? "data", environment.ContentRootPath);
        return new DataFolder(path);
    }
}
