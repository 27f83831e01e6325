using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The member's passkeys.</summary>
public sealed class PasskeysPage(IPage page)
{
    public const string Path = "/account/passkeys";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "My passkeys" });

    public ILocator Name => page.GetByLabel("Name (optional)");

    public ILocator Add => page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" });

    /// <summary>Why the browser's own words were not followed by a passkey.</summary>
    public ILocator Said => page.GetByRole(AriaRole.Region, new() { Name = "Add a passkey" }).GetByRole(AriaRole.Status);

    /// <summary>The passkey of this name.</summary>
    public ILocator Of(string name) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = name }) });

    /// <summary>The button that removes the passkey of this name.</summary>
    public ILocator Remove(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove the passkey {name}" });

    /// <summary>The button that signs in with one, on the pages that have it.</summary>
    public ILocator Use => page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" });
}
