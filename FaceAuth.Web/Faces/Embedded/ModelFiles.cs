using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// The files the engine is made of, and their SHA-256. A model is code that decides who gets in, so a file that is not
/// byte for byte the one that was measured is refused. The build copies them out of the npm packages
/// faceplugin-face-recognition-js 0.0.1 (weights, MIT) and onnxruntime-node 1.30.0 (runtime, MIT).
/// </summary>
internal static class ModelFiles
{
    /// <summary>One file the engine needs.</summary>
    /// <param name="Name">Its name in the models folder.</param>
    /// <param name="Sha256">The SHA-256 of its content, lower-case hexadecimal.</param>
    internal sealed record ModelFile(string Name, string Sha256);

    /// <summary>Ultra-Light RFB-320: finds faces.</summary>
    public static readonly ModelFile Detector = new(
        "fr_detect.onnx", "6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854");

    /// <summary>68 landmarks of one face.</summary>
    public static readonly ModelFile Landmarks = new(
        "fr_landmark.onnx", "f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258");

    /// <summary>MobileFaceNet: an aligned face to 512 numbers.</summary>
    public static readonly ModelFile Embedder = new(
        "fr_feature.onnx", "87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581");

    /// <summary>MiniFASNet family: how alive a picture looks.</summary>
    public static readonly ModelFile Liveness = new(
        "fr_liveness.onnx", "afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d");

    private static readonly ModelFile RuntimeX64 = new(
        "libonnxruntime.so.1", "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23");

    private static readonly ModelFile RuntimeArm64 = new(
        "libonnxruntime.so.1", "1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76");

    /// <summary>ONNX Runtime's library for this machine's processor.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither Linux x64 nor Linux arm64.</exception>
    public static ModelFile Runtime => (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, Architecture.X64) => RuntimeX64,
        (true, Architecture.Arm64) => RuntimeArm64,
        _ => throw new PlatformNotSupportedException("The embedded face engine runs on Linux on x64 or arm64."),
    };

    /// <summary>Reads a model and checks it.</summary>
    /// <param name="folder">The models folder.</param>
    /// <param name="file">Which file.</param>
    /// <exception cref="ModelFileException">It is missing, unreadable or not the file that was measured.</exception>
    public static byte[] Read(string folder, ModelFile file)
    {
        var path = Path.Combine(folder, file.Name);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ModelFileException.Missing(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelFileException.Unreadable(path, e);
        }
        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        return found == file.Sha256 ? content : throw ModelFileException.Damaged(path, file.Sha256, found);
    }

    /// <summary>Checks a file that is loaded by path, and returns that path.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Check(string folder, ModelFile file)
    {
        Read(folder, file);
        return Path.Combine(folder, file.Name);
    }
}

/// <summary>A file of the face engine is missing or not the one that was measured; the message names it.</summary>
public sealed class ModelFileException : IOException
{
    private ModelFileException(string message, Exception? inner) : base(message, inner) { }

    private const string Remedy =
        "Run `npm ci --ignore-scripts` and build again, or point Faces:Embedded:ModelsFolder at the folder that has it.";

    internal static ModelFileException Missing(string path, Exception inner) =>
        new($"The face engine's file {path} is missing. {Remedy}", inner);

    internal static ModelFileException Unreadable(string path, Exception inner) =>
        new($"The face engine's file {path} cannot be read: {inner.Message}", inner);

    internal static ModelFileException Damaged(string path, string expected, string found) =>
        new($"The face engine's file {path} is damaged or of another version: its SHA-256 is {found}, expected {expected}. {Remedy}", null);
}
