using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The member's own page.</summary>
public sealed class AccountPage(IPage page)
{
    public const string Path = "/account";

    /// <summary>The greeting, which only a member sees.</summary>
    public ILocator Greeting => page.GetByRole(AriaRole.Heading, new() { Name = "Hello," });

    public ILocator MyPhotos => page.GetByRole(AriaRole.Region, new() { Name = "My photos" }).GetByRole(AriaRole.Img, new() { Name = "Your photo" });

    public PhotoField NewPhoto => new(page, "Add a photo");

    public ILocator AddThisPhoto => page.GetByRole(AriaRole.Button, new() { Name = "Add this photo" });

    /// <summary>The sign-ins, newest first.</summary>
    public ILocator SignIns => page.GetByRole(AriaRole.Region, new() { Name = "My sign-ins" }).GetByRole(AriaRole.Row);

    public ILocator Delete => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Delete my account" });

    /// <summary>The button that removes one photo, counted from 1.</summary>
    public ILocator Remove(int number) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove photo {number}", Exact = true });

    /// <summary>Sends a new photo.</summary>
    public async Task AddAsync(FilePayload photo)
    {
        await NewPhoto.ChooseAsync(photo);
        await AddThisPhoto.ClickAsync();
    }

    /// <summary>Sends a new photo and sees it among the others.</summary>
    public async Task AddGoodAsync(FilePayload photo, int number)
    {
        await AddAsync(photo);
        await Expect(MyPhotos).ToHaveCountAsync(number);
    }
}
