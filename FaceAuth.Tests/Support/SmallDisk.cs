using System.Diagnostics;

namespace FaceAuth.Tests.Support;

/// <summary>A disk of a given size in memory, to be filled up or made read-only. Needs Linux and the right to mount.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>Mounts the disk.</summary>
    public SmallDisk(int kibibytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "faceauth-test", _folder.Path))
            throw new InvalidOperationException("The disk cannot be mounted.");
    }

    /// <summary>Why there can be none, or null where there can.</summary>
    public static string? Missing { get; } = TryMount() ? null : "needs Linux and the right to mount a disk in memory";

    /// <summary>Its root.</summary>
    public string Path => _folder.Path;

    /// <summary>Takes writing away, from root too.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path).ShouldBeTrue();

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool TryMount()
    {
        try
        {
            using var disk = new SmallDisk(64);
            return true;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a <see cref="SmallDisk"/>; a visible skip where none can be mounted, which is a right, not a package.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnSmallDiskAttribute : FactAttribute
{
    /// <summary>Decides whether a disk can be mounted.</summary>
    public FactOnSmallDiskAttribute() => Skip = SmallDisk.Missing;
}
