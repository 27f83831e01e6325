using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>Says which setting is wrong by the key under which it is configured.</summary>
public static partial class SettingWords
{
    /// <summary>One sentence a failure: "Registration:CodeTries: the field CodeTries must be between 1 and 10."</summary>
    public static string For(OptionsValidationException fault)
    {
        var section = fault.OptionsType.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string;
        return string.Join(" ", fault.Failures.Select(failure =>
            Annotation().Match(failure) is { Success: true } found && section is not null
                ? WithKey($"{section}:{found.Groups[1].Value}", found.Groups[2].Value)
                : failure));
    }

    // Some options write their own sentences, which begin with the key.
    private static string WithKey(string key, string words) => words.StartsWith(key, StringComparison.Ordinal) ? words : $"{key}: {words}";

    // The framework's words: DataAnnotation validation failed for 'X' members: 'Y' with the error: 'Z'.
    [GeneratedRegex("^DataAnnotation validation failed for '.*' members: '(.+)' with the error: '(.+)'\\.$")]
    private static partial Regex Annotation();
}
