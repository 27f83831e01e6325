using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Jobs;

/// <summary>How the scheduler works; configuration section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Jobs";

    /// <summary>How many jobs may run at the same time in this process.</summary>
    [Range(1, 32)]
    public int Parallel { get; set; } = 4;

    /// <summary>On MySQL: how often an instance says that it lives; another takes its work over after about twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CheckIn { get; set; } = TimeSpan.FromSeconds(7.5);
}
