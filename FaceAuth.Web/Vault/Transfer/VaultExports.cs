using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Writes the whole vault into a file, for a grant that a fresh face gave. Opening everything is one call to the key service
/// for each version of each secret, and is done before the grant is used up: what fails on the way costs no proof.
/// </summary>
public sealed class VaultExports(
    Db db, PasswordVault vault, VaultSecretStore store, SealedSecrets secrets, BrokenEntries brokenEntries, RevealGrants grants, SecretReveals reveals) : IDisposable
{
    private const int AtOnce = 16, Batch = 500;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Makes the file; once for each grant.</summary>
    /// <param name="member">Who, in which session.</param>
    /// <param name="grantId">A grant for an export.</param>
    /// <param name="write">Writes the entries in the wanted format.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ExportResult> WriteAsync(
        VaultSession member, string grantId, Func<IReadOnlyList<TransferEntry>, ExportFile> write, CancellationToken ct)
    {
        if (await grants.FindAsync(member, grantId, ct) is not { Target.Entry: null })
            return new ExportResult.NotThere();
        // One vault in plain text in memory at a time; of a form that was sent many times, the second finds the grant used.
        await _turn.WaitAsync(ct);
        try
        {
            if (await grants.FindAsync(member, grantId, ct) is not { IsOpen: true })
                return new ExportResult.Over();
            var (entries, broken) = await OpenAsync(member, ct);
            var file = write(entries);
            return await reveals.TakeExportAsync(member, grantId, ct)
                ? new ExportResult.Written(file, entries.Count, broken)
                : new ExportResult.Over();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<(IReadOnlyList<TransferEntry> Entries, int Broken)> OpenAsync(VaultSession member, CancellationToken ct)
    {
        var live = (await vault.ReadAsync(member, ct)).Live;
        var written = new List<TransferEntry>(live.Count);
        var broken = 0;
        foreach (var some in live.Chunk(Batch))
        {
            var ids = some.Where(entry => entry.IsOpen).Select(entry => entry.Id.ToString()).ToList();
            var rows = ids.Count == 0 ? [] : await db.ReadAsync(session => store.ListAsync(session, member.Account, ids), ct);
            var byEntry = rows.ToLookup(row => row.EntryId);
            var made = new TransferEntry?[some.Length];
            await Parallel.ForAsync(0, some.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, stop) =>
                made[i] = await OpenAsync(member, some[i], [.. byEntry[some[i].Id.ToString()]], stop));
            written.AddRange(made.OfType<TransferEntry>());
            broken += made.Count(entry => entry is null);
        }
        return (written, broken);
    }

    // Null where a part of it does not open: half an entry in a file would pass for the whole one. It is written down, as at
    // a reveal; a card that does not open was when the vault was read.
    private async Task<TransferEntry?> OpenAsync(VaultSession member, VaultEntry entry, IReadOnlyList<VaultSecretRow> rows, CancellationToken ct)
    {
        if (!entry.IsOpen)
            return null;
        var part = SecretField.Password;
        try
        {
            var old = new List<OldPassword>();
            foreach (var row in rows.Where(row => row.Field == nameof(SecretField.Password) && row.Version != entry.Card.Password).OrderByDescending(row => row.Version))
                old.Add(new OldPassword(
                    await OpenAsync(row, SecretField.Password, row.Version),
                    row.ReplacedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null));
            return new TransferEntry
            {
                Name = entry.Card.Name,
                Site = entry.Card.Site,
                UserName = entry.Card.UserName,
                Tags = entry.Card.Tags,
                Password = await CurrentAsync(SecretField.Password),
                Notes = await CurrentAsync(SecretField.Notes) ?? "",
                Totp = await CurrentAsync(SecretField.Totp),
                History = old,
                ChangedAt = entry.PasswordChangedAt,
            };
        }
        catch (SealBrokenException)
        {
            await brokenEntries.NoteAsync(member, entry.Id, part.ToString(), ct);
            return null;
        }

        async Task<string?> CurrentAsync(SecretField field)
        {
            part = field;
            if (entry.Card.VersionOf(field) is not (> 0 and var version))
                return null;
            var row = rows.FirstOrDefault(row => row.Field == field.ToString() && row.Version == version)
                ?? throw new SealBrokenException("A version of a secret that the entry names is not there.");
            return await OpenAsync(row, field, version);
        }

        Task<string> OpenAsync(VaultSecretRow row, SecretField field, long version) => version is > 0 and <= int.MaxValue
            ? secrets.OpenAsync(member.Account, new SecretPlace(entry.Id, field, (int)version), row, ct)
            : throw new SealBrokenException("A version of a secret has a number that no version has.");
    }
}

/// <summary>How an export ended.</summary>
public abstract record ExportResult
{
    private ExportResult() { }

    /// <summary>The file, and how many entries it has and how many could not be opened.</summary>
    public sealed record Written(ExportFile File, int Entries, int Broken) : ExportResult;

    /// <summary>The grant was used, or its time is over, or the session has ended.</summary>
    public sealed record Over : ExportResult;

    /// <summary>The session has no such grant.</summary>
    public sealed record NotThere : ExportResult;
}
