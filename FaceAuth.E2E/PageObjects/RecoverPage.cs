using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Sign-in with an address and a recovery code.</summary>
public sealed class RecoverPage(IPage page)
{
    public const string Path = "/account/recover";

    /// <summary>Sends the form, from the page.</summary>
    public async Task WithAsync(string email, string code)
    {
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Recovery code").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }
}
