using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>One entry, and what shows its secrets.</summary>
public sealed class EntryPage(IPage page)
{
    public ILocator Reveal(string what) => page.GetByRole(AriaRole.Link, new() { Name = $"Show the {what}" });

    public ILocator Change => page.GetByRole(AriaRole.Link, new() { Name = "Change", Exact = true });

    public ILocator History => page.GetByRole(AriaRole.Link, new() { Name = "History" });

    public ILocator IntoTheBin => page.GetByRole(AriaRole.Button, new() { Name = "Put into the bin" });

    public PhotoField Photo => new(page, "A new photo of your face");

    public ILocator CheckMyFace => page.GetByRole(AriaRole.Button, new() { Name = "Check my face" });

    public ILocator ItIsYou => page.GetByRole(AriaRole.Heading, new() { Name = "It is you" });

    public ILocator ShowIt => page.GetByRole(AriaRole.Button, new() { Name = "Show the " });

    public ILocator Over => page.GetByRole(AriaRole.Heading, new() { Name = "This was shown already, or its time is over" });

    /// <summary>The secret, where it is shown.</summary>
    public ILocator Secret => page.Locator("[data-copy-text]");

    public ILocator Copy => page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true });

    public ILocator CoveredAgain => page.GetByText("It is covered again.");

    /// <summary>Shows a photo and stands before the button.</summary>
    public async Task ProveAsync(FilePayload photo)
    {
        await Photo.ChooseAsync(photo);
        await CheckMyFace.ClickAsync();
        await Expect(ItIsYou).ToBeVisibleAsync();
    }

    /// <summary>From the entry to its secret, with one photo.</summary>
    public async Task<string> RevealAsync(string what, FilePayload photo)
    {
        await Reveal(what).ClickAsync();
        await ProveAsync(photo);
        await ShowIt.ClickAsync();
        await Expect(Secret).ToBeVisibleAsync();
        return await Secret.TextContentAsync() ?? "";
    }
}
