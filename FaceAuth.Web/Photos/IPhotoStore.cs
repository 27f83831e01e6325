namespace FaceAuth.Photos;

/// <summary>Names one stored photo; unguessable only by its account's folder, so it is never a permission.</summary>
public readonly record struct PhotoKey(string Account, string Photo);

/// <summary>
/// Keeps sealed photos. It sees ciphertext only: sealing and opening are the caller's. Writing a key twice replaces it
/// whole; a reader never sees half a photo. Several real stores: encrypted files, S3.
/// </summary>
public interface IPhotoStore
{
    /// <summary>Stores the sealed bytes under the key.</summary>
    Task PutAsync(PhotoKey key, ReadOnlyMemory<byte> sealedPhoto, CancellationToken ct);

    /// <summary>The sealed bytes, or null where there are none.</summary>
    Task<byte[]?> GetAsync(PhotoKey key, CancellationToken ct);

    /// <summary>Deletes the photo in all its versions; deleting what is not there is no error.</summary>
    Task DeleteAsync(PhotoKey key, CancellationToken ct);

    /// <summary>Deletes all photos of an account.</summary>
    Task DeleteAllAsync(string account, CancellationToken ct);

    /// <summary>Writes, reads and deletes a probe; throws with words an operator can act on where that fails.</summary>
    Task CheckAsync(CancellationToken ct);
}
