using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The list of entries, and the form of one.</summary>
public sealed class VaultPage(IPage page)
{
    public const string Path = "/vault";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "My vault" });

    public ILocator Add => page.GetByRole(AriaRole.Link, new() { Name = "Add an entry" }).First;

    public ILocator Search => page.GetByLabel("Search");

    public ILocator Order => page.GetByLabel("Order");

    public ILocator Show => page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true });

    /// <summary>The entries on the page, by their names.</summary>
    public ILocator Entries => page.Locator(".entries").GetByRole(AriaRole.Link);

    public ILocator Entry(string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Tag(string name) => page.GetByRole(AriaRole.Group, new() { Name = "Tags" }).GetByRole(AriaRole.Button).Filter(new() { HasText = name });

    public ILocator Name => page.GetByLabel("Name", new() { Exact = true });

    public ILocator Site => page.GetByLabel("Address of the site");

    public ILocator UserName => page.GetByLabel("User name", new() { Exact = true });

    /// <summary>The field for a password; that of an entry which has one is called "New password".</summary>
    public ILocator Password => page.Locator("#Input_Password");

    public ILocator Notes => page.GetByLabel("Notes", new() { Exact = true });

    public ILocator Totp => page.GetByLabel("Key of one-time codes");

    public ILocator Tags => page.GetByLabel("Tags", new() { Exact = true });

    public ILocator MakeAPassword => page.GetByText("Make a password");

    public ILocator MakeOne => page.GetByRole(AriaRole.Button, new() { Name = "Make one" });

    public ILocator Keep => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    public ILocator Save => page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" });

    /// <summary>Adds an entry and stands on its page.</summary>
    public async Task AddAsync(string name, string userName = "", string password = "", string tags = "", string notes = "", string totp = "")
    {
        await page.GotoAsync("/vault/new");
        await Name.FillAsync(name);
        await UserName.FillAsync(userName);
        await Password.FillAsync(password);
        await Tags.FillAsync(tags);
        await Notes.FillAsync(notes);
        await Totp.FillAsync(totp);
        await Keep.ClickAsync();
        await Expect(page.GetByText("The entry is saved.")).ToBeVisibleAsync();
    }
}
