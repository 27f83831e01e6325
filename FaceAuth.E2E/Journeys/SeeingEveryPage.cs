using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Journeys;

/// <summary>Every page in every state is accessible, fits a small phone, and has its picture taken for people to judge.</summary>
[Collection(BrowsersOfPagesCollection.Name)]
public sealed class SeeingEveryPage(SiteUnderTest site, Browsers browsers, SignedInMember member)
    : Journey(site, browsers), IClassFixture<SignedInMember>
{
    private static readonly string[] Wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    /// <summary>What axe holds for good practice beside WCAG; landmarks, among others, which a mail has no use for.</summary>
    private static readonly string[] GoodPractice = ["best-practice"];

    /// <summary>What can differ in the dark, where the same elements have other colours.</summary>
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    private static readonly int[] Widths = [390, 1280];

    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    public static TheoryData<string> States => [.. PageStates.All.Select(state => state.Name)];

    /// <summary>
    /// Where FACEAUTH_SCREENSHOTS names a folder, pictures of a phone's and a desk's width, light and dark, go there. They show faces and are not for the repository.
    /// </summary>
    [BrowserTheory]
    [MemberData(nameof(States))]
    public Task It_is_accessible_and_fits_a_phone(string name) => WalkAsync(async () =>
    {
        var state = PageStates.All.Single(state => state.Name == name);
        var page = (await ReachAsync(state)).Page;
        foreach (var scheme in Schemes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            if (state.Script)
                await ShouldBeAccessibleAsync(page, [.. Wcag, .. GoodPractice], scheme, name);
            foreach (var width in PicturesFolder is null ? [] : Widths)
            {
                await page.SetViewportSizeAsync(width, 844);
                var path = Path.Combine(PicturesFolder!, $"{name}.{width}.{scheme.ToString().ToLowerInvariant()}.png");
                await page.ScreenshotAsync(new() { Path = path, FullPage = true });
                new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
            }
        }

        // WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels without scrolling in two directions.
        await page.SetViewportSizeAsync(320, 640);
        var tooWide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        tooWide.ShouldBe(0, $"{name} scrolls sideways on a phone");
    }, name: $"SeeingEveryPage.{name}");

    [BrowserTheory]
    [InlineData("mail")]
    [InlineData("mail-with-code")]
    public Task The_HTML_form_of_a_mail_is_accessible(string name) => WalkAsync(async () =>
    {
        var visitor = await ReachAsync(PageStates.All.Single(state => state.Name == name));
        var address = await visitor.Mailbox.AsHtml.GetAttributeAsync("href");
        var html = await (await visitor.Context.APIRequest.GetAsync(Site.Address + address)).TextAsync();

        // Its own page forbids every script, axe's included; a mail program knows nothing of our headers either.
        var mail = await visitor.Context.NewPageAsync();
        await mail.SetContentAsync(html);
        foreach (var scheme in Schemes)
        {
            await mail.EmulateMediaAsync(new() { ColorScheme = scheme });
            await ShouldBeAccessibleAsync(mail, Wcag, scheme, name);
        }
    }, name: $"HTML.{name}");

    /// <summary>
    /// The README's pictures. They are made again with
    /// <c>FACEAUTH_README_PICTURES=docs/images dotnet test FaceAuth.E2E --filter The_README_shows</c>; the path is relative to the
    /// repository.
    /// </summary>
    [BrowserTheory]
    [InlineData("sign-in")]
    [InlineData("vault")]
    [InlineData("secret")]
    [InlineData("rotation")]
    public Task The_README_shows_it(string picture) => WalkAsync(async () =>
    {
        var named = Environment.GetEnvironmentVariable("FACEAUTH_README_PICTURES");
        var folder = named is { Length: > 0 } ? Path.GetFullPath(named, Repository.Root) : Repository.TestResults;
        var visitor = await ArriveAsync(camera: SamplePictures.Ada2, options: new()
        {
            ViewportSize = new() { Width = 1024, Height = picture switch { "secret" => 480, "rotation" => 616, _ => 720 } },
            DeviceScaleFactor = 1.5f,
            ColorScheme = ColorScheme.Light,
        });
        await PageStates.ForTheReadmeAsync(visitor, picture);
        var path = Path.Combine(folder, $"{picture}.png");
        await visitor.Page.ScreenshotAsync(new() { Path = path });
        new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
    }, name: $"README.{picture}");

    /// <summary>Where pictures are wanted, or null: people look at them, and they take half of the time.</summary>
    private static string? PicturesFolder => Environment.GetEnvironmentVariable("FACEAUTH_SCREENSHOTS") is { Length: > 0 } named ? named : null;

    private async Task<Visitor> ReachAsync(PageState state)
    {
        var options = new BrowserNewContextOptions();
        if (state.SignedIn)
            options.StorageState = await member.CookiesAsync(Site, cookies => ArriveAsync(options: new() { StorageState = cookies }));
        var visitor = await ArriveAsync(camera: SamplePictures.Ada2, state.Script, options);
        await state.Reach(visitor);
        if (state.Script)
            await visitor.Page.WaitForFunctionAsync("() => [...document.images].every(image => image.complete)");
        return visitor;
    }

    private static async Task ShouldBeAccessibleAsync(IPage page, string[] tags, ColorScheme scheme, string name)
    {
        RunOnlyOptions rules = scheme == ColorScheme.Dark
            ? new() { Type = "rule", Values = [.. OfColours] }
            : new() { Type = "tag", Values = [.. tags] };
        // Of what passes, axe then tells one element and not each.
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = rules, ResultTypes = [ResultType.Violations] });
        result.Violations.Select(Words).ShouldBeEmpty($"{name}, {scheme}");
        result.Passes.ShouldNotBeEmpty("axe looked at nothing");
    }

    private static string Words(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}";
}
