using System.Globalization;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>How one entry's password is changed, and the steps of a rotation.</summary>
public sealed class RotationPage(IPage page)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Rotation of" });

    public ILocator ByHand => page.GetByRole(AriaRole.Heading, new() { Name = "Changed by hand" });

    public ILocator Settings => page.GetByRole(AriaRole.Link, new() { Name = "Settings", Exact = true });

    public ILocator RotateNow => page.GetByRole(AriaRole.Button, new() { Name = "Rotate now" });

    public ILocator HasBegun => page.GetByText("The rotation has begun.");

    /// <summary>The answer to one question about the plan: what, where, when, next.</summary>
    public ILocator Fact(string question) => page.Fact(question);

    /// <summary>The rotations that are over, newest first.</summary>
    public ILocator Earlier => page.GetByRole(AriaRole.Region, new() { Name = "Earlier rotations" }).GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader) });

    /// <summary>The steps of the rotation that is open, or whose page this is.</summary>
    public ILocator Steps => page.GetByRole(AriaRole.List, new() { Name = "Steps" }).GetByRole(AriaRole.Listitem);

    /// <summary>The path of the rotation of the entry, on whose page, or below it, one is.</summary>
    public static string PathFrom(string url) => $"/vault/{new Uri(url).AbsolutePath.Split('/')[2]}/rotation";

    /// <summary>When it changes next, as the page says.</summary>
    public async Task<DateTimeOffset> NextAsync() => DateTimeOffset.Parse(
        (await Fact("Next").GetByRole(AriaRole.Time).First.GetAttributeAsync("datetime")).ShouldNotBeNull(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    /// <summary>
    /// Sends one of the page's forms. Where the proof of a face is over, the site asks for a new one first; it is shown, and the
    /// form sent again where it was not kept.
    /// </summary>
    /// <param name="button">The form's button.</param>
    /// <param name="done">What the page shows then.</param>
    public async Task SendAsync(ILocator button, ILocator done)
    {
        var confirm = new StepUpPage(page);
        await button.ClickAsync();
        await Expect(done.Or(confirm.Heading).First).ToBeVisibleAsync();
        if (await done.IsVisibleAsync())
            return;
        await confirm.WithFileAsync(Pictures.AdaNow);
        await Expect(done.Or(button).First).ToBeVisibleAsync();
        if (!await done.IsVisibleAsync())
            await button.ClickAsync();
        await Expect(done).ToBeVisibleAsync();
    }

    /// <summary>Asks for a rotation, and sees on the page, which follows it by itself, that it is done.</summary>
    /// <param name="number">How many are over then.</param>
    public async Task RotateAsync(int number)
    {
        await SendAsync(RotateNow, HasBegun);
        await Expect(Earlier).ToHaveCountAsync(number, new() { Timeout = (float)Patience.TotalMilliseconds });
        await Expect(Earlier.First).ToContainTextAsync("Done");
    }

    /// <summary>Looks at the page again until a rotation is over that began by itself.</summary>
    public async Task UntilOneIsDoneAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await Earlier.CountAsync() == 0 && TimeProvider.System.GetElapsedTime(begun) < Patience)
            await page.ReloadAsync();
        await Expect(Earlier.First).ToContainTextAsync("Done");
    }

    /// <summary>Opens the steps of the newest rotation that is over; each as it is worded.</summary>
    public async Task<IReadOnlyList<string>> OpenStepsAsync()
    {
        await Earlier.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A rotation of" })).ToBeVisibleAsync();
        return await Steps.AllInnerTextsAsync();
    }
}
