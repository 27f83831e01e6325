using System.Security.Cryptography;
using FaceAuth.Site;

namespace FaceAuth.Photos;

/// <summary>
/// Sealed photos as files on this machine: <c>folder/ab/account/photo.sealed</c>, where <c>ab</c> are the last two
/// digits of the account's id, which are random, so that no folder grows without bound.
/// </summary>
/// <param name="folder">The absolute path of the folder.</param>
/// <param name="clock">Tells which unfinished files are left from a crash.</param>
public sealed class FilePhotoStore(string folder, TimeProvider clock) : IPhotoStore
{
    private const string Ending = ".sealed";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1); // no photo takes so long to write

    private readonly Lock _folders = new();

    private string Unfinished => Path.Combine(folder, "unfinished");

    /// <inheritdoc/>
    public Task PutAsync(PhotoKey key, ReadOnlyMemory<byte> sealedPhoto, CancellationToken ct)
    {
        var path = PathOf(key);
        return WithWordsAsync("written", async () =>
        {
            MakeFolder(Unfinished);
            var unfinished = await DurableFile.WriteUnfinishedAsync(Unfinished, key.Photo, sealedPhoto, ct);
            try
            {
                MoveInto(path, unfinished);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }

            DurableFile.SyncFolder(path);
            return 0;
        });
    }

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(PhotoKey key, CancellationToken ct)
    {
        var path = PathOf(key);
        return WithWordsAsync("read", async () =>
        {
            try
            {
                return await File.ReadAllBytesAsync(path, ct);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                return (byte[]?)null;
            }
        });
    }

    /// <inheritdoc/>
    public Task DeleteAsync(PhotoKey key, CancellationToken ct)
    {
        var path = PathOf(key);
        return WithWordsAsync("deleted from", () =>
        {
            try
            {
                File.Delete(path);
                RemoveIfEmpty(Path.GetDirectoryName(path)!);
            }
            catch (DirectoryNotFoundException)
            {
                // The account has no photos.
            }

            return Task.FromResult(0);
        });
    }

    /// <inheritdoc/>
    public Task DeleteAllAsync(string account, CancellationToken ct)
    {
        var path = FolderOf(account);
        return WithWordsAsync("deleted from", () =>
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // The account has no photos.
            }

            return Task.FromResult(0);
        });
    }

    /// <summary>Writes, reads and deletes a probe, and removes what a crash left unfinished.</summary>
    /// <exception cref="PhotoStoreException">One of these failed.</exception>
    public Task CheckAsync(CancellationToken ct) => WithWordsAsync("used", async () =>
    {
        MakeFolder(Unfinished);
        foreach (var file in Directory.EnumerateFiles(Unfinished, $"*{DurableFile.UnfinishedEnding}"))
        {
            if (clock.GetUtcNow() - File.GetLastWriteTimeUtc(file) > LeftOver)
                File.Delete(file);
        }

        var probe = new PhotoKey(Guid.CreateVersion7().ToString("D"), Guid.CreateVersion7().ToString("D"));
        var content = RandomNumberGenerator.GetBytes(64);
        byte[]? read;
        try
        {
            await PutAsync(probe, content, ct);
            read = await GetAsync(probe, ct);
        }
        finally
        {
            await DeleteAsync(probe, CancellationToken.None);
        }
        return content.AsSpan().SequenceEqual(read) ? 0 : throw new IOException("a probe was not read back as it was written.");
    });

    private string PathOf(PhotoKey key) => Path.Combine(FolderOf(key.Account), Id(key.Photo) + Ending);

    private string FolderOf(string account) => Path.Combine(folder, Id(account)[^2..], account);

    // Ids only, in the one form in which they are stored: nothing else can become part of a path.
    private static string Id(string text) =>
        Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text
            ? text
            : throw new ArgumentException("A photo is named by two ids in their 36-character lower-case form.", nameof(text));

    // Making an account's folder and removing it when it is empty exclude each other here; another process can still come
    // in between, so a lost folder is made again.
    private void MoveInto(string path, string unfinished)
    {
        const int attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            lock (_folders)
            {
                MakeFolder(Path.GetDirectoryName(path)!);
                try
                {
                    File.Move(unfinished, path, overwrite: true);
                    return;
                }
                catch (DirectoryNotFoundException) when (attempt < attempts)
                {
                }
            }
        }
    }

    private void RemoveIfEmpty(string account)
    {
        lock (_folders)
        {
            try
            {
                if (!Directory.EnumerateFileSystemEntries(account).Any())
                    Directory.Delete(account);
            }
            catch (IOException) when (Directory.Exists(account))
            {
                // Another process put a photo there.
            }
        }
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private async Task<T> WithWordsAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PhotoStoreException($"The photo folder {folder} (Photos:Files:Folder) cannot be {what}: {fault.Message}", fault);
        }
    }
}
