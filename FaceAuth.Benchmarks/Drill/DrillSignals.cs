using System.Runtime.InteropServices;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>Signals that a process cannot refuse. Numbers as on Linux, x64 and arm64.</summary>
internal static class DrillSignals
{
    private const int Kill = 9, Continue = 18, Stop = 19;

    /// <summary>Ends a process where it is.</summary>
    public static void SendKill(int process) => kill(process, Kill);

    /// <summary>Lets a process sleep where it is.</summary>
    public static void SendStop(int process) => kill(process, Stop);

    /// <summary>Wakes it.</summary>
    public static void SendContinue(int process) => kill(process, Continue);

#pragma warning disable SYSLIB1054 // No unsafe code in this project.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int kill(int process, int signal);
#pragma warning restore SYSLIB1054
}
