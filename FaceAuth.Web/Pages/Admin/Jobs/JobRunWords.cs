using System.Globalization;
using FaceAuth.Jobs;

namespace FaceAuth.Pages.Admin.Jobs;

/// <summary>Runs of jobs in words.</summary>
public static class JobRunWords
{
    /// <summary>How a run ended, with the class of its badge; a later version's result as it is stored.</summary>
    public static (string Words, string Badge) Result(string result) => result switch
    {
        JobResults.Ok => ("Done", "good"),
        JobResults.Failed => ("Failed", "bad"),
        JobResults.TooLong => ("Stopped at its limit", "bad"),
        JobResults.Interrupted => ("Interrupted", "caution"),
        _ => (result, ""),
    };

    /// <summary>How long a run took: "12 ms", "1.4 seconds", "3 minutes 5 seconds".</summary>
    public static string Took(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds) switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms"),
        { TotalMinutes: < 1 } took => string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} seconds"),
        var took => string.Create(CultureInfo.InvariantCulture, $"{(long)took.TotalMinutes} min {took.Seconds} s"),
    };
}
