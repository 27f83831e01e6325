using System.Runtime.InteropServices;

namespace FaceAuth.Tests.Support;

/// <summary>
/// Processor time of the current thread: what a synchronous piece of work costs, however busy the machine is with others.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID, clock_gettime(2)

    /// <summary>What the thread has used so far.</summary>
    public static TimeSpan Now
    {
        get
        {
            if (clock_gettime(ThreadClock, out var time) != 0)
                throw new InvalidOperationException("The thread's clock cannot be read.");
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
        }
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private record struct Timespec(long Seconds, long Nanoseconds);
}
