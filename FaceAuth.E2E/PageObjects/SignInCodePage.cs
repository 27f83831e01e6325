using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The second factor: the code from the mail.</summary>
public sealed class SignInCodePage(IPage page)
{
    public const string Path = "/account/sign-in/code";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Type your code" });

    public ILocator Code => page.GetByLabel("Code from the e-mail");

    public ILocator Remember => page.GetByRole(AriaRole.Checkbox, new() { Name = "Remember this browser" });

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true });

    public ILocator SendAnother => page.GetByRole(AriaRole.Button, new() { Name = "Send another e-mail" });

    /// <summary>Types the code and sends it.</summary>
    public async Task FinishAsync(string code, bool remember = false)
    {
        await Code.FillAsync(code);
        if (remember)
            await Remember.CheckAsync();
        await Send.ClickAsync();
    }
}
