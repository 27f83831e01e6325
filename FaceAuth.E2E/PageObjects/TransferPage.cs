using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The pages that read a file into the vault and write the vault into one.</summary>
public sealed class TransferPage(IPage page)
{
    public const string ImportPath = "/vault/import";

    public const string ExportPath = "/vault/export";

    /// <summary>As Bitwarden writes it: two logins, one of them with what has no place here, and a note.</summary>
    public const string BitwardenFile = """
        {
          "encrypted": false,
          "folders": [ { "id": "5d0b41a9-0000-4000-8000-000000000001", "name": "Money" } ],
          "items": [
            {
              "type": 1, "name": "Bank of Examples", "notes": null, "favorite": false, "folderId": null,
              "login": { "uris": [], "username": "ada@bank.example", "password": "from the file", "totp": null }
            },
            {
              "type": 1, "name": "Shop", "notes": "Invoices by mail", "favorite": true, "folderId": "5d0b41a9-0000-4000-8000-000000000001", "reprompt": 1,
              "passwordHistory": [ { "lastUsedDate": "2024-03-01T10:00:00.123Z", "password": "the one before" } ],
              "login": {
                "fido2Credentials": [ { "credentialId": "x", "rpId": "shop.example" } ],
                "uris": [ { "match": null, "uri": "https://shop.example/" }, { "match": null, "uri": "https://shop.example.net/" } ],
                "username": "ada", "password": "päss \"1\", \\ 🔑", "totp": null
              }
            },
            { "type": 2, "name": "Alarm", "notes": "code 99", "favorite": false, "folderId": null, "secureNote": { "type": 0 } }
          ]
        }
        """;

    public ILocator File => page.GetByLabel("The file", new() { Exact = true });

    public ILocator Passphrase => page.GetByLabel("Passphrase", new() { Exact = true });

    public ILocator Read => page.GetByRole(AriaRole.Button, new() { Name = "Read the file" });

    public ILocator Refusal => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Nothing was taken from this file" });

    public ILocator PreviewHeading => page.GetByRole(AriaRole.Heading, new() { Name = "What is in the file" });

    /// <summary>The entries of the file.</summary>
    public ILocator Rows => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader) });

    public ILocator TakeThemAll => page.GetByLabel("Import them as well");

    public ILocator Take => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import (the|[0-9])") });

    public ILocator TakeNothing => page.GetByRole(AriaRole.Button, new() { Name = "Import nothing" });

    public PhotoField Photo => new(page, "A new photo of your face");

    public ILocator ForTheFile => page.GetByLabel("Passphrase for the file");

    public ILocator Again => page.GetByLabel("The same once more");

    public ILocator PlainJson => page.GetByLabel("Plain JSON");

    public ILocator IKnow => page.GetByLabel("I know that whoever");

    public ILocator Make => page.GetByRole(AriaRole.Button, new() { Name = "Make the file" });

    public ILocator Over => page.GetByRole(AriaRole.Heading, new() { Name = "This was used already, or its time is over" });

    /// <summary>Sends a file to be read.</summary>
    public async Task ReadAsync(string text, string name, string passphrase = "")
    {
        await page.GotoAsync(ImportPath);
        await File.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) });
        await Passphrase.FillAsync(passphrase);
        await Read.ClickAsync();
    }

    /// <summary>Shows a photo and stands before the choice of the file.</summary>
    public async Task ProveAsync(FilePayload photo)
    {
        await page.GotoAsync(ExportPath);
        await Photo.ChooseAsync(photo);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check my face" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose the file" })).ToBeVisibleAsync();
    }

    /// <summary>Makes the file; its name and what is in it.</summary>
    public async Task<(string Name, string Text)> DownloadAsync()
    {
        var download = await page.RunAndWaitForDownloadAsync(() => Make.ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return (download.SuggestedFilename, await reader.ReadToEndAsync());
    }
}
