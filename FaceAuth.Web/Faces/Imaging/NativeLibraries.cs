using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Imaging;

/// <summary>A library of the operating system is not installed; the message names the package.</summary>
public sealed class NativeLibraryMissingException(string message) : Exception(message);

/// <summary>The two image libraries that this program takes from the operating system.</summary>
public static class NativeLibraries
{
    private static readonly Lazy<bool> Jpeg = new(() => Load("libturbojpeg.so.0", "libturbojpeg0", "turbojpeg"));
    private static readonly Lazy<bool> Png = new(() => Load("libpng16.so.16", "libpng16-16", "libpng"));

    /// <summary>Finds both; called when the program starts, so that nobody's first upload has to.</summary>
    /// <exception cref="NativeLibraryMissingException">One of them is missing.</exception>
    public static void Check()
    {
        EnsureJpeg();
        EnsurePng();
    }

    internal static void EnsureJpeg() => _ = Jpeg.Value;

    internal static void EnsurePng() => _ = Png.Value;

    /// <summary>Loads a library, or says which package brings it.</summary>
    internal static bool Load(string library, string debian, string fedora) => NativeLibrary.TryLoad(library, out _)
        ? true
        : throw new NativeLibraryMissingException(
            $"The library {library} is not installed. Install it with \"apt-get install {debian}\" (Debian, Ubuntu) " +
            $"or \"dnf install {fedora}\" (Amazon Linux, Fedora), then start again.");
}
