using System.Diagnostics;

namespace FaceAuth.Database.Dialects;

/// <summary>
/// An exclusive lock between the processes of one machine: an open file that nobody else can open. The operating system
/// frees it when the process ends, however it ends. The empty file stays: deleting it would let two others lock two
/// different files of one name.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The held lock, or null where somebody else held it for <paramref name="limit"/>.</summary>
    public static async Task<FileStream?> TakeAsync(string path, TimeSpan limit, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception fault) when (fault is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                throw new DatabaseUnavailableException($"The lock file {path} cannot be made: {fault.Message}", fault);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (Stopwatch.GetElapsedTime(start) >= limit)
                    return null;
                await Task.Delay(Pause, ct);
            }
            catch (IOException fault)
            {
                throw new DatabaseUnavailableException($"The lock file {path} cannot be made: {fault.Message}", fault);
            }
        }
    }
}
