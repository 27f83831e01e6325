using System.Text;
using FaceAuth.Vault;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class RefusingImports
{
    private static string Json(string login) => $$"""{ "encrypted": false, "items": [ { "type": 1, "name": "Mail", "login": {{login}} } ] }""";

    [Fact]
    public void One_bad_line_refuses_all_and_is_named()
    {
        var text = $"name,url,username,password\nMail,https://mail.example.org,ada,\"two\nlines\"\nShop,https://shop.example.org,ada,{new string('x', 1_001)}\nBank,,ada\n";

        var refused = Exports.Refused(text);

        refused.Faults.ShouldBe(
        [
            new ImportFault(4, "Line 4: the password is longer than 1,000 characters."),
            new ImportFault(5, "Line 5: there are 3 cells in place of 4. The file was cut off or changed; export it again."),
        ]);
    }

    public static TheoryData<string, string> TooLong => new()
    {
        { $$"""{ "type": 1, "name": "{{new string('n', 201)}}", "login": {} }""", "name" },
        { $$"""{ "type": 1, "name": "x", "login": { "uris": [ { "uri": "{{new string('n', 2_001)}}" } ] } }""", "site address" },
        { $$"""{ "type": 1, "name": "x", "login": { "username": "{{new string('n', 501)}}" } }""", "user name" },
        { $$"""{ "type": 1, "name": "x", "login": { "password": "{{new string('n', 1_001)}}" } }""", "password" },
        { $$"""{ "type": 1, "name": "x", "login": { "totp": "{{new string('A', 1_001)}}" } }""", "one-time code key" },
        { $$"""{ "type": 2, "name": "x", "notes": "{{new string('n', 20_001)}}" }""", "text of the notes" },
        { $$"""{ "type": 2, "name": "x", "notes": "{{new string('n', 20_000)}}", "fields": [ { "name": "a", "value": "b" } ] }""", "text of the notes, with what was added from fields that have no place of their own," },
        { $$"""{ "type": 1, "name": "x", "passwordHistory": [ { "password": "{{new string('n', 1_001)}}" } ] }""", "old password" },
        { $$"""{ "type": 1, "name": "x", "fields": [ { "name": "Tag", "value": "{{new string('n', 51)}}" } ] }""", "folder or tag" },
    };

    [Theory, MemberData(nameof(TooLong))]
    public void A_field_over_its_limit_is_named_and_its_value_is_not(string item, string field)
    {
        var fault = Exports.Refused($$"""
            { "encrypted": false,
              "items": [
                { "type": 2, "name": "fine" },
                {{item}}
              ] }
            """).Faults.Single();

        fault.Line.ShouldBe(4);
        fault.Words.ShouldMatch($"^Item 2: the {field} is longer than [0-9,]+ characters\\.$");
        fault.Words.ShouldNotContain("nnn");
    }

    [Fact]
    public void What_is_just_within_the_limits_is_taken()
    {
        var entry = new TransferEntry
        {
            Name = new('n', EntryLimits.Name),
            Site = new('s', EntryLimits.Site),
            UserName = new('u', EntryLimits.UserName),
            Password = new('p', EntryLimits.Password),
            Notes = new('o', EntryLimits.Notes),
            Tags = [.. Enumerable.Range(10, EntryLimits.Tags).Select(i => $"{i}".PadRight(EntryLimits.Tag, 't'))],
            History = [.. Enumerable.Range(0, EntryLimits.History).Select(i => new OldPassword($"{i}", null))],
        };

        ImportReader.Read(BitwardenJsonWriter.Write([entry]).Content, null, null).ShouldBeOfType<ImportReading.Read>().Entries.ShouldBe([entry]);
        foreach (var more in new[] { entry with { Tags = [.. entry.Tags, "one"] }, entry with { History = [.. entry.History, new("one", null)] } })
            ImportReader.Read(BitwardenJsonWriter.Write([more]).Content, null, null).ShouldBeOfType<ImportReading.Refused>().Faults.Single().Words.ShouldContain("there are more than");
    }

    [Fact]
    public void Twenty_faults_are_told()
    {
        var text = "name,url,username,password\n" + string.Concat(Enumerable.Repeat("a,b\n", 100));

        Exports.Refused(text).Faults.Select(fault => fault.Line).ShouldBe(Enumerable.Range(2, 20).Select(line => (int?)line));
    }

    [Fact]
    public void Ten_thousand_entries_are_taken_and_not_one_more()
    {
        static string Rows(int count) => "name,url,username,password\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"n{i},,ada,x\n"));

        Exports.Taken(Rows(10_000)).Entries.Count.ShouldBe(10_000);
        var fault = Exports.Refused(Rows(10_001)).Faults.Single();
        fault.Line.ShouldBe(10_002);
        fault.Words.ShouldContain("10,000");
    }

    [Fact]
    public void A_file_over_ten_megabytes_is_refused_with_the_limit()
    {
        var whole = new byte[EntryLimits.FileBytes];
        whole.AsSpan().Fill((byte)'\n');
        Exports.ChromeCsv.Select(c => (byte)c).ToArray().CopyTo(whole, 0);

        ImportReader.Read(whole, null, null).ShouldBeOfType<ImportReading.Read>().Entries.Count.ShouldBe(2);
        ImportReader.Read([.. whole, (byte)'\n'], null, null).ShouldBeOfType<ImportReading.Refused>().Faults.Single().Words.ShouldContain("10 MB");
    }

    [Fact]
    public void Utf_16_with_a_mark_is_read_and_other_encodings_are_not()
    {
        var text = Exports.ChromeCsv.Replace("ada", "ädä");
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true) })
            ImportReader.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], null, null)
                .ShouldBeOfType<ImportReading.Read>().Entries.ShouldAllBe(entry => entry.UserName == "ädä");

        Fault([.. new UnicodeEncoding(false, false).GetBytes(text)]).Words.ShouldContain("NUL");
        Fault([.. new UTF32Encoding(false, true).GetPreamble(), .. new UTF32Encoding(false, true).GetBytes(text)]).Words.ShouldContain("UTF-32");
        Fault([0xff, 0xfe, .. new UnicodeEncoding(false, false).GetBytes(text), 0x41]).Words.ShouldContain("UTF-16");
        var latin = Fault(Encoding.Latin1.GetBytes(text));
        latin.Line.ShouldBe(2);
        latin.Words.ShouldContain("UTF-8");

        static ImportFault Fault(byte[] file) => ImportReader.Read(file, null, null).ShouldBeOfType<ImportReading.Refused>().Faults.Single();
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("hello")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{ \"items\": {} }")]
    [InlineData("{ \"items\": [] }")]
    [InlineData("<html><body></body></html>")]
    [InlineData("<KeePassFile><Meta/></KeePassFile>")]
    [InlineData("name,url,username,password\n")]
    [InlineData("name,url,username,password,name\na,b,c,d,e\n")]
    public void What_is_no_export_is_refused(string text) => Exports.Refused(text).Faults.ShouldNotBeEmpty();

    [Theory]
    [InlineData("name,url,username,password\nMail,\"x\"y,ada,x\n", 2)]
    [InlineData("name,url,username,password\nMail,x,ada,x\nShop,x,ada,\"x\n", 3)]
    [InlineData("name,url,username,password\nMail,x,ada,x\nShop,x,ada,x", 3)]
    public void Csv_with_a_quote_or_an_end_that_is_missing_is_refused_with_its_line(string text, int line) => Exports.Refused(text).Faults.Single().Line.ShouldBe(line);

    [Theory]
    [InlineData("{ \"password\": 1 }")]
    [InlineData("{ \"uris\": {} }")]
    [InlineData("[]")]
    [InlineData("{ \"password\": \"\\ud83d\" }")]
    [InlineData("{ \"password\": \"\\u0000\" }")]
    [InlineData("{ \"password\": \"a\", \"password\": \"b\" }")]
    public void Json_in_another_shape_is_refused(string login) => Exports.Refused(Json(login)).Faults.Single().Words.ShouldNotBeEmpty();

    [Fact]
    public void Xml_with_a_dtd_is_not_expanded_nor_fetched()
    {
        const string dtd = """<?xml version="1.0"?><!DOCTYPE KeePassFile [ <!ENTITY a "aaaaaaaaaa"> <!ENTITY b SYSTEM "file:///etc/hostname"> ]>""";

        Exports.Refused(Exports.KeePassXml.Replace("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>", dtd).Replace("<Value>ada</Value>", "<Value>&a;&b;</Value>"))
            .Faults.Single().Words.ShouldContain("DTD");
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Exports.Refused(string.Concat(Enumerable.Repeat("<a>", 200_000))).Faults.Single().Words.ShouldContain("deeper");
        Exports.Refused(string.Concat(Enumerable.Repeat("[", 200_000))).Faults.ShouldNotBeEmpty();
        Exports.Refused("name,url,username,password\n" + new string(',', 5_000_000) + "\n").Faults.Single().Line.ShouldBe(2);
        Exports.Refused(new string(',', 5_000_000)).Faults.ShouldNotBeEmpty();
    }

    [Fact]
    public void Hundreds_of_thousands_of_fields_of_one_item_take_no_longer_than_others()
    {
        // If each field copied all before it, this would be a terabyte of copying and not end.
        var fields = string.Join(',', Enumerable.Repeat("""{"name":"a","value":"b"}""", 300_000));

        Exports.Refused($$"""{ "items": [ { "type": 2, "name": "x", "fields": [ {{fields}} ] } ] }""").Faults.Single().Words.ShouldContain("notes");
    }

    [Fact]
    public void Keepass_values_that_are_encrypted_within_the_file_are_refused() =>
        Exports.Refused(Exports.KeePassXml.Replace("ProtectInMemory=", "Protected=")).Faults.Single().Words.ShouldContain("encrypted");

    [Fact]
    public void Keepass_fields_that_are_there_twice_are_refused() =>
        Exports.Refused(Exports.KeePassXml.Replace("<Key>PIN</Key>", "<Key>Password</Key>")).Faults.Single().Words.ShouldContain("twice");
}
