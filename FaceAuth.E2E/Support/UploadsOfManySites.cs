using System.Runtime.CompilerServices;

namespace FaceAuth.E2E.Support;

/// <summary>
/// The web server reads once per process where uploads lie, and here many sites, each with a folder of its own, live in
/// one process: so they share the machine's.
/// </summary>
internal static class UploadsOfManySites
{
    [ModuleInitializer]
    internal static void Share() => Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Path.GetTempPath());
}
