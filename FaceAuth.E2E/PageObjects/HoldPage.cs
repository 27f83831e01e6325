using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Why a session is on hold, and what ends the hold.</summary>
public sealed class HoldPage(IPage page)
{
    public const string Path = "/account/hold";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "This sign-in is on hold" });

    public ILocator Code => page.GetByLabel("Recovery code", new() { Exact = true });

    public ILocator End => page.GetByRole(AriaRole.Button, new() { Name = "End the hold" });
}
