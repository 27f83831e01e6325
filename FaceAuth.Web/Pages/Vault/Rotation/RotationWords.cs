using System.Globalization;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Pages.Vault.Rotation;

/// <summary>Rotations in words.</summary>
public static class RotationWords
{
    /// <summary>A kind of target.</summary>
    public static string Of(TargetKind kind) => kind switch
    {
        TargetKind.MySql => "MySQL or MariaDB account",
        TargetKind.PostgreSql => "PostgreSQL role",
        TargetKind.Webhook => "Signed webhook",
        _ => "This vault only",
    };

    /// <summary>How far a rotation is.</summary>
    public static string Of(RotationState state) => state switch
    {
        RotationState.Planned => "About to begin",
        RotationState.Stored => "The new password is kept; the target does not know it yet",
        RotationState.Applying => "The target is being told",
        RotationState.Applied => "The target has it; it is about to be tried",
        RotationState.Tried => "The target let us in with it",
        RotationState.Promoted => "Done",
        RotationState.Attention => "Needs you",
        RotationState.Kept => "Ended: the password stayed what it was",
        _ => "Ended before the target was touched",
    };

    /// <summary>The badge of a state.</summary>
    public static string Badge(RotationState state) => state switch
    {
        RotationState.Promoted => "good",
        RotationState.Attention => "bad",
        RotationState.Kept or RotationState.Cancelled => "caution",
        _ => "",
    };

    /// <summary>Why it was begun.</summary>
    public static string Of(RotationCause cause) => cause switch
    {
        RotationCause.Schedule => "on schedule",
        RotationCause.Request => "on request",
        RotationCause.Reveal => "because it was shown",
        RotationCause.Disowned => "because it was shown in a sign-in that was not you",
        _ => "the second of two accounts that take turns",
    };

    /// <summary>A step of a timeline; a later version's as it is stored.</summary>
    public static string Step(string name) => name switch
    {
        nameof(RotationState.Planned) => "Begun again: which password the target has is known",
        nameof(RotationState.Stored) => "A new password was made and kept, sealed",
        nameof(RotationState.Applying) => "The target is told",
        nameof(RotationState.Applied) => "The target said that it has the new password",
        nameof(RotationState.Tried) => "A random password was refused, and the new one let us in",
        nameof(RotationState.Promoted) => "The new password counts; the one before is in the history",
        nameof(RotationState.Attention) => "Stopped: you are needed",
        nameof(RotationState.Kept) => "Ended: the password stays what it was",
        nameof(RotationState.Cancelled) => "Ended before the target was touched",
        "Failed" => "A try failed",
        "Resumed" => "Somebody said to go on",
        _ => name,
    };

    /// <summary>An instant in the zone of a plan: "2 March 2026, 02:00 (Europe/Vienna)".</summary>
    public static string At(DateTimeOffset instant, RotationSchedule schedule) => string.Create(
        CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(instant, schedule.Zone):dddd, d MMMM yyyy, HH:mm} ({(schedule.Zone == TimeZoneInfo.Utc ? "UTC" : schedule.TimeZone)})");

    /// <summary>Words that stand alone: with a capital letter.</summary>
    public static string Sentence(string words) => words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>Where the password is changed, without any secret.</summary>
    public static string Where(TargetSettings target, string entryUserName) => target.Kind switch
    {
        TargetKind.VaultOnly => "Nowhere else: whoever uses it reads it from here",
        TargetKind.Webhook => target.Url,
        _ => $"{Account(target, entryUserName)} at {target.Host}, port {target.Port.ToString(CultureInfo.InvariantCulture)}{(target.Tls ? "" : ", without TLS")}",
    };

    /// <summary>A rotation goes on by itself soon, so that its page looks again.</summary>
    public static bool IsLive(RotationSummary rotation, DateTimeOffset now) =>
        rotation is { FinishedAt: null, State: not RotationState.Attention } && (rotation.IsWorkedOn || rotation.DueAt <= now.AddMinutes(1));

    private static string Account(TargetSettings target, string entryUserName)
    {
        var first = target.UserName.Length > 0 ? target.UserName : entryUserName;
        return target.AlternateUserName.Length > 0 ? $"{first} and {target.AlternateUserName} in turn" : first;
    }
}
