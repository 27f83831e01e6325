using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Docs;

/// <summary>The README's configuration table and the options classes say the same.</summary>
public sealed partial class ReadmeConfiguration
{
    [Fact]
    public void Every_setting_stands_in_the_table_with_its_default_and_nothing_else_does()
    {
        var table = Row().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")))
            .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        // Read where the host is made, before there are options.
        table.Remove("DataFolder").ShouldBeTrue();

        table.OrderBy(row => row.Key, StringComparer.Ordinal).ShouldBe(Settings().OrderBy(row => row.Key, StringComparer.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings() =>
        from type in typeof(FaceAuthApp).Assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        where section is not null && type is { IsClass: true, IsAbstract: false }
        let defaults = Activator.CreateInstance(type)
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite || typeof(IList).IsAssignableFrom(property.PropertyType) || property.PropertyType.IsAssignableTo(typeof(IEnumerable<string>)) && property.PropertyType != typeof(string)
        select KeyValuePair.Create($"{section}:{property.Name}", Words(property.GetValue(defaults)));

    private static string Words(object? value) => value switch
    {
        null or "" => "",
        string text => text,
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IEnumerable list when !list.Cast<object>().Any() => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // | `Section:Key` | `default` | what it is |
    [GeneratedRegex(@"^\| `([A-Z][A-Za-z:]+)` \| (?:`([^`]*)`)? ?\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
