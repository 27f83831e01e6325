using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.Site;

namespace FaceAuth.Keys;

/// <summary>One 256-bit key of the master-key file.</summary>
internal sealed record MasterKey(string Id, Secret Key);

/// <summary>
/// The text file that holds the master keys, the newest first. After a heading that names the version of the format,
/// each line is a key: its id, the key in base64 and the first 8 bytes of SHA-256 over id and key in hex, which tell a
/// damaged line from a wrong key. Lines that begin with # are remarks.
/// </summary>
internal sealed partial class MasterKeyFile(string path)
{
    private const string Heading = "faceauth-master-keys 1";
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The file and the key that configures it, for messages.</summary>
    public string Where => $"{path} (Keys:Local:Path)";

    /// <summary>Tells one state of the file from another without reading it; null where it cannot be looked at.</summary>
    public (string Target, DateTime WrittenAt, long Length)? Stamp
    {
        get
        {
            try
            {
                var file = new FileInfo(Target);
                return (file.FullName, file.LastWriteTimeUtc, file.Length);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    // A secret that is mounted is often a link; what it points to is written, not the link.
    private string Target => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>True where something of that name is there, also what cannot be read.</summary>
    public bool Exists => Path.Exists(path);

    /// <summary>Makes the file with one new key, unless one is there; it appears whole or not at all.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        var id = $"local-{Guid.CreateVersion7():D}";
        using var key = Secret.Random(32);
        var content = Encoding.UTF8.GetBytes(
            $"""
             {Heading}
             # FaceAuth's master keys. Keep a copy in a safe place, away from copies of the database:
             # without this file nothing that is stored can be read, and with both everything can.
             {Line(id, key.Bytes)}

             """.ReplaceLineEndings("\n"));
        try
        {
            await DurableFile.CreateAsync(path, content, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyServiceException($"The master-key file {Where} cannot be made: {fault.Message}", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>
    /// Puts a new key above the others, which stay as they are, remarks too. The file is replaced as a whole: who reads it
    /// meanwhile sees the old one or the new one. Of two that add at once one would be lost; callers take turns.
    /// </summary>
    /// <exception cref="KeyServiceException">The file cannot be read or replaced, is damaged, or others may read it.</exception>
    public async Task AddAsync(CancellationToken ct)
    {
        var lines = await ReadLinesAsync(ct);
        foreach (var known in Parse(lines))
            known.Key.Dispose();
        using var key = Secret.Random(32);
        var at = Array.FindIndex(lines, 1, IsKey);
        string[] added = [.. lines[..at], Line($"local-{Guid.CreateVersion7():D}", key.Bytes), .. lines[at..], ""];
        var content = Encoding.UTF8.GetBytes(string.Join('\n', added));
        try
        {
            await DurableFile.ReplaceAsync(Target, content, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyServiceException($"The master-key file {Where} cannot be replaced, and is as it was: {fault.Message}", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Reads all keys.</summary>
    /// <exception cref="KeyServiceException">The file cannot be read, is damaged, or others may read it.</exception>
    public async Task<IReadOnlyList<MasterKey>> ReadAsync(CancellationToken ct) => Parse(await ReadLinesAsync(ct));

    private async Task<string[]> ReadLinesAsync(CancellationToken ct)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                throw new KeyServiceException($"The master-key file {Where} can be read by others than its owner. Run: chmod 600 '{path}'");
            return await File.ReadAllLinesAsync(path, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyServiceException($"The master-key file {Where} cannot be read: {fault.Message}", fault);
        }
    }

    private List<MasterKey> Parse(string[] lines)
    {
        if (lines.Length == 0 || lines[0] != Heading)
            throw Damaged($"it does not begin with \"{Heading}\"");
        var keys = new List<MasterKey>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (IsKey(lines[i]))
                keys.Add(Parse(lines[i]) ?? throw Damaged($"line {i + 1} is not a whole key"));
        }

        if (keys.Count == 0)
            throw Damaged("it holds no key");
        return keys.Select(k => k.Id).Distinct().Count() == keys.Count ? keys : throw Damaged("two keys have one id");
    }

    private static bool IsKey(string line) => line.Length > 0 && line[0] != '#';

    private KeyServiceException Damaged(string what) =>
        new($"The master-key file {Where} is damaged: {what}. Put back a copy of it.");

    private static string Line(string id, ReadOnlySpan<byte> key) => $"{id} {Convert.ToBase64String(key)} {Check(id, key)}";

    private static MasterKey? Parse(string line)
    {
        if (KeyLine().Match(line) is not { Success: true } match)
            return null;
        var key = new byte[32];

        // Several spellings in base64 decode to one key; only the one that was written counts.
        return Convert.TryFromBase64String(match.Groups[2].Value, key, out var length) && length == key.Length
            && line == Line(match.Groups[1].Value, key)
                ? new MasterKey(match.Groups[1].Value, new Secret(key))
                : null;
    }

    private static string Check(string id, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(key);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    [GeneratedRegex(@"^([a-z0-9-]{1,64}) ([A-Za-z0-9+/]{43}=) ([0-9a-f]{16})$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyLine();
}
