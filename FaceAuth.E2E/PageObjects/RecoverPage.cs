using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Sign-in with an address and a recovery code.</summary>
public sealed class RecoverPage(IPage page)
{
    public const string Path = "/account/recover";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Sign in with a recovery code" });

    public ILocator Email => page.GetByLabel("E-mail address");

    public ILocator Code => page.GetByLabel("Recovery code", new() { Exact = true });

    public ILocator GoOn => page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true });

    /// <summary>Fills the form and sends it.</summary>
    public async Task WithCodeAsync(string email, string code)
    {
        await Email.FillAsync(email);
        await Code.FillAsync(code);
        await GoOn.ClickAsync();
    }
}
