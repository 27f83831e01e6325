using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Asks somebody who is signed in for a fresh face, or for a recovery code.</summary>
public sealed class StepUpPage(IPage page)
{
    public const string Path = "/account/confirm";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Confirm that it is you" });

    public PhotoField Photo => new(page, "A new photo of your face");

    public ILocator GoOn => page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true });

    public ILocator Code => page.GetByLabel("Recovery code", new() { Exact = true });

    public ILocator GoOnWithTheCode => page.GetByRole(AriaRole.Button, new() { Name = "Go on with the code" });

    /// <summary>Sends a new photo.</summary>
    public async Task WithFileAsync(FilePayload photo)
    {
        await Photo.ChooseAsync(photo);
        await GoOn.ClickAsync();
    }
}
