using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>"This wasn't me": where the link of a mail about a sign-in leads.</summary>
public sealed class NotMePage(IPage page)
{
    /// <summary>The link in such a mail.</summary>
    public const string Link = "This wasn’t me";

    /// <summary>For a sign-in that was finished.</summary>
    public ILocator EndItAll => page.GetByRole(AriaRole.Button, new() { Name = "This wasn’t me: end it all" });

    /// <summary>For the registration.</summary>
    public ILocator CloseTheAccount => page.GetByRole(AriaRole.Button, new() { Name = "This wasn’t me: close the account" });

    /// <summary>For one that was refused.</summary>
    public ILocator AskForACode => page.GetByRole(AriaRole.Button, new() { Name = "This wasn’t me: ask for a code" });

    public ILocator Done => page.GetByRole(AriaRole.Heading, new() { Name = "Done." });

    public ILocator Recover => page.GetByRole(AriaRole.Link, new() { Name = "Recover the account" });

    /// <summary>The answer to one question about the sign-in.</summary>
    public ILocator Fact(string question) => page.Fact(question);
}
