using System.Text.RegularExpressions;
using FaceAuth.Cli;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Docs;

public sealed partial class Documents
{
    private static readonly IReadOnlyList<string> All =
        [Path.Combine(RepositoryRoot.Path, "README.md"), .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md", SearchOption.AllDirectories)];

    [Fact]
    public void Every_link_to_a_file_of_the_repository_leads_somewhere()
    {
        var dead =
            from document in All
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = Path.GetFullPath(link.Groups[1].Value, Path.GetDirectoryName(document)!)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{Path.GetFileName(document)}: {link.Groups[1].Value}";
        dead.ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_stands_in_the_readme()
    {
        var readme = File.ReadAllText(All[0]);
        var commands = CommandLine.Create().Subcommands.SelectMany(noun => noun.Subcommands.Select(verb => $"{noun.Name} {verb.Name}")).ToList();

        commands.Count.ShouldBeGreaterThan(3);
        foreach (var command in commands)
            readme.ShouldContain($"| `./run {command}", Case.Sensitive);
    }

    // [words](path), without addresses of other sites and places in the same page.
    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
