using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Journeys;

/// <summary>Every page in every state is accessible, fits a small phone, and has its picture taken for people to judge.</summary>
public sealed class SeeingEveryPage(SiteUnderTest site, Browsers browsers, SignedInMember member)
    : Journey(site, browsers), IClassFixture<SignedInMember>
{
    /// <summary>WCAG 2.2 AA, and what axe holds for good practice beside it.</summary>
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    public static TheoryData<string> States => [.. PageStates.All.Select(state => state.Name)];

    [BrowserTheory]
    [MemberData(nameof(States))]
    public Task It_is_accessible_and_fits_a_phone(string state) => WalkAsync(async () =>
    {
        var visitor = await ReachAsync(state);
        foreach (var scheme in Schemes)
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var result = await visitor.Page.RunAxe(Rules);
            result.Violations.Select(Words).ShouldBeEmpty($"{state}, {scheme}");
            result.Passes.ShouldNotBeEmpty("axe looked at nothing");
        }

        // WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels without scrolling in two directions.
        await visitor.Page.SetViewportSizeAsync(320, 640);
        var tooWide = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        tooWide.ShouldBe(0, $"{state} scrolls sideways on a phone");
    }, name: $"{nameof(It_is_accessible_and_fits_a_phone)}.{state}");

    /// <summary>
    /// Writes pictures of all pages, at a phone's and a desk's width, light and dark, to the folder that FACEAUTH_SCREENSHOTS
    /// names, else to TestResults/pages. They show faces and are not for the repository.
    /// </summary>
    [BrowserTheory]
    [MemberData(nameof(States))]
    public Task Its_picture_is_taken(string state) => WalkAsync(async () =>
    {
        var folder = Environment.GetEnvironmentVariable("FACEAUTH_SCREENSHOTS") is { Length: > 0 } named
            ? named : Path.Combine(Repository.TestResults, "pages");
        var visitor = await ReachAsync(state);
        foreach (var width in (int[])[390, 1280])
        {
            await visitor.Page.SetViewportSizeAsync(width, 844);
            foreach (var scheme in Schemes)
            {
                await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var path = Path.Combine(folder, $"{state}.{width}.{scheme.ToString().ToLowerInvariant()}.png");
                await visitor.Page.ScreenshotAsync(new() { Path = path, FullPage = true });
                new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
            }
        }
    }, name: $"{nameof(Its_picture_is_taken)}.{state}");

    /// <summary>
    /// The README's picture. It is made again with
    /// <c>FACEAUTH_README_SCREENSHOT=docs/images/sign-in.png dotnet test FaceAuth.E2E --filter The_README_shows_the_sign_in_page</c>;
    /// the path is relative to the repository.
    /// </summary>
    [BrowserFact]
    public Task The_README_shows_the_sign_in_page() => WalkAsync(async () =>
    {
        var named = Environment.GetEnvironmentVariable("FACEAUTH_README_SCREENSHOT");
        var path = named is { Length: > 0 } ? Path.GetFullPath(named, Repository.Root) : Path.Combine(Repository.TestResults, "sign-in.png");
        var visitor = await ArriveAsync(camera: SamplePictures.Ada2, options: new()
        {
            ViewportSize = new() { Width = 1024, Height = 720 },
            DeviceScaleFactor = 1.5f,
            ColorScheme = ColorScheme.Light,
        });
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.Email.FillAsync("ada@example.org");
        await visitor.SignIn.Heading.ClickAsync();
        await visitor.Page.ScreenshotAsync(new() { Path = path });
        new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
    });

    private async Task<Visitor> ReachAsync(string name)
    {
        var state = PageStates.All.Single(state => state.Name == name);
        var options = new BrowserNewContextOptions();
        if (state.SignedIn)
            options.StorageState = await member.CookiesAsync(() => ArriveAsync());
        var visitor = await ArriveAsync(camera: SamplePictures.Ada2, state.Script, options);
        await state.Reach(visitor);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return visitor;
    }

    private static string Words(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}";
}
