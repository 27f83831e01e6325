using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Email.Folder;
using FaceAuth.Vault.Reveals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>
/// A whole life of a vault with texts that occur nowhere else, and then a search for each of them in everything that the site
/// wrote and sent: log, mails, pages, addresses, and every file of its data folder.
/// </summary>
public sealed partial class NothingIsWrittenInPlain(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    private const string Digest = "Your whole FaceAuth vault was exported";

    /// <summary>Which pages are meant to show what; every other answer shows none of it.</summary>
    private static readonly Dictionary<string, string[]> MeantToShow = new()
    {
        ["name"] = ["GET vault", "GET vault/{id}", "GET vault/{id}/edit", "POST vault/{id}/edit", "GET vault/{id}/history", "GET vault/{id}/reveal/{field}/{version:int}",
            "GET vault/grants/{grant}", "POST vault/grants/{grant}", "GET vault/bin", "GET account/ledger", "GET mailbox/{id}/{handler?}"],
        ["address"] = ["GET vault/{id}", "GET vault/{id}/edit", "POST vault/{id}/edit"],
        ["user name"] = ["GET vault", "GET vault/{id}", "GET vault/{id}/edit", "POST vault/{id}/edit"],
        ["tag"] = ["GET vault", "GET vault/{id}", "GET vault/{id}/edit", "POST vault/{id}/edit"],
        ["search"] = ["GET vault"],
        ["password"] = ["POST vault/grants/{grant}"],
        ["old password"] = ["POST vault/grants/{grant}"],
        ["notes"] = ["POST vault/grants/{grant}"],
        // A password that was just made is shown in its form; what was typed when the session ended comes back once, without its secrets.
        ["made password"] = ["POST vault/{id}/edit"],
        ["draft's name"] = ["GET vault/new", "GET vault", "GET vault/{id}", "GET account/ledger"],
        ["draft's password"] = [],
        ["draft's notes"] = [],
        ["key of one-time codes"] = [],
        ["passphrase of an export"] = [],
        ["recovery code"] = ["POST account/recovery-codes"],
    };

    [BrowserFact]
    public Task What_is_put_into_a_vault_stands_nowhere_but_on_the_pages_that_show_it() => WalkAsync(async () =>
    {
        Site.Answers.Start();
        var (name, address, user, tag, search) = (Mark.New("name"), Mark.New("address"), Mark.New("user name"), Mark.New("tag"), Mark.New("search"));
        var (old, password, notes, totp) = (Mark.New("old password"), Mark.New("password"), Mark.New("notes"), Mark.NewTotpKey("key of one-time codes"));
        var (draftName, draftPassword, draftNotes) = (Mark.New("draft's name"), Mark.New("draft's password"), Mark.New("draft's notes"));
        var asked = new List<string>();
        var member = new Member("Ada Example", $"ada.{RandomWord()}@example.org");
        var ada = await ArriveAsync();
        ada.Context.Request += (_, request) => { lock (asked) asked.Add($"{request.Url}\n{request.Headers.GetValueOrDefault("referer")}"); };

        await ada.JoinAsync(member, Pictures.Ada);
        var recovery = new Mark("recovery code", (await ada.RecoveryCodes.MakeAsync())[0].Trim());

        // Added, found, changed, and a password made.
        await ada.GoAsync("/vault/new");
        await ada.Vault.Site.FillAsync($"https://{address.Text}.example/{address.Text}");
        await FillAsync(ada, name, user, old, tag, notes, totp);
        await ada.Vault.Keep.ClickAsync();
        await Expect(ada.Page.GetByText("The entry is saved.")).ToBeVisibleAsync();
        var entry = ada.Page.Url;
        await ada.GoAsync(VaultPage.Path);
        await ada.Vault.Search.FillAsync(search.Text);
        await Expect(ada.Page.GetByText("No entry fits.")).ToBeVisibleAsync();
        await ada.Vault.Search.FillAsync(name.Text[..12]);
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);
        await ada.Page.ReloadAsync();
        await ada.Vault.Tag(tag.Text).ClickAsync();
        await ada.Vault.Entry(name.Text).ClickAsync();
        await ada.Entry.Change.ClickAsync();
        await ada.Vault.Password.FillAsync(password.Text);
        await ada.Vault.Save.ClickAsync();
        await Expect(ada.Page.GetByText("The password before is in its history.")).ToBeVisibleAsync();
        (await ada.Entry.RevealAsync("password", Pictures.AdaNow)).ShouldBe(password.Text);
        await ada.GoAsync(entry);
        (await ada.Entry.RevealAsync("notes", Pictures.AdaNow)).ShouldBe(notes.Text);
        await ada.GoAsync(entry);
        await ada.Entry.RevealAsync("one-time code", Pictures.AdaNow);
        await ada.GoAsync($"{entry}/history");
        await ada.Page.GetByRole(AriaRole.Link, new() { NameString = "Show the password kept" }).Nth(1).ClickAsync();
        await ada.Entry.ProveAsync(Pictures.AdaNow);
        await ada.Entry.ShowIt.ClickAsync();
        await Expect(ada.Entry.Secret).ToHaveTextAsync(old.Text);
        await ada.GoAsync($"{entry}/edit");
        await ada.Vault.MakeAPassword.ClickAsync();
        await ada.Vault.MakeOne.ClickAsync();
        await Expect(ada.Page.GetByText("It is kept when you save.")).ToBeVisibleAsync();
        var made = new Mark("made password", await ada.Vault.Password.InputValueAsync());
        await ada.Vault.Save.ClickAsync();
        await Expect(ada.Page.GetByText("The password before is in its history.")).ToBeVisibleAsync();

        // The whole vault in a file, under a passphrase.
        var passphrase = Mark.New("passphrase of an export");
        await ada.GoAsync("/vault/export");
        await ada.Entry.Photo.ChooseAsync(Pictures.AdaNow);
        await ada.Entry.CheckMyFace.ClickAsync();
        await ada.Page.GetByLabel("Passphrase for the file").FillAsync(passphrase.Text);
        await ada.Page.GetByLabel("The same once more").FillAsync(passphrase.Text);
        await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByRole(AriaRole.Button, new() { Name = "Make the file" }).ClickAsync());

        // The session ends over a form; the form comes back.
        await ada.GoAsync("/vault/new");
        await ada.Vault.Name.FillAsync(draftName.Text);
        await ada.Vault.Password.FillAsync(draftPassword.Text);
        await ada.Vault.Notes.FillAsync(draftNotes.Text);
        Site.Clock.Advance(TimeSpan.FromMinutes(31));
        await ada.Vault.Keep.ClickAsync();
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
        var waiting = await FilesAsync();
        await ada.SignInAsync(member, Pictures.AdaNow);
        await ada.GoAsync("/vault/new");
        await Expect(ada.Vault.Name).ToHaveValueAsync(draftName.Text);
        await Expect(ada.Vault.Password).ToHaveValueAsync("");
        await ada.Vault.Keep.ClickAsync();
        await Expect(ada.Page.GetByText("The entry is saved.")).ToBeVisibleAsync();

        await ada.GoAsync(entry);
        await ada.Entry.IntoTheBin.ClickAsync();
        await ada.GoAsync("/vault/bin");
        await ada.GoAsync("/account/ledger");
        await ada.SignOutAsync();
        await Site.Services.GetRequiredService<RevealDigests>().SendAsync(CancellationToken.None);
        (await ada.Mailbox.OpenAsync(member.Email, Digest)).ShouldContain(name.Text);

        Mark[] marks = [name, address, user, tag, search, old, password, notes, totp, draftName, draftPassword, draftNotes, recovery, made, passphrase];
        marks.Select(mark => mark.What).Order().ShouldBe(MeantToShow.Keys.Order(), "every mark has its row in the table");
        var found = new List<string>();

        // Addresses, and what a browser says about where it comes from: nothing, anywhere.
        found.AddRange(marks.Where(mark => asked.Any(mark.IsIn)).Select(mark => $"{mark} in an address"));
        // Pages.
        var answers = Site.Answers.All;
        foreach (var answer in answers)
        {
            foreach (var mark in marks)
            {
                if (mark.IsIn(answer.Asked) || mark.IsIn(answer.Headers))
                    found.Add($"{mark} in the request or the headers of {answer.Route}");
                if (mark.IsIn(answer.Body) && !MeantToShow[mark.What].Contains(answer.Route))
                    found.Add($"{mark} in the answer to {answer.Route}");
            }
        }
        // The log.
        var log = Site.Log.Lines;
        found.AddRange(marks.Where(mark => log.Any(mark.IsIn)).Select(mark => $"{mark} in the log"));
        // Mails as they are read: names in the digest alone.
        var mails = await MailsAsync();
        foreach (var (subject, text) in mails)
        {
            foreach (var mark in marks.Where(mark => mark.IsIn(text) && !(mark == name && subject == Digest)))
                found.Add($"{mark} in the mail “{Hide(subject, marks)}”");
        }
        // Files: those of the draft's time, and those of now. The digest's own file holds the name.
        foreach (var (file, bytes) in waiting.Concat(await FilesAsync()))
        {
            foreach (var mark in marks.Where(mark => mark.IsIn(bytes) && !(mark == name && IsDigest(file, bytes))))
                found.Add($"{mark} in {file}");
        }
        found.Distinct().ShouldBeEmpty();

        // The same search finds what is meant to be there.
        var files = await FilesAsync();
        var email = new Mark("the member's address", member.Email);
        files.ShouldContain(file => file.Name.EndsWith(".eml", StringComparison.Ordinal) && email.IsIn(file.Bytes));
        files.ShouldContain(file => file.Name.StartsWith("faceauth.db", StringComparison.Ordinal) && email.IsIn(file.Bytes));
        mails.ShouldContain(mail => name.IsIn(mail.Text));
        log.ShouldNotBeEmpty();
        // And the table allows nothing that was not needed.
        foreach (var mark in marks)
        {
            foreach (var route in MeantToShow[mark.What])
                answers.ShouldContain(answer => answer.Route == route && mark.IsIn(answer.Body), $"{mark} in {route}");
        }
        EveryFormIsFound(name);
    });

    private static async Task FillAsync(Visitor ada, Mark name, Mark user, Mark password, Mark tag, Mark notes, Mark totp)
    {
        await ada.Vault.Name.FillAsync(name.Text);
        await ada.Vault.UserName.FillAsync(user.Text);
        await ada.Vault.Password.FillAsync(password.Text);
        await ada.Vault.Tags.FillAsync(tag.Text);
        await ada.Vault.Notes.FillAsync(notes.Text);
        await ada.Vault.Totp.FillAsync(totp.Text);
    }

    /// <summary>Every file that the site keeps, read beside it as a thief or a backup would.</summary>
    private async Task<IReadOnlyList<(string Name, byte[] Bytes)>> FilesAsync()
    {
        var files = new List<(string, byte[])>();
        var folder = Site.DataFolder.Path;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes);
                var name = Path.GetRelativePath(folder, path);
                // A mail's lines are folded; what is cut by a line's end is one text all the same.
                files.Add((name, name.EndsWith(".eml", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(Folds().Replace(Encoding.Latin1.GetString(bytes.ToArray()), "")) : bytes.ToArray()));
            }
            catch (FileNotFoundException)
            {
                // A file that was being written is under its own name now, or will be.
            }
        }
        files.Count.ShouldBeGreaterThan(5);
        return files;
    }

    private async Task<IReadOnlyList<(string Subject, string Text)>> MailsAsync()
    {
        var mailbox = Site.Services.GetRequiredService<FolderMailbox>();
        var mails = new List<(string, string)>();
        foreach (var mail in await mailbox.NewestAsync(1_000, CancellationToken.None))
            mails.Add((mail.Content.Subject, $"{mail.Content.Subject}\n{mail.Content.Text}\n{mail.Content.Html}"));
        mails.Count.ShouldBeGreaterThan(3);
        return mails;
    }

    private static bool IsDigest(string file, byte[] bytes) =>
        file.EndsWith(".eml", StringComparison.Ordinal) && Encoding.Latin1.GetString(bytes).Contains("vault was exported", StringComparison.Ordinal);

    private static string Hide(string text, Mark[] marks) => marks.Aggregate(text, (left, mark) => left.Replace(mark.Text, "…", StringComparison.OrdinalIgnoreCase));

    // The search itself: a text is found in every encoding, wherever it stands.
    private static void EveryFormIsFound(Mark mark)
    {
        var utf8 = Encoding.UTF8.GetBytes(mark.Text);
        for (var before = 0; before < 3; before++)
            mark.IsIn(Convert.ToBase64String([.. RandomBytes(before), .. utf8, .. RandomBytes(5)])).ShouldBeTrue($"base64 behind {before} bytes");
        mark.IsIn(Encoding.Unicode.GetBytes($"x{mark.Text}x")).ShouldBeTrue();
        mark.IsIn(string.Concat(utf8.Select(value => $"%{value:X2}"))).ShouldBeTrue();
        mark.IsIn(Convert.ToHexString(utf8)).ShouldBeTrue();
        mark.IsIn(mark.Text[1..]).ShouldBeFalse();
        Mark.New("another").IsIn(mark.Text).ShouldBeFalse();
    }

    private static byte[] RandomBytes(int count) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(count);

    private static string RandomWord() => Mark.New("").Text;

    [GeneratedRegex("=?\r?\n[ \t]?")]
    private static partial Regex Folds();
}
