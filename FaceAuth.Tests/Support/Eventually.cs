using System.Diagnostics;

namespace FaceAuth.Tests.Support;

/// <summary>Waits for what happens on another thread, and no longer than it takes.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(Func<bool> condition, TimeSpan? limit = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), limit);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(limit ?? TimeSpan.FromSeconds(30), "It did not happen in time.");
            await Task.Delay(10);
        }
    }
}
