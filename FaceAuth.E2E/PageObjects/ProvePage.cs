using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Step 3 of a registration: the code from the mail.</summary>
public sealed class ProvePage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Prove your address" });

    public ILocator Code => page.GetByLabel("Code from the e-mail");

    public ILocator Finish => page.GetByRole(AriaRole.Button, new() { Name = "Finish" });

    /// <summary>Types the code and sends it.</summary>
    public async Task ProveAsync(string code)
    {
        await Code.FillAsync(code);
        await Finish.ClickAsync();
    }
}
