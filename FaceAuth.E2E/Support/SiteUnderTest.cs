using System.Net;
using System.Net.Sockets;
using FaceAuth.Hosting;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Site;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaceAuth.E2E.Support;

/// <summary>
/// The whole site as <c>./run</c> starts it, in Development, on a loopback port of its own, with the embedded parts in a
/// folder of its own that is deleted at the end. Only three things are not real: the clock can be moved, what it logs is
/// kept, and of targets it trusts certificates of the tests' own authority in the place of the system's.
/// </summary>
public sealed class SiteUnderTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faceauth-site-");
    private Factory? _factory;

    /// <summary>The site's clock.</summary>
    public MovableClock Clock { get; } = new();

    /// <summary>What the site logged.</summary>
    public KeptLog Log { get; } = new();

    /// <summary>What it answered, where a journey asks for it to be kept.</summary>
    public KeptAnswers Answers { get; } = new();

    /// <summary>Where people reach it, without a slash at the end; the links in its mails begin with it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its services, for what no page shows.</summary>
    public IServiceProvider Services => _factory!.Services;

    /// <summary>Everything it keeps.</summary>
    public DataFolder DataFolder => Services.GetRequiredService<DataFolder>();

    public async Task InitializeAsync()
    {
        for (var tries = 1; ; tries++)
        {
            var port = FreePort();
            Address = $"http://localhost:{port}";
            _factory = new Factory(this, _folder.FullName, port);
            try
            {
                _factory.StartServer();
                return;
            }
            // Somebody else may take the port between the asking and the binding.
            catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException && tries < 3)
            {
                await _factory.DisposeAsync();
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_factory is not null)
            await _factory.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// The address must be known before the start, because it goes into the settings (Site:PublicUrl), which are checked
    /// then; so a free port is asked for first.
    /// </summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        private readonly SiteUnderTest _site;
        private readonly string _folder;

        public Factory(SiteUnderTest site, string folder, int port)
        {
            (_site, _folder) = (site, folder);
            UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("DataFolder", _folder);
            builder.UseSetting($"{SiteOptions.Section}:{nameof(SiteOptions.PublicUrl)}", _site.Address);
            // Journeys look at what is answered, not when: the ticks' own tests hold the time.
            builder.UseSetting("SignIn:AnswerTick", "00:00:00.001");
            // A clock that was moved on would look like a site that was down, which spreads what is overdue over an hour.
            builder.UseSetting($"{RotationOptions.Section}:{nameof(RotationOptions.SpreadAfter)}", "1.00:00:00");
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_site.Log));
            builder.ConfigureTestServices(services => services
                .AddSingleton<TimeProvider>(_site.Clock)
                .AddSingleton<IStartupFilter>(_site.Answers)
                .AddSingleton(all => new TargetNetwork(all.GetRequiredService<AllowedTargets>()) { Authorities = TestAuthority.Shared.Trust }));
        }
    }
}
