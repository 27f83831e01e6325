using System.Globalization;
using System.Security.Cryptography;
using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Brings entries from a file in two steps: read whole and shown, then taken whole. All keys are made before the one
/// transaction in which everything is written, so that nothing is half taken whatever fails.
/// </summary>
public sealed class VaultImports(
    Db db, LiveSessions live, VaultImportStore store, VaultStore entries, VaultSecretStore secrets, OpenVaults vaults,
    PasswordVault vault, ImportedRows rows, LedgerWriter ledger, IOptions<VaultOptions> options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ReaderWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _readers = new(2, 2), _taking = new(1, 1);

    /// <summary>Reads a file and keeps what is in it for the decision, until the session ends.</summary>
    /// <param name="member">Who, in which session.</param>
    /// <param name="file">Its bytes; the caller clears them.</param>
    /// <param name="format">The format; null to tell it by the content.</param>
    /// <param name="passphrase">Of an encrypted file; may be null.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PreviewResult> PreviewAsync(VaultSession member, ReadOnlyMemory<byte> file, ImportFormat? format, string? passphrase, CancellationToken ct)
    {
        if (await ReadAsync(file, format, passphrase, ct) is not { } reading)
            return new PreviewResult.Busy();
        if (reading is not ImportReading.Read read)
            return new PreviewResult.Refused((ImportReading.Refused)reading);
        if (read.Entries.Sum(Secrets) is > EntryLimits.Secrets and var secretsThere)
            return new PreviewResult.Refused(ImportReading.No(
                $"The file holds {secretsThere:N0} passwords, notes and keys, the old ones included; one import takes {EntryLimits.Secrets:N0}. Export a part of your passwords at a time."));
        var id = Guid.CreateVersion7().ToString();
        var bytes = new ImportBatch(read.Entries, read.NotCarried, read.EndUnknown).ToBytes();
        byte[] sealedEntries;
        try
        {
            sealedEntries = await vaults.UseAsync(member, open => Task.FromResult(open.Seal(Context(member, id), bytes)), ct);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
        var row = new VaultImportRow
        {
            Id = id,
            AccountId = member.Account.ToString(),
            SessionId = member.SessionId,
            SealedEntries = sealedEntries,
            CreatedAt = Now(),
            ExpiresAt = member.EndsAt.ToUnixTimeMilliseconds(),
        };
        return await db.WriteAsync<PreviewResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new PreviewResult.SessionOver();
            await store.DeleteOfSessionAsync(tx, member);
            await store.InsertAsync(tx, row);
            return new PreviewResult.Waiting(id);
        }, ct);
    }

    /// <summary>What taking an import would do now; null where the session has no such one.</summary>
    public async Task<ImportPreview?> FindAsync(VaultSession member, string id, CancellationToken ct)
    {
        if (await OpenAsync(member, id, ct) is not { } batch)
            return null;
        var duplicates = await FindDuplicatesAsync(member, batch, ct);
        return new ImportPreview(
            id,
            [.. batch.Entries.Select((entry, i) => new ImportedEntry(entry.Name, entry.UserName, entry.Site, duplicates[i]))],
            batch.NotCarried, batch.EndUnknown);
    }

    /// <summary>Takes an import: all of it, or all that is not there already.</summary>
    public async Task<TakeImportResult> TakeAsync(VaultSession member, string id, bool skipDuplicates, CancellationToken ct)
    {
        // One after the other in a process: of a form that was sent many times, the second finds the import taken before it has
        // made all of its keys.
        await _taking.WaitAsync(ct);
        try
        {
            return await TakeOnceAsync(member, id, skipDuplicates, ct);
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task<TakeImportResult> TakeOnceAsync(VaultSession member, string id, bool skipDuplicates, CancellationToken ct)
    {
        if (await OpenAsync(member, id, ct) is not { } batch)
            return new TakeImportResult.NotThere();
        var duplicates = await FindDuplicatesAsync(member, batch, ct);
        var wanted = batch.Entries.Where((_, i) => !skipDuplicates || duplicates[i] == ImportDuplicate.None).ToList();
        var most = options.Value.MaxEntries;
        if (await db.ReadAsync(session => entries.CountAsync(session, member.Account), ct) + wanted.Count > most)
            return new TakeImportResult.Full(most);
        var made = await rows.MakeAsync(member, wanted, ct);
        var note = await ledger.SealAsync(
            member.Event(LedgerKinds.EntriesImported, id, ("entries", made.Count.ToString(CultureInfo.InvariantCulture))), ct);
        return await db.WriteAsync<TakeImportResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new TakeImportResult.NotThere();
            // Before the import is taken away: it waits on, until there is room.
            if (await entries.CountAsync(tx, member.Account) + made.Count > most)
                return new TakeImportResult.Full(most);
            if (!await store.TryTakeAsync(tx, member, id))
                return new TakeImportResult.NotThere();
            var version = await entries.CountChangeAsync(tx, member.Account, Now());
            foreach (var (entry, itsSecrets) in made)
            {
                await entries.InsertAsync(tx, entry with { VaultVersion = version });
                foreach (var secret in itsSecrets)
                    await secrets.InsertAsync(tx, secret);
            }
            await ledger.AppendAsync(tx, note);
            return new TakeImportResult.Taken(made.Count, batch.Entries.Count - made.Count);
        }, ct);
    }

    /// <summary>Throws an import away.</summary>
    public Task DropAsync(VaultSession member, string id, CancellationToken ct) => db.WriteAsync(tx => store.TryTakeAsync(tx, member, id), ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _readers.Dispose();
        _taking.Dispose();
    }

    /// <summary>Deletes imports that nobody decided on while their session lasted.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) => db.WriteAsync(tx => store.DeleteExpiredAsync(tx, Now()), ct);

    private static int Secrets(TransferEntry entry) => 3 + entry.History.Count;

    // A file costs seconds of a core and up to a gigabyte on the way (a hostile one): a few at a time, whoever sends them.
    private async Task<ImportReading?> ReadAsync(ReadOnlyMemory<byte> file, ImportFormat? format, string? passphrase, CancellationToken ct)
    {
        if (!await _readers.WaitAsync(ReaderWait, ct))
            return null;
        try
        {
            return await Task.Run(() => ImportReader.Read(file.Span, format, passphrase), ct);
        }
        finally
        {
            _readers.Release();
        }
    }

    private async Task<ImportBatch?> OpenAsync(VaultSession member, string id, CancellationToken ct)
    {
        if (await db.ReadAsync(session => store.FindAsync(session, member, id, Now()), ct) is not { } row)
            return null;
        byte[] bytes;
        try
        {
            bytes = await vaults.UseAsync(member, open => Task.FromResult(open.Open(Context(member, id), row.SealedEntries)), ct);
        }
        catch (SealBrokenException)
        {
            return null; // altered in the database: as if it were gone, and the file can be read again
        }
        try
        {
            return ImportBatch.FromBytes(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<IReadOnlyList<ImportDuplicate>> FindDuplicatesAsync(VaultSession member, ImportBatch batch, CancellationToken ct)
    {
        var there = (await vault.ReadAsync(member, ct)).Live.Where(entry => entry.IsOpen)
            .Select(entry => (entry.Card.Name, entry.Card.Site, entry.Card.UserName)).ToHashSet();
        var seen = new HashSet<TransferKey>();
        return [.. batch.Entries.Select(entry =>
            there.Contains((entry.Name, entry.Site, entry.UserName)) ? ImportDuplicate.InVault
            : seen.Add(entry.Key) ? ImportDuplicate.None : ImportDuplicate.InFile)];
    }

    private static SealContext Context(VaultSession member, string id) => new(KeyPurposes.Vault, member.Account.ToString(), id, 1, "import");

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
