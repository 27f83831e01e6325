using System.Text;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class RoundTrips
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void Json_brings_back_all(int seed)
    {
        var entries = RandomEntries.Make(seed, 100);

        var file = BitwardenJsonWriter.Write(entries);

        var read = ImportReader.Read(file.Content, null, null).ShouldBeOfType<ImportReading.Read>();
        file.NotCarried.ShouldBeEmpty();
        read.NotCarried.ShouldBeEmpty();
        Same(entries, read.Entries);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Csv_brings_back_all_but_what_it_lists(int seed)
    {
        var entries = RandomEntries.Make(seed, 100);

        var file = EntryCsvWriter.Write(entries);

        var read = ImportReader.Read(file.Content, null, null).ShouldBeOfType<ImportReading.Read>();
        read.EndUnknown.ShouldBeFalse();
        read.NotCarried.ShouldBeEmpty();
        Same([.. entries.Select(entry => entry with { History = [], ChangedAt = null })], read.Entries);
        file.NotCarried.Count.ShouldBe(3);
        file.NotCarried[0].ShouldBe($"old passwords: {entries.Sum(entry => entry.History.Count)}");
        file.NotCarried[1].ShouldBe($"since when a password is the one it is: {entries.Count(entry => entry.ChangedAt is not null)}");
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Another_program_reads_our_csv_with_an_apostrophe_before_formulas_and_no_cell_is_one(int seed)
    {
        var text = Encoding.UTF8.GetString(EntryCsvWriter.Write(RandomEntries.Make(seed, 100)).Content);

        using var csv = new CsvHelper.CsvParser(new StringReader(text), System.Globalization.CultureInfo.InvariantCulture);
        var rows = 0;
        while (csv.Read())
        {
            rows++;
            csv.Record!.Length.ShouldBe(12);
            csv.Record.ShouldAllBe(cell => cell == "" || !"=+-@\t\r\n＝＋－＠".Contains(cell[0]));
        }
        rows.ShouldBe(101);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("'quoted'")]
    [InlineData("''")]
    [InlineData("＝1")]
    public void A_formula_is_no_formula_in_the_file_and_itself_again_afterwards(string password)
    {
        var file = EntryCsvWriter.Write([new TransferEntry { Name = "x", Password = password }]);

        Encoding.UTF8.GetString(file.Content).ShouldContain($"\"'{password}\"");
        file.NotCarried.Single().ShouldContain("apostrophe");
        ImportReader.Read(file.Content, null, null).ShouldBeOfType<ImportReading.Read>().Entries.Single().Password.ShouldBe(password);
    }

    [Fact]
    public void Rows_that_were_taken_out_of_our_csv_are_missed()
    {
        var rows = Encoding.UTF8.GetString(EntryCsvWriter.Write([.. "abc".Select(c => new TransferEntry { Name = $"{c}", Password = "=x" })]).Content).Split("\r\n");

        Exports.Refused(string.Join("\r\n", rows[0], rows[1], rows[3], "")).Faults.Single().Words.ShouldContain("3 rows, and 2");
        // Without the numbers the apostrophe is taken off all the same, and the end is not known.
        var read = Exports.Taken(string.Join("\r\n", rows[0], rows[1].Replace("1 of 3", ""), rows[3].Replace("3 of 3", ""), ""));
        read.Entries.ShouldAllBe(entry => entry.Password == "=x");
        read.EndUnknown.ShouldBeTrue();
        foreach (var mark in new[] { "yes", "", "1 of 4" })
            Exports.Refused(string.Join("\r\n", rows[0], rows[1].Replace("1 of 3", mark), rows[2], rows[3], "")).Faults[0].Words.ShouldContain("faceauth");
    }

    [Fact]
    public void A_file_that_is_too_large_to_come_back_says_so()
    {
        var entry = new TransferEntry { Name = "x", Notes = new('n', 20_000) };

        BitwardenJsonWriter.Write([.. Enumerable.Repeat(entry, 500)]).NotCarried.ShouldBeEmpty();
        BitwardenJsonWriter.Write([.. Enumerable.Repeat(entry, 530)]).NotCarried.Single().ShouldContain("10 MB");
        EntryCsvWriter.Write([.. Enumerable.Repeat(entry, 530)]).NotCarried.Single().ShouldContain("10 MB");
    }

    [Fact]
    public void Two_entries_are_the_same_by_name_site_user_name_and_password()
    {
        var entry = new TransferEntry { Name = "n", Site = "s", UserName = "u", Password = "p", Notes = "o", Tags = ["t"] };

        entry.SameAs(entry with { Notes = "", Tags = [], Totp = "x" }).ShouldBeTrue();
        new[] { entry with { Name = "N" }, entry with { Site = "" }, entry with { UserName = "U" }, entry with { Password = null } }.ShouldAllBe(other => !entry.SameAs(other));
        entry.ShouldNotBe(entry with { Tags = [] });
    }

    private static void Same(List<TransferEntry> before, IReadOnlyList<TransferEntry> after)
    {
        after.Count.ShouldBe(before.Count);
        for (var i = 0; i < before.Count; i++) after[i].ShouldBe(before[i], Details(before[i], after[i]));
    }

    // The entries are invented, so a failure may show them.
    private static string Details(TransferEntry a, TransferEntry b) => string.Join(" / ", new[] { a, b }.Select(one =>
        System.Text.Json.JsonSerializer.Serialize(new { one.Name, one.Site, one.UserName, one.Password, one.Notes, one.Tags, one.Totp, one.ChangedAt, History = one.History.Select(old => new { old.Password, old.ReplacedAt }) })));
}
