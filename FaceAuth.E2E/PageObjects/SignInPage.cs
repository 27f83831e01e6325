using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Sign-in with an address and a photo.</summary>
public sealed class SignInPage(IPage page)
{
    public const string Path = "/account/sign-in";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true });

    public ILocator Email => page.GetByLabel("E-mail address");

    public PhotoField Photo => new(page, "Photo of your face");

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true });

    /// <summary>Why nobody was signed in, where it is not about one field.</summary>
    public ILocator Refusal => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "We could not sign you in" });

    /// <summary>Signs in, from the page where one is, with a file.</summary>
    public async Task WithFileAsync(string email, FilePayload photo)
    {
        await Email.FillAsync(email);
        await Photo.ChooseAsync(photo);
        await Send.ClickAsync();
    }

    /// <summary>Signs in, from the page where one is, with the camera.</summary>
    public async Task WithCameraAsync(string email)
    {
        await Email.FillAsync(email);
        await Photo.TakeAsync();
        await Send.ClickAsync();
    }
}
