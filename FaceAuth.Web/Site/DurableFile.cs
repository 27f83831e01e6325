using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FaceAuth.Site;

/// <summary>
/// Writes whole files: a reader, and a machine after a power cut, sees either nothing, the old content or the new one.
/// </summary>
public static partial class DurableFile
{
    /// <summary>Files being written; what a crash leaves of them may be deleted.</summary>
    public const string TemporaryEnding = ".partial";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file readable by its owner only, in place of what is there.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="ct">Gives up before the file appears.</param>
    /// <param name="temporaryFolder">Where it is written first, on the same disk; beside it where null.</param>
    /// <exception cref="IOException">The disk is full or read-only; what was there is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static async Task ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken ct, string? temporaryFolder = null)
    {
        var temporary = await WriteTemporaryAsync(path, temporaryFolder, content, ct);
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolder(path);
    }

    /// <summary>Writes a file readable by its owner only; false, and nothing changed, where one is there already.</summary>
    /// <inheritdoc cref="ReplaceAsync" path="/exception"/>
    public static async Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var temporary = await WriteTemporaryAsync(path, null, content, ct);
        try
        {
            if (!TryLink(temporary, path))
                return false;
        }
        finally
        {
            File.Delete(temporary);
        }

        SyncFolder(path);
        return true;
    }

    private static async Task<string> WriteTemporaryAsync(
        string path, string? folder, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var temporary = Path.Combine(
            folder ?? Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.{Guid.CreateVersion7():N}{TemporaryEnding}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            await using var file = new FileStream(temporary, options);
            await file.WriteAsync(content, ct);
            file.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // File.Move looks first and renames then on Unix, which may overwrite what came in between; link(2) does not.
    private static bool TryLink(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }

        const int exists = 17; // EEXIST, the same on Linux and macOS
        if (Link(temporary, path) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == exists ? false : throw new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    // The new name itself is safe only when the folder was written too. Windows has no such call and does not need it.
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        const int readOnly = 0;
        var folder = Open(Path.GetDirectoryName(path)!, readOnly);
        if (folder < 0)
            return; // a folder that may be written but not read: nothing more can be done
        _ = FSync(folder);
        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
