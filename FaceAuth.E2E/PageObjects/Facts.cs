using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Lists of facts: when, from where, with what.</summary>
public static class Facts
{
    /// <summary>The answer that stands beside a question.</summary>
    public static ILocator Fact(this IPage page, string question) =>
        page.GetByRole(AriaRole.Term).Filter(new() { HasText = question }).Locator("xpath=following-sibling::*[1]");
}
