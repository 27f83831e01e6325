using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Where the link of a sign-in's mail leads.</summary>
public sealed class SignInLinkPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Finish signing in" });

    public ILocator Yes => page.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me in" });

    public ILocator StopIt => page.GetByRole(AriaRole.Button, new() { Name = "This wasn’t me: stop it" });

    /// <summary>The answer to one question about what was asked.</summary>
    public ILocator Fact(string question) => page.Fact(question);
}
