using System.Security.Cryptography;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Vault;

/// <summary>
/// One member's vault, open for one session: its key, unwrapped once, and the cards that it opens. Reading it anew after a
/// change costs only what changed; both are cleared when the session ends.
/// </summary>
internal sealed class OpenVault(AccountId account, DataKey key, DateTimeOffset endsAt) : IDisposable
{
    private readonly string _owner = account.ToString();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<VaultEntryId, VaultEntry> _entries = [];
    private long _version;
    private VaultContent _content = VaultContent.Empty;
    private volatile bool _closed;

    /// <summary>When the session ends.</summary>
    public DateTimeOffset EndsAt { get; } = endsAt;

    /// <summary>How many entries are held.</summary>
    public int Count => _content.All.Count;

    /// <summary>Brings the entries up to date and returns them.</summary>
    public async Task<VaultContent> ReadAsync(Db db, VaultStore store, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // Who waited while it was closed would find nothing new to read, and take what is there for the vault.
            if (_closed)
                throw new VaultClosedException();
            var changes = await db.ReadAsync(session => ListChangesAsync(session, store), ct);
            if (changes is not null)
            {
                if (changes.Whole)
                    _entries.Clear();
                foreach (var row in changes.Rows)
                {
                    // An id that this program cannot have written is nobody's entry, and must not hide the others.
                    if (row.Id.Length == 36 && !row.Id.AsSpan().ContainsAnyInRange('A', 'F') && VaultEntryId.TryParse(row.Id, out var id))
                        _entries[id] = new VaultEntry(id, row, TryOpen(row));
                }
                _content = new VaultContent(_entries.Values);
                _version = changes.Version; // last: what fails on the way is read again
            }
            return _content;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Seals a card for its place.</summary>
    public byte[] Seal(VaultCard card, VaultEntryId entry, long version)
    {
        var plaintext = card.ToBytes();
        try
        {
            return Seal(VaultCard.Context(_owner, entry.ToString(), version), plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Seals under the vault's key.</summary>
    public byte[] Seal(SealContext place, ReadOnlySpan<byte> plaintext) =>
        SealFormat.Seal(key, place, RandomNumberGenerator.GetBytes(SealFormat.SaltSize), plaintext) ?? throw new VaultClosedException();

    /// <summary>Opens what was sealed under the vault's key.</summary>
    /// <exception cref="SealBrokenException">It was altered or moved.</exception>
    public byte[] Open(SealContext place, ReadOnlySpan<byte> sealedBytes) =>
        SealFormat.Open(key, place, sealedBytes) ?? throw new VaultClosedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        key.Dispose();
    }

    private async Task<Changes?> ListChangesAsync(DbSession session, VaultStore store)
    {
        // The counters first: what is written between the two reads is read twice, never missed.
        var vault = await store.FindVaultAsync(session, account) ?? new VaultRow();
        if (vault.Version == _version)
            return null;
        // After an erasure, and where the count went back (the account was deleted, the database restored), all of it.
        var whole = vault.ErasedVersion > _version || vault.Version < _version;
        return new Changes(vault.Version, whole, await store.ListSinceAsync(session, account, whole ? 0 : _version));
    }

    // Null where the card does not open: the entry says so, and the others are shown all the same.
    private VaultCard? TryOpen(ListedEntryRow row)
    {
        if (row.CardVersion is < 1 or > int.MaxValue)
            return null;
        try
        {
            return VaultCard.FromBytes(Open(VaultCard.Context(_owner, row.Id, row.CardVersion), row.SealedCard));
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private sealed record Changes(long Version, bool Whole, IReadOnlyList<ListedEntryRow> Rows);
}

/// <summary>The vault was closed while it was being read: its key is cleared. It can be opened anew where the session lives.</summary>
internal sealed class VaultClosedException() : Exception("The vault was closed while it was being read.");
