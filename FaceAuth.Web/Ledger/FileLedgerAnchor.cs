using System.Globalization;
using System.Text;
using FaceAuth.Site;

namespace FaceAuth.Ledger;

/// <summary>
/// The anchor in a file: a line that names the form, and a line with number, time, MAC of the row and MAC of the line under
/// the ledger's key. It is replaced whole. Put it on another disk, or where the database's user cannot write.
/// </summary>
public sealed class FileLedgerAnchor(string path, LedgerKey key) : ILedgerAnchor
{
    private const string FirstLine = "faceauth-ledger-anchor 1";

    /// <inheritdoc/>
    public async Task<LedgerAnchorState> ReadAsync(CancellationToken ct)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(path, ct);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LedgerAnchorState.Missing();
        }

        return lines is [FirstLine, var line] && line.Split(' ') is [var seq, var at, var rowMac, { Length: 2 * LedgerFormat.HashSize } mac]
            && LedgerMark.Parse($"{seq}:{rowMac}") is { } mark && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && mac.All(char.IsAsciiHexDigit) && key.IsMac(Form(mark, time), Convert.FromHexString(mac))
                ? new LedgerAnchorState.Found(mark, time)
                : new LedgerAnchorState.Forged();
    }

    /// <inheritdoc/>
    public async Task WriteAsync(LedgerMark mark, long at, CancellationToken ct)
    {
        var mac = Convert.ToHexStringLower(key.Mac(Form(mark, at)));
        var content = string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{mark.Seq} {at} {mark.Mac} {mac}\n");
        var unfinished = await DurableFile.WriteUnfinishedAsync(
            Path.GetDirectoryName(path)!, Path.GetFileName(path), Encoding.ASCII.GetBytes(content), ct);
        try
        {
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        DurableFile.SyncFolder(path);
    }

    internal static byte[] Form(LedgerMark mark, long at)
    {
        Span<byte> form = stackalloc byte[LedgerFormat.MaxSize];
        var end = LedgerFormat.Begin(form, LedgerFormat.Anchor);
        end = LedgerFormat.Number(form, end, mark.Seq);
        end = LedgerFormat.Number(form, end, at);
        return form[..LedgerFormat.Raw(form, end, Convert.FromHexString(mark.Mac))].ToArray();
    }
}
