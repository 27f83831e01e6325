using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Step 2 of a registration: one to five photos.</summary>
public sealed class PhotosPage(IPage page)
{
    public PhotoField First => new(page, "A photo of your face");

    public PhotoField Another => new(page, "Another photo");

    public ILocator Check => page.GetByRole(AriaRole.Button, new() { Name = "Check this photo" });

    public ILocator CheckAndAdd => page.GetByRole(AriaRole.Button, new() { Name = "Check and add" });

    public ILocator GoOn => page.GetByRole(AriaRole.Button, new() { Name = "Go on: prove my address" });

    /// <summary>The photos that were accepted.</summary>
    public ILocator Taken => page.GetByRole(AriaRole.Region, new() { Name = "Taken so far" }).GetByRole(AriaRole.Img);

    /// <summary>Sends the first photo and sees that it is good.</summary>
    public async Task AddFirstAsync(FilePayload photo)
    {
        await First.ChooseAsync(photo);
        await Check.ClickAsync();
        await Expect(Taken).ToHaveCountAsync(1);
    }

    /// <summary>Sends one more photo and sees that it is good.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="number">How many there are with it.</param>
    public async Task AddAnotherAsync(FilePayload photo, int number)
    {
        await Another.ChooseAsync(photo);
        await CheckAndAdd.ClickAsync();
        await Expect(Taken).ToHaveCountAsync(number);
    }
}
