using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FaceAuth.Site;

/// <summary>
/// Writes whole files: a reader, and a machine after a power cut, sees either nothing, the old content or the new one.
/// </summary>
public static partial class DurableFile
{
    /// <summary>Files being written; what a crash leaves of them may be deleted.</summary>
    public const string UnfinishedEnding = ".partial";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes the content to an unfinished file, readable by its owner only, and returns its path. The caller moves it to
    /// its place on the same disk, or deletes it, and then calls <see cref="SyncFolder"/>.
    /// </summary>
    /// <exception cref="IOException">The disk is full or read-only; nothing is left.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static async Task<string> WriteUnfinishedAsync(string folder, string name, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var unfinished = Path.Combine(folder, $"{name}.{Guid.CreateVersion7():N}{UnfinishedEnding}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            await using var file = new FileStream(unfinished, options);
            await file.WriteAsync(content, ct);
            file.Flush(flushToDisk: true);
            return unfinished;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes a file readable by its owner only; false, and nothing changed, where one is there already.</summary>
    /// <inheritdoc cref="WriteUnfinishedAsync" path="/exception"/>
    public static async Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var unfinished = await WriteUnfinishedAsync(Path.GetDirectoryName(path)!, Path.GetFileName(path), content, ct);
        try
        {
            if (!TryLink(unfinished, path))
                return false;
        }
        finally
        {
            File.Delete(unfinished);
        }

        SyncFolder(path);
        return true;
    }

    /// <summary>Puts new content in the place of a file that is there; mode and owner stay as they are.</summary>
    /// <inheritdoc cref="WriteUnfinishedAsync" path="/exception"/>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var unfinished = await WriteUnfinishedAsync(Path.GetDirectoryName(path)!, Path.GetFileName(path), content, ct);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                KeepOwner(path, unfinished);
                File.SetUnixFileMode(unfinished, File.GetUnixFileMode(path));
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        SyncFolder(path);
    }

    // An administrator works as root, and the site as another user, who could not read a file of root's any more.
    private static void KeepOwner(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int currentFolder = -100, basicStats = 0x7ff, ownerAt = 20, groupAt = 24; // statx(2): the same on every processor
        Span<byte> status = stackalloc byte[256];
        if (StatX(currentFolder, from, 0, basicStats, ref MemoryMarshal.GetReference(status)) != 0
            || ChangeOwner(to, MemoryMarshal.Read<uint>(status[ownerAt..]), MemoryMarshal.Read<uint>(status[groupAt..])) != 0)
            throw new IOException($"{from} belongs to another user, and would not after this: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}. Run it as that user.");
    }

    // File.Move looks first and renames then on Unix, which may overwrite what came in between; link(2) does not.
    private static bool TryLink(string unfinished, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(unfinished, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }

        const int exists = 17; // EEXIST, the same on Linux and macOS
        if (Link(unfinished, path) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == exists ? false : throw new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    /// <summary>Makes the new name of a file that was moved survive a power cut: that takes its folder's own content to be written.</summary>
    /// <remarks>Windows has no such call and does not need it.</remarks>
    public static void SyncFolder(string path)
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

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
