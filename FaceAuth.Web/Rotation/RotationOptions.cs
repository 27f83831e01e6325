using System.ComponentModel.DataAnnotations;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Rotation;

/// <summary>How rotations are worked on; configuration section <c>Rotation</c>.</summary>
public sealed class RotationOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Rotation";

    /// <summary>How many rotations run at the same time in this process.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 8;

    /// <summary>How many of them at one host.</summary>
    [Range(1, 64)]
    public int ParallelPerHost { get; set; } = 4;

    /// <summary>How long a rotation belongs to the process that took it; renewed while it works.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>By how much the clocks of two machines may differ.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ClockMargin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the first failure; each further one doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After so many failures a person is asked.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>
    /// How many other kept passwords one round asks for, after the candidate and the current one: those of earlier rotations and the
    /// old ones. The next round asks for the next ones.
    /// </summary>
    [Range(1, 50)]
    public int HistoryTried { get; set; } = 5;

    /// <summary>How long one attempt goes on by itself, whatever became of whoever asked for it.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan WorkLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After so long without a look at what is due, overdue rotations are spread out.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SpreadAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Over how long they are spread.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SpreadOver { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Timelines are kept for so long after the end of their rotation.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Timelines { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// What is wrong with lease and limits together, or null. Renewed right before the target is touched, a lease must outlast whatever
    /// may happen there after: the sleep that the other side allows, the statement, and the difference of the clocks.
    /// </summary>
    public string? FaultWith(TargetLimits limits) =>
        Lease > limits.Fence + limits.Statement + ClockMargin
            ? null
            : $"{Section}:Lease ({Lease}) must be longer than {TargetLimits.Section}:Fence, {TargetLimits.Section}:Statement and {Section}:ClockMargin together.";
}
