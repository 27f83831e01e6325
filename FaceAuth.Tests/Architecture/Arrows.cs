using System.Text.RegularExpressions;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Architecture;

/// <summary>Dependencies run one way: pages, jobs and command line → features → keys, e-mail, database → site.</summary>
public sealed partial class Arrows
{
    // Folder → the folders whose namespaces it may use. Hosting puts everything together and may use all.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Site"] = [],
        ["Database"] = ["Site"],
        ["Keys"] = ["Database", "Site"],
        ["Photos"] = ["Site"],
        ["Faces"] = ["Site"],
        ["Email"] = ["Keys", "Database", "Site"],
        ["Ledger"] = ["Email", "Keys", "Database", "Site"],
        ["Accounts"] = ["Ledger", "Faces", "Photos", "Email", "Keys", "Database", "Site"],
        ["Vault"] = ["Accounts", "Ledger", "Faces", "Email", "Keys", "Database", "Site"],
        ["Rotation"] = ["Vault", "Accounts", "Ledger", "Email", "Keys", "Database", "Site"],
        ["Jobs"] = ["Rotation", "Vault", "Accounts", "Ledger", "Email", "Keys", "Database", "Site"],
        ["Hosting"] = ["Rotation", "Vault", "Accounts", "Ledger", "Faces", "Photos", "Email", "Keys", "Database", "Site"],
        ["Pages"] = ["Hosting", "Jobs", "Rotation", "Vault", "Accounts", "Ledger", "Faces", "Email", "Keys", "Database", "Site"],
        ["Cli"] = ["Hosting", "Rotation", "Vault", "Accounts", "Ledger", "Faces", "Email", "Keys", "Database", "Site"],
    };

    [Fact]
    public void No_folder_uses_one_above_it()
    {
        var web = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web");
        var wrong = new List<string>();
        var seen = 0;
        foreach (var folder in Directory.GetDirectories(web).Select(Path.GetFileName))
        {
            if (folder is "bin" or "obj" or "wwwroot" or "Properties")
                continue;
            Allowed.ShouldContainKey(folder!, $"the folder {folder} has no place in the table of arrows");
            foreach (var file in Directory.EnumerateFiles(Path.Combine(web, folder!), "*.*", SearchOption.AllDirectories))
            {
                if (!file.EndsWith(".cs") && !file.EndsWith(".cshtml") && !file.EndsWith(".razor"))
                    continue;
                foreach (Match use in Use().Matches(File.ReadAllText(file)))
                {
                    seen++;
                    var used = use.Groups[1].Value;
                    if (used != folder && Allowed.ContainsKey(used) && !Allowed[folder!].Contains(used))
                        wrong.Add($"{Path.GetRelativePath(web, file)} uses FaceAuth.{used}");
                }
            }
        }
        seen.ShouldBeGreaterThan(100, "the expression should find the uses there are");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Sql_stands_in_stores_and_migrations_only()
    {
        var web = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web");
        var wrong = Directory.EnumerateFiles(web, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Where(file => Sql().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(web, file))
            .Where(file => !file.EndsWith("Store.cs") && !file.StartsWith("Database"));
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bFaceAuth\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Use();

    [GeneratedRegex(@"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", RegexOptions.Singleline)]
    private static partial Regex Sql();
}
