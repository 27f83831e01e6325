using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The member's recovery codes.</summary>
public sealed class RecoveryCodesPage(IPage page)
{
    public const string Path = "/account/recovery-codes";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Recovery codes", Exact = true });

    public ILocator Codes => page.GetByRole(AriaRole.Region, new() { Name = "Your ten codes" }).GetByRole(AriaRole.Listitem);

    /// <summary>Makes ten codes, from the page, and reads them.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync()
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "ten" }).ClickAsync();
        await Expect(Codes).ToHaveCountAsync(10);
        return await Codes.AllInnerTextsAsync();
    }
}
