namespace FaceAuth.Faces;

/// <summary>
/// A picture somebody sent, not looked at yet. The bytes stay where the web server put them (a file, for anything
/// large) until the engine has a place free, so that fifty waiting uploads do not lie in memory at once.
/// </summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Open">Opens its content from the beginning; may be called more than once.</param>
public sealed record PhotoUpload(long Length, Func<Stream> Open)
{
    /// <summary>An upload that is already in memory.</summary>
    public static PhotoUpload From(byte[] bytes) => new(bytes.Length, () => new MemoryStream(bytes, writable: false));
}
