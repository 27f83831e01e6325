using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Where the link of a registration's mail leads.</summary>
public sealed class ConfirmPage(IPage page)
{
    public ILocator Yes => page.GetByRole(AriaRole.Button, new() { Name = "Yes, this is my address" });

    public ILocator NotMe => page.GetByRole(AriaRole.Button, new() { Name = "This was not me: delete it" });

    /// <summary>The answer to one question about what was asked: its name, or where from.</summary>
    public ILocator Fact(string question) => page.Fact(question);
}
