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
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, VaultEntry> _entries = new(StringComparer.Ordinal);
    private long _version;
    private VaultContent _content = VaultContent.Empty;

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
            var rows = await db.ReadAsync(async session =>
            {
                // The counters first: what is written between the two reads is read twice, never missed.
                if (await store.FindVaultAsync(session, account) is not { } vault || vault.Version == _version)
                    return null;
                if (vault.ErasedVersion > _version)
                {
                    _entries.Clear();
                    _version = 0;
                }
                var changed = await store.ListSinceAsync(session, account, _version);
                _version = vault.Version;
                return changed;
            }, ct);
            if (rows is not null)
            {
                foreach (var row in rows)
                    _entries[row.Id] = new VaultEntry(row, TryOpen(row));
                _content = new VaultContent(_entries.Values);
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
            return SealFormat.Seal(
                key, VaultCard.Context(account.ToString(), entry.ToString(), version),
                RandomNumberGenerator.GetBytes(SealFormat.SaltSize), plaintext)
                ?? throw new VaultClosedException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key.Dispose();
        _content = VaultContent.Empty;
    }

    // Null where the card does not open: the entry says so, and the others are shown all the same.
    private VaultCard? TryOpen(VaultEntryRow row)
    {
        try
        {
            var bytes = SealFormat.Open(key, VaultCard.Context(row.AccountId, row.Id, row.CardVersion), row.SealedCard)
                ?? throw new VaultClosedException();
            return VaultCard.FromBytes(bytes);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }
}

/// <summary>The vault was closed while it was being read: its key is cleared. It can be opened anew where the session lives.</summary>
internal sealed class VaultClosedException() : Exception("The vault was closed while it was being read.");
