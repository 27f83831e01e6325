using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The change of the member's address.</summary>
public sealed class AddressPage(IPage page)
{
    public const string Path = "/account/address";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Change my address" });

    public ILocator Email => page.GetByLabel("New e-mail address");

    public ILocator SendTheCodes => page.GetByRole(AriaRole.Button, new() { Name = "Send the codes" });

    public ILocator Change => page.GetByRole(AriaRole.Button, new() { Name = "Change my address" });

    public ILocator StartOver => page.GetByRole(AriaRole.Button, new() { Name = "Start over" });

    /// <summary>The field for the code that was sent to an address.</summary>
    public ILocator CodeSentTo(string address) => page.GetByLabel($"Code sent to {address}", new() { Exact = true });
}
