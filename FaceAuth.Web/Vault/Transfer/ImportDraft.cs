using System.Globalization;

namespace FaceAuth.Vault.Transfer;

/// <summary>Where in a file something stands.</summary>
/// <param name="Kind">"Item" or "Line", as people read it.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Line">The line in the file, where there are lines.</param>
internal readonly record struct ImportPlace(string Kind, int Number, int? Line)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Number}");
}

/// <summary>An entry while it is read: what a format has in other places comes to where it belongs, and what has no place goes to the notes.</summary>
internal sealed class ImportDraft(ImportPlace place)
{
    private readonly List<string> movedToNotes = [];
    private readonly List<string> notCarried = [];

    public ImportPlace Place { get; } = place;

    public string Name { get; set; } = "";
    public string Site { get; set; } = "";
    public string UserName { get; set; } = "";
    public List<string> Tags { get; } = [];
    public string? Password { get; set; }
    public string Notes { get; set; } = "";
    public string? Totp { get; set; }
    public List<OldPassword> History { get; } = [];
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>A value without a place of its own: a line of the notes, and listed with <paramref name="what"/>.</summary>
    public void MoveToNotes(string name, string value, string what)
    {
        // Over the limit it is refused in any case; hundreds of thousands of fields would be copied again and again for nothing.
        if (Notes.Length > EntryLimits.Notes) return;
        Notes += $"{(Notes == "" || Notes.EndsWith('\n') ? "" : "\n")}{name}: {value}";
        if (!movedToNotes.Contains(what)) movedToNotes.Add(what);
    }

    /// <summary>Something that is lost.</summary>
    public void Lose(string what) => notCarried.Add(what);

    /// <summary>The entry, what to list about it, and what is wrong with it.</summary>
    public (TransferEntry Entry, IEnumerable<NotCarried> NotCarried, IReadOnlyList<ImportFault> Faults) Finish()
    {
        // A Steam key, a counter-based one or a mistake: it is kept, where it can be read again.
        if (string.IsNullOrWhiteSpace(Totp)) Totp = null;
        else if (Totp.Length <= EntryLimits.Totp && !Vault.Totp.TryParse(Totp, out _))
        {
            MoveToNotes("TOTP", Totp, "a one-time code key that this site cannot use");
            Totp = null;
        }
        var faults = new List<ImportFault>();
        var entry = new TransferEntry
        {
            Name = Line(Name).Trim(),
            Site = Line(Site).Trim(),
            UserName = Line(UserName),
            Tags = [.. Tags.Select(tag => Line(tag).Trim()).Where(tag => tag != "").Distinct()],
            Password = Password == "" ? null : Password,
            Notes = Notes,
            Totp = Totp,
            History = [.. History.Where(old => old.Password != "")],
            ChangedAt = ChangedAt,
        };
        if (entry.Name == "") entry = entry with { Name = NameFrom(entry.Site) };
        if (new[] { Name, Site, UserName }.Concat(Tags).Any(text => text.Any(char.IsControl)))
            Lose("line breaks and control characters in one-line fields: they are blanks now");

        Check("name", entry.Name, EntryLimits.Name);
        Check("site address", entry.Site, EntryLimits.Site);
        Check("user name", entry.UserName, EntryLimits.UserName);
        Check("password", entry.Password, EntryLimits.Password);
        Check(movedToNotes.Count > 0 ? "text of the notes, with what was added from fields that have no place of their own," : "text of the notes", entry.Notes, EntryLimits.Notes);
        Check("one-time code key", entry.Totp, EntryLimits.Totp);
        foreach (var tag in entry.Tags) Check("folder or tag", tag, EntryLimits.Tag);
        foreach (var old in entry.History) Check("old password", old.Password, EntryLimits.Password);
        if (entry.Tags.Count > EntryLimits.Tags) Fault($"there are more than {EntryLimits.Tags} folders and tags");
        if (entry.History.Count > EntryLimits.History) Fault($"there are more than {EntryLimits.History} old passwords");

        var listed = movedToNotes.Select(what => what + ": in the notes now").Concat(notCarried)
            .Select(what => new NotCarried(Place.ToString(), entry.Name, what));
        return (entry, listed, faults);

        void Check(string field, string? text, int limit)
        {
            if (text is null) return;
            if (text.Length > limit) Fault(string.Create(CultureInfo.InvariantCulture, $"the {field} is longer than {limit:N0} characters"));
            else if (text.Contains('\0')) Fault($"the {field} has a NUL character");
        }

        void Fault(string what) => faults.Add(new ImportFault(Place.Line, $"{Place}: {what}."));
    }

    private static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static string NameFrom(string site)
    {
        if (!Uri.TryCreate(site, UriKind.Absolute, out var uri) || uri.Host == "")
            _ = Uri.TryCreate("https://" + site, UriKind.Absolute, out uri);
        return uri is { Host: { Length: > 0 and <= EntryLimits.Name } host } && site != "" ? host : EntryLimits.Untitled;
    }
}
