using System.Globalization;

namespace FaceAuth.Vault.Transfer;

/// <summary>Gathers the entries of a file with what is wrong and what was not carried; one fault refuses all.</summary>
internal sealed class ImportCollector
{
    private readonly List<TransferEntry> entries = [];
    private readonly List<NotCarried> notCarried = [];
    private readonly List<ImportFault> faults = [];
    // What is said once with a number: favourite marks, icons.
    private readonly Dictionary<string, int> counted = [];
    private int unlisted;

    /// <summary>There are as many faults as are told; reading on would be for nothing.</summary>
    public bool Full => faults.Count >= ImportReader.MaxFaults;

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Count;

    public void Add(ImportDraft draft)
    {
        if (entries.Count == EntryLimits.Entries)
        {
            Fault(draft.Place.Line, string.Create(CultureInfo.InvariantCulture, $"There are more than {EntryLimits.Entries:N0} entries. Export fewer at a time."));
            return;
        }
        var (entry, listed, wrong) = draft.Finish();
        entries.Add(entry);
        foreach (var one in listed) List(one);
        foreach (var one in wrong) Fault(one.Line, one.Words);
    }

    /// <summary>Lists an item of which there is no entry.</summary>
    public void Lose(ImportPlace place, string name, string what) => List(new NotCarried(place.ToString(), name, what));

    /// <summary>Counts what is lost in the same way in many items; <paramref name="what"/> is in the plural.</summary>
    public void CountLost(string what) => counted[what] = counted.GetValueOrDefault(what) + 1;

    public void Fault(int? line, string words)
    {
        if (!Full) faults.Add(new ImportFault(line, words));
    }

    public ImportReading Finish(bool endUnknown)
    {
        if (faults.Count > 0) return new ImportReading.Refused(faults);
        if (entries.Count == 0 && notCarried.Count == 0 && counted.Count == 0) return ImportReading.No("There is no entry in the file.");
        var wholes = counted.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new NotCarried("", "", string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Value}")));
        if (unlisted > 0) wholes = wholes.Append(new NotCarried("", "", string.Create(CultureInfo.InvariantCulture, $"further things that were not carried or were moved to the notes: {unlisted}")));
        return new ImportReading.Read(entries, [.. wholes, .. notCarried], endUnknown);
    }

    private void List(NotCarried one)
    {
        if (notCarried.Count < ImportReader.MaxNotCarried) notCarried.Add(one);
        else unlisted++;
    }
}
