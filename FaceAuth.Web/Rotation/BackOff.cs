namespace FaceAuth.Rotation;

/// <summary>Waits after failures: each doubles the one before, up to the longest one.</summary>
internal static class BackOff
{
    /// <summary>Milliseconds. Half of it is random: what failed together does not come again together.</summary>
    public static long After(long failures, RotationOptions options)
    {
        var wait = Math.Min(options.LongestWait.TotalMilliseconds, options.FirstWait.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)));
        return (long)(wait * (0.5 + RotationSchedules.Random() / 2));
    }
}
