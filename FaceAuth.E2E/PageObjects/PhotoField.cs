using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The field for photos: a file input, and beside it the camera.</summary>
public sealed class PhotoField(IPage page, string label)
{
    /// <summary>The file input; browsers tell it as a button.</summary>
    public ILocator Input => page.GetByRole(AriaRole.Button, new() { Name = label, Exact = true });

    public ILocator UseTheCamera => page.GetByRole(AriaRole.Button, new() { Name = "Use the camera" });

    public ILocator TakeThePhoto => page.GetByRole(AriaRole.Button, new() { Name = "Take the photo" });

    /// <summary>What will be sent, as the person sees it before sending.</summary>
    public ILocator Previews => page.GetByRole(AriaRole.List, new() { Name = "Chosen photos" }).GetByRole(AriaRole.Img);

    /// <summary>Chooses files.</summary>
    public Task ChooseAsync(params FilePayload[] photos) => Input.SetInputFilesAsync(photos);

    /// <summary>Opens the camera, takes the photo, and sees it.</summary>
    public async Task TakeAsync()
    {
        await UseTheCamera.ClickAsync();
        await TakeThePhoto.ClickAsync();
        await Expect(Previews).ToHaveCountAsync(1);
        await Expect(page.GetByText("From the camera")).ToBeVisibleAsync();
    }
}
