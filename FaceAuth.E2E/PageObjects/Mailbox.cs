using System.Text.RegularExpressions;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The Development mailbox: every mail that the site sent.</summary>
public sealed partial class Mailbox(Visitor visitor)
{
    public const string Path = "/mailbox";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IPage Page => visitor.Page;

    /// <summary>The text of the mail that is open.</summary>
    public ILocator Message => Page.GetByRole(AriaRole.Region, new() { Name = "The message" });

    /// <summary>Leads to the mail as a mail program shows it.</summary>
    public ILocator AsHtml => Page.GetByRole(AriaRole.Link, new() { Name = "See it as HTML" });

    /// <summary>Opens the newest mail of this subject to this address; looks again until it has come.</summary>
    /// <param name="to">The address.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="number">How many there must be: where some were read before, the newest may be on its way.</param>
    public async Task<string> OpenAsync(string to, string subject, int number = 1)
    {
        var mails = Of(to, subject);
        await visitor.GoAsync(Path);
        var begun = TimeProvider.System.GetTimestamp();
        while (await mails.CountAsync() < number && TimeProvider.System.GetElapsedTime(begun) < Patience)
            await Page.ReloadAsync();
        (await mails.CountAsync()).ShouldBeGreaterThanOrEqualTo(number, $"mails “{subject}”");
        await mails.First.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = subject })).ToBeVisibleAsync();
        return await Message.InnerTextAsync();
    }

    /// <summary>How many mails of this subject went to this address.</summary>
    public async Task<int> CountAsync(string to, string subject)
    {
        await visitor.GoAsync(Path);
        return await Of(to, subject).CountAsync();
    }

    /// <summary>The code in a mail's text.</summary>
    public static string CodeIn(string text) => SixDigits().Match(text) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException("There is no code in this mail.");

    /// <summary>The link in the mail that is open: its only one, or the one to this part of the site.</summary>
    public async Task<string> LinkAsync(string part = "/") =>
        await Message.Locator($"a[href*='{part}']").First.GetAttributeAsync("href")
        ?? throw new InvalidOperationException("There is no such link in this mail.");

    private ILocator Of(string to, string subject) =>
        Page.GetByRole(AriaRole.Row).Filter(new() { HasText = to }).GetByRole(AriaRole.Link, new() { Name = subject, Exact = true });

    [GeneratedRegex(@"^\s*([0-9]{6})\s*$", RegexOptions.Multiline)]
    private static partial Regex SixDigits();
}
