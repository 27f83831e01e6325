using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace FaceAuth.Database;

/// <summary>One forward step of the tables: <c>Migrations/V###_Name.sql</c>, built into the program.</summary>
/// <param name="Version">Its number; steps run in this order.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Text">The statements, each able to run again.</param>
public sealed partial record Migration(long Version, string Name, string Text)
{
    /// <summary>SHA-256 of the text in hex, with line ends as on Linux wherever it was checked out.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    /// <summary>All steps built into the program, in order.</summary>
    public static IReadOnlyList<Migration> BuiltIn { get; } = Load(typeof(Migration).Assembly);

    private static List<Migration> Load(Assembly assembly)
    {
        var found = assembly.GetManifestResourceNames()
            .Select(name => (Resource: name, Match: FileName().Match(name)))
            .Where(r => r.Match.Success)
            .Select(r => new Migration(
                long.Parse(r.Match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), r.Match.Groups[1].Value, Read(assembly, r.Resource)))
            .OrderBy(m => m.Version)
            .ToList();
        return found.Select(m => m.Version).Distinct().Count() == found.Count
            ? found
            : throw new InvalidOperationException("Two migrations have one number.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^migrations/(V(\d{3})_\w+)\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
