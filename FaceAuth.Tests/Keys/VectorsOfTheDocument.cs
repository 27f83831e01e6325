using System.Text;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

/// <summary>docs/sealing.md holds vectors that another implementation made; the code must agree in both directions.</summary>
public sealed class VectorsOfTheDocument
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Salt = [.. Enumerable.Range(0x80, SealFormat.SaltSize).Select(i => (byte)i)];
    private static readonly Guid KeyId = Guid.ParseExact("0198e0f0-0000-7000-8000-0000000000ff", "D");

    [Fact]
    public void Sealed_values_are_made_and_opened_as_written_there()
    {
        var vectors = Rows("| purpose | account |");
        vectors.Count.ShouldBe(3);
        using var key = NewKey();
        foreach (var v in vectors)
        {
            var context = new SealContext(v[0], v[1], v[2], int.Parse(v[3], System.Globalization.CultureInfo.InvariantCulture), v[4]);

            Convert.ToHexStringLower(SealFormat.Seal(key, context, Salt, Convert.FromHexString(v[5]))!).ShouldBe(v[6]);
            Convert.ToHexStringLower(SealFormat.Open(key, context, Convert.FromHexString(v[6]))!).ShouldBe(v[5]);
        }
    }

    [Fact]
    public async Task A_wrapped_key_is_opened_as_written_there()
    {
        using var folder = new TestFolder();
        var line = Document().Single(l => l.StartsWith("    local-test ", StringComparison.Ordinal)).Trim();
        await File.WriteAllLinesAsync(folder.File("master.key"), ["faceauth-master-keys 1", "# a remark", line]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var wrapper = new LocalKeyWrapper(folder.File("master.key"));
        await wrapper.StartAsync(mayCreate: false, CancellationToken.None);

        using var key = await wrapper.UnwrapAsync(
            new WrappedKey("local-test", Convert.FromHexString(Rows("| wrapped |").Single()[0])),
            new KeyContext(KeyPurposes.Account, "0198e0f0-0000-7000-8000-00000000000a"), CancellationToken.None);

        key.Bytes.ToArray().ShouldBe(Enumerable.Range(32, 32).Select(i => (byte)i));
    }

    [Fact]
    public void A_lookup_hash_is_made_as_written_there()
    {
        var vector = Rows("| kind | token |").Single();
        using var key = NewKey();
        var hash = new byte[32];

        key.TryHash(ContextBytes.Of([1], vector[0], vector[1]), hash).ShouldBeTrue();

        System.Buffers.Text.Base64Url.EncodeToString(hash).ShouldBe(vector[2]);
    }

    private static DataKey NewKey() => new(KeyId, new Secret([.. Key]));

    private static string[] Document() => File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "sealing.md"), Encoding.UTF8);

    private static List<string[]> Rows(string heading) => [.. Document()
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line[1..^1].Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())];
}
