using System.Text;
using FaceAuth.Vault.Transfer;

#pragma warning disable RS0030 // A seeded generator, so that the same files come again.

namespace FaceAuth.Tests.Vault.Transfer;

/// <summary>
/// Files that were cut off at every byte, and thousands that were changed: each is read or refused. The seed is fixed so that a failure
/// can be repeated; FACEAUTH_MUTATION_SEED sets another.
/// </summary>
public sealed class DamagedImports
{
    private const int MutationsEach = 1_500;

    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["Bitwarden JSON"] = Encoding.UTF8.GetBytes(Exports.BitwardenJson),
        ["Bitwarden JSON under a passphrase"] = Encoding.UTF8.GetBytes(Exports.BitwardenEncrypted),
        ["KeePass XML"] = Encoding.UTF8.GetBytes(Exports.KeePassXml),
        ["our JSON"] = BitwardenJsonWriter.Write(RandomEntries.Make(7, 6)).Content,
        ["our CSV"] = EntryCsvWriter.Write(RandomEntries.Make(8, 12)).Content,
        ["Bitwarden CSV"] = Encoding.UTF8.GetBytes(Exports.BitwardenCsv),
        ["Chrome CSV"] = Encoding.UTF8.GetBytes(Exports.ChromeCsv),
        ["KeePass 1 CSV"] = Encoding.UTF8.GetBytes(Exports.KeePass1Csv),
        ["KeePassXC CSV"] = Encoding.UTF8.GetBytes(Exports.KeePassXcCsv),
    };

    [Theory]
    [InlineData("Bitwarden JSON")]
    [InlineData("Bitwarden JSON under a passphrase")]
    [InlineData("KeePass XML")]
    [InlineData("our JSON")]
    [InlineData("our CSV")]
    public void Cut_off_anywhere_it_is_refused(string name)
    {
        var file = Files[name];
        var whole = Read(file).ShouldBeOfType<ImportReading.Read>();
        for (var length = 0; length < file.Length; length++)
        {
            if (Read(file.AsSpan(0, length)) is not ImportReading.Read read) continue;
            // All that was cut off is the end of the line break after the last row.
            read.Entries.ShouldBe(whole.Entries, $"{name}, {length} of {file.Length} bytes");
            (file.Length - length).ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("Chrome CSV")]
    [InlineData("KeePass 1 CSV")]
    [InlineData("KeePassXC CSV")]
    public void Csv_of_programs_that_end_their_rows_is_taken_only_up_to_the_end_of_a_row_and_says_so(string name)
    {
        var file = Files[name];
        var whole = Read(file).ShouldBeOfType<ImportReading.Read>();
        var taken = 0;
        for (var length = 0; length < file.Length; length++)
        {
            if (Read(file.AsSpan(0, length)) is not ImportReading.Read read) continue;
            taken++;
            read.EndUnknown.ShouldBeTrue();
            read.Entries.ShouldBe(whole.Entries.Take(read.Entries.Count), $"{name}, {length} of {file.Length} bytes");
        }
        // There are two rows: after the first one the cut cannot be told.
        taken.ShouldBe(1);
    }

    [Fact]
    public void Bitwarden_csv_has_no_end_and_says_so()
    {
        var file = Files["Bitwarden CSV"];
        var whole = Read(file).ShouldBeOfType<ImportReading.Read>();
        for (var length = 0; length < file.Length; length++)
        {
            if (Read(file.AsSpan(0, length)) is not ImportReading.Read read) continue;
            read.EndUnknown.ShouldBeTrue();
            read.Entries.SkipLast(1).ShouldBe(whole.Entries.Take(read.Entries.Count - 1));
            // Only the one-time code key of the last row can be shorter: it stands in the last column.
            (read.Entries[^1] with { Totp = null, Notes = "" }).ShouldBe(whole.Entries[read.Entries.Count - 1] with { Totp = null, Notes = "" });
        }
    }

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Changed_anywhere_it_is_read_or_refused_and_never_a_fault(string name)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FACEAUTH_MUTATION_SEED"), out var given) ? given : 20_240_714;
        var random = RandomEntries.Seeded(seed + name.Length);
        int refused = 0, nothing = 0;
        for (var i = 0; i < MutationsEach; i++)
        {
            var file = Mutate(Files[name], random);
            ImportFormat? format = random.Next(4) == 0 ? (ImportFormat)random.Next(5) : null;
            switch (ImportReader.Read(file, format, Exports.Passphrase))
            {
                case ImportReading.Read { Entries: var entries }:
                    entries.ShouldAllBe(entry => entry.Name != "" && entry.Name.Length <= 200 && (entry.Password == null || entry.Password.Length > 0 && entry.Password.Length <= 1_000));
                    break;
                case ImportReading.Refused { Faults: var faults }:
                    refused++;
                    if (faults.Count is 0 or > 20 || faults.Any(fault => fault.Words == "")) nothing++;
                    break;
            }
        }
        nothing.ShouldBe(0);
        refused.ShouldBeGreaterThan(MutationsEach / 10);
    }

    private static ImportReading Read(ReadOnlySpan<byte> file) => ImportReader.Read(file, null, Exports.Passphrase);

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var file = whole.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && file.Count > 0; changes--)
        {
            var at = random.Next(file.Count);
            var length = Math.Min(random.Next(1, 60), file.Count - at);
            switch (random.Next(6))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file.RemoveRange(at, length); break;
                case 3: file.InsertRange(at, file.GetRange(at, length)); break;
                case 4: file[at] = "\"\\,;{}[]<>&\n\r|:'"u8[random.Next(16)]; break;
                default: file.InsertRange(random.Next(file.Count), whole.Skip(random.Next(whole.Length)).Take(length)); break;
            }
        }
        return [.. file];
    }
}
