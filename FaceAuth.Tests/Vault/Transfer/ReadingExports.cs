using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class ReadingExports
{
    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Bitwarden_json_is_read_whole()
    {
        var read = Exports.Taken(Exports.BitwardenJson);

        read.EndUnknown.ShouldBeFalse();
        read.Entries.Count.ShouldBe(4);
        read.Entries[0].ShouldBe(new TransferEntry
        {
            Name = "Mail",
            Site = "https://mail.example.org/",
            UserName = "ada@example.org",
            Tags = ["Work/Servers", "private"],
            Password = "päss \"1\", \\ 🔑",
            Notes = "first line\nsecond line\nAddress: https://mail.example.net/\nAddress: androidapp://org.example.mail\nPIN: 1234",
            Totp = "otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Mail",
            History = [new("older, \"quoted\"", At("2024-03-01T10:00:00.123Z")), new("oldest", At("2023-03-01T10:00:00Z"))],
            ChangedAt = At("2024-03-01T10:00:00.123Z"),
        });
        read.Entries[1].ShouldBe(new TransferEntry { Name = "Alarm", Notes = "code 99" });
        read.Entries[2].ShouldBe(new TransferEntry { Name = "Bank", Notes = "cardholderName: Ada Example\nbrand: Visa\nnumber: 4000000000000002\nexpMonth: 1\nexpYear: 2030" });
        read.Entries[3].ShouldBe(new TransferEntry { Name = "shop.example.org", Site = "https://shop.example.org/login", Notes = "TOTP: steam://ABCDEFGH", ChangedAt = At("2022-01-01T10:00:00Z") });
        read.NotCarried.Select(one => one.Words).ShouldBe(
        [
            "favourite marks: 1",
            "items that ask for the master password again: here each reveal asks for a face: 1",
            "items with rules for which addresses match: 1",
            "Item 1 “Mail”: 2 further addresses: in the notes now",
            "Item 1 “Mail”: own fields: in the notes now",
            "Item 1 “Mail”: 1 passkey: make new ones at the site",
            "Item 1 “Mail”: 1 linked field",
            "Item 3 “Bank”: the fields of a card: in the notes now",
            "Item 4 “Gone”: it is in Bitwarden's bin and was left out",
            "Item 5 “From the future”: it is of a kind that this site does not know and was left out",
            "Item 6 “shop.example.org”: a one-time code key that this site cannot use: in the notes now",
        ]);
    }

    [Fact]
    public void Collections_of_an_organization_become_tags()
    {
        var read = Exports.Taken("""
            { "encrypted": false, "collections": [ { "id": "c1", "name": "Team" }, { "id": "c2", "name": "All" } ],
              "items": [ { "type": 1, "name": "Mail", "collectionIds": [ "c1", "c2", "unknown" ], "login": { "password": "x" } } ] }
            """);

        read.Entries.Single().Tags.ShouldBe(["Team", "All"]);
    }

    [Fact]
    public void Bitwarden_csv_is_read()
    {
        var read = Exports.Taken(Exports.BitwardenCsv);

        read.EndUnknown.ShouldBeTrue();
        read.Entries.ShouldBe(
        [
            new TransferEntry
            {
                Name = "Mail", Site = "https://mail.example.org", UserName = "ada", Password = "a,\"b\"", Tags = ["Work", "private"], Totp = "GEZDGNBVGY3TQOJQ",
                Notes = "two\nlines\nPIN: 1234\nAddress: https://mail.example.net",
            },
            new TransferEntry { Name = "Alarm", Notes = "code 99" },
            new TransferEntry { Name = "Shop", Site = "https://shop.example.org/?a=1", UserName = "ada", Password = "=pass" },
        ]);
        read.NotCarried.Select(one => one.Words).ShouldBe(
            ["favourite marks: 1", "Line 2 “Mail”: own fields: in the notes now", "Line 2 “Mail”: 1 further address: in the notes now"]);
    }

    [Fact]
    public void Chrome_csv_is_read()
    {
        var read = Exports.Taken(Exports.ChromeCsv);

        read.EndUnknown.ShouldBeTrue();
        read.NotCarried.ShouldBeEmpty();
        read.Entries.ShouldBe(
        [
            new TransferEntry { Name = "mail.example.org", Site = "https://mail.example.org/", UserName = "ada", Password = "a,\"b\"", Notes = "two\nlines" },
            // An apostrophe belongs to the password: this file is not ours.
            new TransferEntry { Name = "shop.example.org", Site = "https://shop.example.org/", UserName = "ada", Password = "'quoted'" },
        ]);
    }

    [Fact]
    public void Keepass_1_csv_is_read_with_its_backslashes() =>
        Exports.Taken(Exports.KeePass1Csv).Entries.ShouldBe(
        [
            new TransferEntry { Name = "Mail", Site = "https://mail.example.org", UserName = "ada", Password = "a\"b\\c,d", Notes = "two\nlines" },
            new TransferEntry { Name = "Only \\\\", Password = "x\\\"" },
        ]);

    [Fact]
    public void Keepassxc_csv_is_read()
    {
        var read = Exports.Taken(Exports.KeePassXcCsv);

        read.Entries.ShouldBe(
        [
            new TransferEntry
            {
                Name = "Mail", Site = "https://mail.example.org", UserName = "ada", Password = "a\"b", Notes = "two\nlines", Tags = ["Internet/Mail"],
                Totp = "otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&period=30&digits=6&issuer=Mail", ChangedAt = At("2024-03-01T10:00:00Z"),
            },
            new TransferEntry { Name = "Shop", Password = "x", ChangedAt = At("2024-03-01T10:00:00Z") },
        ]);
        read.NotCarried.Select(one => one.Words).ShouldBe(["entries with an icon of their own: 1"]);
    }

    [Fact]
    public void Keepass_xml_is_read_with_its_history()
    {
        var read = Exports.Taken(Exports.KeePassXml);

        read.EndUnknown.ShouldBeFalse();
        read.Entries.Count.ShouldBe(2);
        read.Entries[0].ShouldBe(new TransferEntry
        {
            Name = "Mail",
            Site = "https://mail.example.org",
            UserName = "ada",
            Tags = ["red", "blue"],
            Password = "  päss 🔑  ",
            Notes = "two\nlines & <more>\nPIN: 1234",
            Totp = "otpauth://totp/KeePass?secret=GEZDGNBVGY3TQOJQ&digits=8&period=30&algorithm=HMAC-SHA-1",
            History = [new("second", At("2024-01-01T10:00:00Z")), new("first", At("2023-01-01T10:00:00Z"))],
            // Not when the entry was last touched, but when this password came.
            ChangedAt = At("2024-01-01T10:00:00Z"),
        });
        read.Entries[1].ShouldBe(new TransferEntry { Name = "Untitled", Password = "x", Tags = ["Internet/Shops"] });
        read.NotCarried.Select(one => one.Words).ShouldBe(
        [
            "entries in KeePass's recycle bin: 1",
            "entries whose earlier names, user names, addresses or notes are left out: earlier passwords are kept: 1",
            "entries with a day on which they expire: 1",
            "Entry 1 “Mail”: own fields: in the notes now",
            "Entry 1 “Mail”: 1 attached file",
        ]);
    }

    [Fact]
    public void Columns_that_are_not_known_are_kept_in_the_notes()
    {
        var read = Exports.Taken("name,url,username,password,Colour\nMail,https://mail.example.org,ada,x,red\n");

        read.Entries.Single().Notes.ShouldBe("colour: red");
        read.NotCarried.Single().Words.ShouldBe("Line 2 “Mail”: the column “colour”: in the notes now");
    }

    [Theory]
    [InlineData("name;url;username;password\r\nMail;https://mail.example.org;ada;a,b\r\n")]
    [InlineData("name\turl\tusername\tpassword\rMail\thttps://mail.example.org\tada\ta,b\r")]
    [InlineData("\n\"Name\",\"URL\",\"Username\",\"Password\"\n", true)]
    [InlineData("password,username,url,name\n\n\"a,b\",ada,https://mail.example.org,Mail\n\n")]
    public void Csv_is_read_as_spreadsheets_save_it(string text, bool refused = false)
    {
        if (refused)
            Exports.Refused(text);
        else
            Exports.Taken(text).Entries.ShouldBe([new TransferEntry { Name = "Mail", Site = "https://mail.example.org", UserName = "ada", Password = "a,b" }]);
    }

    [Fact]
    public void A_format_can_be_chosen_and_must_be_the_one_that_is_there()
    {
        Exports.Taken(Exports.ChromeCsv, ImportFormat.ChromeCsv).Entries.Count.ShouldBe(2);
        Exports.Taken(Exports.KeePassXml, ImportFormat.KeePassXml).Entries.Count.ShouldBe(2);

        foreach (var (text, format) in new[]
                 {
                     (Exports.ChromeCsv, ImportFormat.BitwardenJson), (Exports.ChromeCsv, ImportFormat.KeePassXml), (Exports.ChromeCsv, ImportFormat.BitwardenCsv),
                     (Exports.BitwardenJson, ImportFormat.ChromeCsv), (Exports.BitwardenJson, ImportFormat.KeePassXml), (Exports.KeePassXml, ImportFormat.BitwardenJson),
                 })
            Exports.Refused(text, format);
    }

    [Fact]
    public void Nothing_of_it_is_printed()
    {
        var read = Exports.Taken(Exports.BitwardenJson);

        string[] printed = [.. read.Entries.Select(one => one.ToString()), .. read.Entries[0].History.Select(one => one.ToString()), .. read.NotCarried.Select(one => one.ToString()), read.Entries[0].Key.ToString(), read.ToString(), BitwardenJsonWriter.Write(read.Entries).ToString()];
        printed.ShouldAllBe(text => !text.Contains("Mail") && !text.Contains("päss") && !text.Contains("old,"));
    }
}
