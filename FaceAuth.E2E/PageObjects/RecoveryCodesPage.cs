using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The member's recovery codes, shown once.</summary>
public sealed partial class RecoveryCodesPage(IPage page)
{
    public const string Path = "/account/recovery-codes";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Recovery codes", Exact = true });

    public ILocator Make => page.GetByRole(AriaRole.Button, new() { NameRegex = MakeTen() });

    /// <summary>The codes that were just made.</summary>
    public ILocator Made => page.GetByRole(AriaRole.Region, new() { Name = "Your ten codes" }).GetByRole(AriaRole.Listitem);

    public ILocator Kept => page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" });

    /// <summary>Makes ten, from the page where one is, and keeps them.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync()
    {
        await Make.ClickAsync();
        await Expect(Made).ToHaveCountAsync(10);
        return await Made.AllInnerTextsAsync();
    }

    [GeneratedRegex("^Make (my ten|ten new) codes$")]
    private static partial Regex MakeTen();
}
