using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>What stands at the top of every page.</summary>
public sealed class SiteHeader(IPage page)
{
    public ILocator SkipLink => page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });

    public ILocator Home => page.GetByRole(AriaRole.Link, new() { Name = "FaceAuth", Exact = true });

    public ILocator SignIn => Navigation.GetByRole(AriaRole.Link, new() { Name = "Sign in" });

    public ILocator CreateAccount => Navigation.GetByRole(AriaRole.Link, new() { Name = "Create account" });

    public ILocator MyVault => Navigation.GetByRole(AriaRole.Link, new() { Name = "My vault" });

    public ILocator MyAccount => Navigation.GetByRole(AriaRole.Link, new() { Name = "My account" });

    public ILocator SignOut => page.GetByRole(AriaRole.Button, new() { Name = "Sign out" });

    /// <summary>The time left of the session, in words.</summary>
    public ILocator TimeLeft => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Time);

    private ILocator Navigation => page.GetByRole(AriaRole.Navigation, new() { Name = "Site", Exact = true });
}
