using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The form of a plan: where and when an entry's password is changed.</summary>
public sealed class RotationSettingsPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^How .* is rotated$") });

    public ILocator ByHand => page.GetByLabel("By hand: you are reminded");

    public ILocator MySql => page.GetByLabel("At a MySQL or MariaDB account");

    public ILocator PostgreSql => page.GetByLabel("At a PostgreSQL role");

    public ILocator Webhook => page.GetByLabel("By a signed webhook");

    public ILocator VaultOnly => page.GetByLabel("In this vault only");

    public ILocator Host => page.GetByLabel("Name or address");

    public ILocator Port => page.GetByLabel("Port", new() { Exact = true });

    public ILocator WithoutTls => page.GetByLabel("Connect without TLS");

    public ILocator WhoChangesIt => page.GetByLabel("Who changes it");

    public ILocator SecondAccount => page.GetByLabel("Second account, where two take turns");

    public ILocator HostPart => page.GetByLabel("Host part of the account");

    public ILocator SigningKey => page.GetByLabel("Entry whose password signs the requests");

    public ILocator ByCron => page.GetByLabel("By a cron expression");

    public ILocator Cron => page.GetByLabel("Cron expression", new() { Exact = true });

    public ILocator OnRequest => page.GetByLabel("Only when I ask for it");

    public ILocator Save => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    public ILocator ShowTheNextTimes => page.GetByRole(AriaRole.Button, new() { Name = "Show the next times" });

    public ILocator Kept => page.GetByText("The plan is kept");

    private ILocator ConfirmFirst => page.GetByRole(AriaRole.Link, new() { Name = "Confirm that it is you first" });

    /// <summary>Opens the form of the entry, on whose page, or below it, one is; with a new proof of a face where one is asked for.</summary>
    public async Task OpenAsync()
    {
        var confirm = new StepUpPage(page);
        await page.GotoAsync($"{RotationPage.PathFrom(page.Url)}/settings");
        await Expect(Heading.Or(confirm.Heading)).ToBeVisibleAsync();
        if (await ConfirmFirst.IsVisibleAsync())
            await ConfirmFirst.ClickAsync();
        else if (!await confirm.Heading.IsVisibleAsync())
            return;
        await confirm.WithFileAsync(Pictures.AdaNow);
        await Expect(Heading).ToBeVisibleAsync();
    }

    /// <summary>Says that the password is that of an account of a MariaDB server.</summary>
    public async Task AtMariaDbAsync(string host, int port, bool withoutTls = false)
    {
        await MySql.CheckAsync();
        await Host.FillAsync(host);
        await Port.FillAsync($"{port}");
        await WithoutTls.SetCheckedAsync(withoutTls);
    }

    /// <summary>Saves what is typed, and stands on the page of the rotation.</summary>
    public Task SaveAsync() => new RotationPage(page).SendAsync(Save, Kept);
}
