using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>docs/ledger.md holds vectors that another implementation made; the code must agree.</summary>
public sealed class VectorsOfTheLedger
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0x80, LedgerDetails.SaltSize).Select(i => (byte)i)];

    [Fact]
    public void Details_are_written_hashed_and_read_as_written_there()
    {
        var vector = Rows("| details |").Single();

        var bytes = LedgerDetails.Write(Salt, [("network", "192.0.2.7"), ("device", "Firefox on Linux")]);

        Convert.ToHexStringLower(bytes).ShouldBe(vector[1]);
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(vector[2]);
        LedgerDetails.Read(bytes).ShouldBe([("network", "192.0.2.7"), ("device", "Firefox on Linux")]);
        LedgerDetails.Read(bytes.AsSpan(..^1)).ShouldBeNull();
        LedgerDetails.Read(bytes.AsSpan(..15)).ShouldBeNull();
    }

    [Fact]
    public void Rows_are_chained_as_written_there()
    {
        var vectors = Rows("| seq | at | id |");
        vectors.Count.ShouldBe(2);
        var mac = LedgerFormat.Genesis;
        foreach (var v in vectors)
        {
            var form = new byte[LedgerFormat.MaxSize];
            var row = new SealedLedgerEvent
            {
                At = Number(v[1]), Id = v[2], Kind = v[3], Account = v[4], Actor = v[5], Subject = v[6], DetailsHash = Convert.FromHexString(v[7]),
            };
            mac = Mac(form.AsSpan(..LedgerFormat.WriteRow(form, Number(v[0]), row, mac)));
            Convert.ToHexStringLower(mac).ShouldBe(v[8]);
        }
    }

    [Fact]
    public void Rows_without_details_commit_to_the_empty_text() =>
        Rows("| seq | at | id |")[1][7].ShouldBe(Convert.ToHexStringLower(LedgerDetails.NoneHash));

    [Fact]
    public void Checkpoints_and_anchors_are_signed_as_written_there()
    {
        var vectors = Rows("| form | seq |");
        var checkpoint = new LedgerCheckpoint
        {
            Seq = Number(vectors[0][1]), At = Number(vectors[0][2]), RowCount = Number(vectors[0][3]), RowMac = Convert.FromHexString(vectors[0][4]),
        };
        Convert.ToHexStringLower(Mac(checkpoint.Form(new byte[LedgerFormat.MaxSize]))).ShouldBe(vectors[0][5]);

        var mark = new LedgerMark(Number(vectors[1][1]), vectors[1][4]);
        Convert.ToHexStringLower(Mac(FileLedgerAnchor.Form(mark, Number(vectors[1][2])))).ShouldBe(vectors[1][5]);
    }

    private static byte[] Mac(ReadOnlySpan<byte> form)
    {
        using var key = new DataKey(Guid.Empty, new Secret([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        var mac = new byte[LedgerFormat.HashSize];
        key.TryHash(form, mac).ShouldBeTrue();
        return mac;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static List<string[]> Rows(string heading) =>
    [
        .. File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "ledger.md"), Encoding.UTF8)
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line[1..^1].Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()),
    ];
}
