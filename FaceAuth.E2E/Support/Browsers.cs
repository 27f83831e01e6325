using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// One Playwright, and one Chromium for each face that stands in front of the camera: what the fake camera shows is
/// fixed when a browser starts. Browsers start when they are first asked for and are shared by all tests.
/// </summary>
public sealed class Browsers : IAsyncLifetime
{
    private readonly Dictionary<string, IBrowser> _open = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("faceauth-camera-").FullName;
    private IPlaywright? _playwright;

    public Task InitializeAsync()
    {
        // A machine that builds beside it is slow; what does not come, does not come in this time either.
        Assertions.SetDefaultExpectTimeout(30_000);
        return Task.CompletedTask;
    }

    /// <summary>The browser whose camera shows this picture; null is one without a camera.</summary>
    public async Task<IBrowser> WithCameraAsync(SamplePicture? face)
    {
        var key = face?.Name ?? "";
        if (!_open.TryGetValue(key, out var browser))
            _open[key] = browser = await StartAsync(face);
        return browser;
    }

    public async Task DisposeAsync()
    {
        foreach (var browser in _open.Values)
            await browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IBrowser> StartAsync(SamplePicture? face)
    {
        List<string> arguments =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ];
        if (face is not null)
        {
            var film = Path.Combine(_folder, $"{face.Name}.mjpeg");
            await File.WriteAllBytesAsync(film, Pictures.AsSeenByACamera(face));
            arguments.AddRange(
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}");
        }
        _playwright ??= await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Path ?? throw new FileNotFoundException(Chromium.Missing),
            Headless = true,
            Args = arguments,
        });
    }
}

/// <summary>Most journeys share the browsers and go one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browsers>
{
    public const string Name = "Browsers";
}

/// <summary>
/// Seeing every page takes as long as all other journeys together, and goes beside them with browsers of its own: who waits for a
/// browser leaves a core idle, and half of each journey is waiting.
/// </summary>
[CollectionDefinition(Name)]
public sealed class BrowsersOfPagesCollection : ICollectionFixture<Browsers>
{
    public const string Name = "Browsers of pages";
}
