using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Rotation.Targets;

/// <summary>How long targets are waited for; configuration section <c>Rotation:Targets</c>.</summary>
public sealed class TargetLimits
{
    /// <summary>The section.</summary>
    public const string Section = "Rotation:Targets";

    /// <summary>From the look-up of the name until the sign-in is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan SignIn { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The one statement or request that changes the password; also set at the server where it has such a limit.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30")]
    public TimeSpan Statement { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the other side keeps a connection on which nothing is said (or takes a signed request), so that a process that
    /// slept cannot go on where it was. MySQL counts whole seconds, and gets it rounded down.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan Fence { get; set; } = TimeSpan.FromSeconds(10);
}
