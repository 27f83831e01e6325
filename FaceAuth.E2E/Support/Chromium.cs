using FaceAuth.Tests.Support;

namespace FaceAuth.E2E.Support;

/// <summary>The operating system's Chromium; Playwright's own browsers are never downloaded.</summary>
public static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Its executable, or null: environment variable CHROMIUM, else the first known name on the PATH.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why browser tests are skipped here; null where they run. In CI they run, and fail without a browser.</summary>
    public static string? ReasonToSkip { get; } =
        Path is not null || Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing;

    /// <summary>What to do where there is none.</summary>
    internal const string Missing = "No Chromium on this machine. Install the package chromium, or name the browser in CHROMIUM.";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

/// <summary>A fact that needs a browser.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.ReasonToSkip;
}

/// <summary>A theory that needs a browser.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.ReasonToSkip;
}

/// <summary>A fact that needs a browser and a MariaDB server; without one it fails in CI, too.</summary>
public sealed class BrowserAndMariaDbFactAttribute : FactAttribute
{
    public BrowserAndMariaDbFactAttribute() =>
        Skip = Chromium.ReasonToSkip ?? (Environment.GetEnvironmentVariable("CI") == "true" ? null : MariaDbServer.Missing);
}
