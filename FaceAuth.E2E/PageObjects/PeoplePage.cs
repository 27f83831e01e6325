using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The people of the site, as an administrator sees them.</summary>
public sealed class PeoplePage(IPage page)
{
    public const string Path = "/admin/people";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "People", Exact = true });

    public ILocator Search => page.GetByLabel("Search by address");

    /// <summary>Leads to the reset of this account.</summary>
    public ILocator Reset(string email) => page.GetByRole(AriaRole.Link, new() { Name = $"Reset {email}" });

    /// <summary>Leads to the closing of this account.</summary>
    public ILocator Close(string email) => page.GetByRole(AriaRole.Link, new() { Name = $"Close {email}" });
}
