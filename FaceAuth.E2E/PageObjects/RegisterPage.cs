using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Step 1 of a registration: name, address and the notice.</summary>
public sealed class RegisterPage(IPage page)
{
    public const string Path = "/account/register";

    public ILocator Name => page.GetByLabel("Name", new() { Exact = true });

    public ILocator Email => page.GetByLabel("E-mail address");

    public ILocator Accept => page.GetByRole(AriaRole.Checkbox, new() { Name = "I have read the notice on biometric data" });

    public ILocator GoOn => page.GetByRole(AriaRole.Button, new() { Name = "Go on to photos" });

    /// <summary>Fills the form and sends it.</summary>
    public async Task BeginAsync(string name, string email)
    {
        await page.GotoAsync(Path);
        await Name.FillAsync(name);
        await Email.FillAsync(email);
        await Accept.CheckAsync();
        await GoOn.ClickAsync();
    }
}
