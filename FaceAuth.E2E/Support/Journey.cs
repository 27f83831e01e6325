using System.Runtime.CompilerServices;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// What people do on the site, from the first page to the last. A class of journeys shares one site; each journey has
/// browsers of its own. Where one fails, what its people saw stays in TestResults: trace, picture, page, the site's log.
/// </summary>
[Collection(BrowserCollection.Name)]
public abstract class Journey(SiteUnderTest site, Browsers browsers) : IClassFixture<SiteUnderTest>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private readonly List<Visitor> _visitors = [];

    protected SiteUnderTest Site { get; } = site;

    /// <summary>A person at a browser of their own.</summary>
    /// <param name="camera">Whose face is in front of their camera; null has none.</param>
    /// <param name="script">Whether their browser runs scripts.</param>
    /// <param name="options">More about their browser.</param>
    protected async Task<Visitor> ArriveAsync(SamplePicture? camera = null, bool script = true, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.JavaScriptEnabled = script;
        if (camera is not null)
            options.Permissions = ["camera"];
        var visitor = await Visitor.ArriveAsync(await browsers.WithCameraAsync(camera), Site, options);
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>Goes through the steps, then asks whether anything went wrong beside them.</summary>
    protected async Task WalkAsync(Func<Task> steps, [CallerMemberName] string name = "")
    {
        var errorsBefore = Site.Log.Errors.Count;
        try
        {
            await steps().WaitAsync(Limit);
            _visitors.SelectMany(visitor => visitor.Faults).ShouldBeEmpty();
            Site.Log.Errors.Skip(errorsBefore).ShouldBeEmpty();
        }
        catch
        {
            await KeepEvidenceAsync(Path.Combine(Repository.TestResults, $"{GetType().Name}.{name}"));
            throw;
        }
        finally
        {
            foreach (var visitor in _visitors)
                await visitor.Context.DisposeAsync();
        }
    }

    private async Task KeepEvidenceAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(Path.Combine(folder, "site.log"), Site.Log.Lines);
        for (var i = 0; i < _visitors.Count; i++)
        {
            var visitor = _visitors[i];
            var path = Path.Combine(folder, $"visitor-{i + 1}");
            try
            {
                await File.WriteAllLinesAsync($"{path}.faults.txt", visitor.Faults);
                await File.WriteAllTextAsync($"{path}.html", await visitor.Page.ContentAsync());
                await visitor.Page.ScreenshotAsync(new() { Path = $"{path}.png", FullPage = true });
                await visitor.Context.Tracing.StopAsync(new() { Path = $"{path}.trace.zip" });
            }
            catch (PlaywrightException fault)
            {
                // The journey's own failure is what is to be told.
                await File.WriteAllTextAsync($"{path}.no-evidence.txt", fault.Message);
            }
        }
    }
}
