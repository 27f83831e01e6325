using System.Security.Cryptography;

namespace FaceAuth.Rotation;

/// <summary>When an entry is due next.</summary>
public sealed class RotationSchedules
{
    private const int Steps = 1_000_000;

    /// <summary>Unix milliseconds; null where its plan has no schedule.</summary>
    public long? Next(RotationSettings settings, DateTimeOffset after) => settings.Schedule.Next(after, Random())?.ToUnixTimeMilliseconds();

    /// <summary>From 0 to under 1: spreads out what would come at once.</summary>
    public static double Random() => RandomNumberGenerator.GetInt32(Steps) / (double)Steps;
}
