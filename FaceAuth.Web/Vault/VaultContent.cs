namespace FaceAuth.Vault;

/// <summary>The entries of a vault at one moment, sorted once.</summary>
public sealed class VaultContent
{
    // More words than anybody types; each is looked for in every entry.
    private const int MaxWords = 8;

    private readonly Dictionary<VaultEntryId, VaultEntry> _byId;

    internal VaultContent(IEnumerable<VaultEntry> entries)
    {
        All = [.. entries.OrderBy(entry => entry.Card.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Id.Value)];
        _byId = All.ToDictionary(entry => entry.Id);
        Live = [.. All.Where(entry => entry.DeletedAt is null)];
        Bin = [.. All.Where(entry => entry.DeletedAt is not null).OrderByDescending(entry => entry.DeletedAt)];
        NotOpen = [.. All.Where(entry => !entry.IsOpen)];
        Tags = [.. Live.SelectMany(entry => entry.Card.Tags).GroupBy(tag => tag, StringComparer.OrdinalIgnoreCase)
            .Select(group => new TagCount(group.First(), group.Count())).OrderBy(tag => tag.Name, StringComparer.OrdinalIgnoreCase)];
    }

    internal static VaultContent Empty { get; } = new([]);

    /// <summary>Every entry, those in the bin too, by name.</summary>
    public IReadOnlyList<VaultEntry> All { get; }

    /// <summary>The entries that are not in the bin, by name.</summary>
    public IReadOnlyList<VaultEntry> Live { get; }

    /// <summary>The entries in the bin, the latest deleted first.</summary>
    public IReadOnlyList<VaultEntry> Bin { get; }

    /// <summary>The entries whose card does not open.</summary>
    public IReadOnlyList<VaultEntry> NotOpen { get; }

    /// <summary>The tags of live entries, by name.</summary>
    public IReadOnlyList<TagCount> Tags { get; }

    /// <summary>An entry, in the bin or not; null where the vault has no such one.</summary>
    public VaultEntry? Find(VaultEntryId id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// One page of the live entries that a query asks for. Each word of the search must stand in name, address, user name or
    /// a tag, in upper or lower case.
    /// </summary>
    public EntriesPage Query(VaultQuery query, int pageSize)
    {
        var words = (query.Search ?? "").Split(' ', MaxWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IEnumerable<VaultEntry> found = Live;
        if (words.Length > 0)
            found = found.Where(entry => words.All(word => entry.Words.Contains(word, StringComparison.OrdinalIgnoreCase)));
        if (query.Tag is { Length: > 0 } tag)
            found = found.Where(entry => entry.Card.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
        var ordered = query.Sort switch
        {
            // The oldest password first: it is the one to change. What has no password comes last.
            VaultSort.Age => found.OrderBy(entry => entry.PasswordChangedAt ?? DateTimeOffset.MaxValue).ToList(),
            VaultSort.Rotation => found.OrderBy(entry => entry.RotateAt ?? DateTimeOffset.MaxValue).ToList(),
            _ => found.ToList(), // by name already
        };
        var pages = Math.Max(1, (ordered.Count + pageSize - 1) / pageSize);
        var page = Math.Clamp(query.Page, 1, pages);
        return new EntriesPage(
            [.. ordered.Skip((page - 1) * pageSize).Take(pageSize)], ordered.Count, page, pages, Live.Count, Bin.Count, Tags);
    }
}

/// <summary>A tag and how many live entries have it.</summary>
public sealed record TagCount(string Name, int Entries)
{
    /// <summary>Never the tag.</summary>
    public override string ToString() => "(tag)";
}

/// <summary>What of the vault is to be shown.</summary>
/// <param name="Search">Words that must all be found; null or empty for every entry.</param>
/// <param name="Tag">Entries with this tag only; null or empty for every entry.</param>
/// <param name="Sort">In which order.</param>
/// <param name="Page">Which page, from 1.</param>
public sealed record VaultQuery(string? Search, string? Tag, VaultSort Sort, int Page)
{
    /// <summary>Never what is searched for.</summary>
    public override string ToString() => "(query)";

    /// <summary>The first page by name.</summary>
    public static VaultQuery Default { get; } = new(null, null, VaultSort.Name, 1);
}

/// <summary>The orders of the list.</summary>
public enum VaultSort
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>The oldest password first.</summary>
    Age,

    /// <summary>What is to be changed next first.</summary>
    Rotation,
}

/// <summary>A page of entries.</summary>
/// <param name="Entries">Those on the page.</param>
/// <param name="Found">How many were found.</param>
/// <param name="Page">Which page it is, from 1.</param>
/// <param name="Pages">How many there are, at least 1.</param>
/// <param name="Total">How many live entries the vault has.</param>
/// <param name="InBin">How many are in the bin.</param>
/// <param name="Tags">The tags there are.</param>
public sealed record EntriesPage(
    IReadOnlyList<VaultEntry> Entries, int Found, int Page, int Pages, int Total, int InBin, IReadOnlyList<TagCount> Tags);
