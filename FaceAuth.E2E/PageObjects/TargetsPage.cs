using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The hosts that the site may connect to, as an administrator sees and lengthens the list.</summary>
public sealed class TargetsPage(IPage page)
{
    public const string Path = "/admin/targets";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Allowed targets" });

    public ILocator Add => page.GetByRole(AriaRole.Link, new() { Name = "Allow a target" });

    public ILocator Host => page.GetByLabel("Host", new() { Exact = true });

    public ILocator Port => page.GetByLabel("Port", new() { Exact = true });

    public ILocator WithoutTls => page.GetByLabel("May also be reached without TLS");

    public ILocator AllowIt => page.GetByRole(AriaRole.Button, new() { Name = "Allow it" });

    /// <summary>The line of a host.</summary>
    public ILocator Line(string host) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = host, Exact = true }) });

    /// <summary>Puts a host and a port on the list, unless they are there, and sees them there.</summary>
    public async Task AllowAsync(string host, int port, bool withoutTls = false)
    {
        await page.GotoAsync(Path);
        if (await Line(host).Filter(new() { HasText = $"{port}" }).CountAsync() > 0)
            return;
        await Add.ClickAsync();
        await Host.FillAsync(host);
        await Port.FillAsync($"{port}");
        await WithoutTls.SetCheckedAsync(withoutTls);
        await AllowIt.ClickAsync();
        await Expect(Line(host)).ToContainTextAsync($"{port}");
    }
}
