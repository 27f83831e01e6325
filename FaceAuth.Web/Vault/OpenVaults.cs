using FaceAuth.Accounts.Sessions;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault;

/// <summary>
/// The vaults that are open for sessions of this process. A vault's key is unwrapped at a session's first use of it and
/// cleared when the session ends: at once where its member signs out here, within seconds where it is ended in another way or by
/// another process, and at its absolute end in any case.
/// </summary>
public sealed class OpenVaults(KeyRing keys, Db db, SessionStore sessions, IOptions<VaultOptions> options, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Session, OpenVault Vault)>> _vaults = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Session, OpenVault Vault)> _byUse = new(); // the most recent first

    /// <summary>Works with the session's vault; it is opened now where it is not, and anew where it was closed meanwhile.</summary>
    internal async Task<T> UseAsync<T>(VaultSession member, Func<OpenVault, Task<T>> work, CancellationToken ct)
    {
        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await work(await OpenAsync(member, ct));
                LeaveRoom();
                return result;
            }
            catch (VaultClosedException) when (attempt < attempts)
            {
                // So many vaults are in use that this one had to leave. The next one to open leaves it more time.
            }
        }
    }

    /// <summary>Closes the vault of a session that has ended.</summary>
    public void Close(string sessionId)
    {
        lock (_lock)
        {
            if (_vaults.TryGetValue(sessionId, out var node))
                Remove(node);
        }
    }

    /// <summary>Closes the vaults of sessions that have ended, wherever they were ended.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        List<string> held;
        lock (_lock)
        {
            RemoveOver();
            held = [.. _vaults.Keys];
        }
        if (held.Count == 0)
            return;
        var alive = await db.ReadAsync(
            session => sessions.ListAliveAsync(session, held, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
        foreach (var ended in held.Except(alive))
            Close(ended);
    }

    /// <summary>How many vaults are open.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
                return _vaults.Count;
        }
    }

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_byUse.Last is { } node)
                Remove(node);
        }
    }

    private async ValueTask<OpenVault> OpenAsync(VaultSession member, CancellationToken ct)
    {
        if (Find(member.SessionId) is { } open)
            return open;
        var key = await keys.UnwrapOwnedAsync(KeyPurposes.Vault, member.Account.ToString(), make: true, ct)
            ?? throw new KeyMissingException("The vault has no key.");
        return Add(member.SessionId, new OpenVault(member.Account, key, member.EndsAt));
    }

    private OpenVault? Find(string sessionId)
    {
        lock (_lock)
        {
            if (!_vaults.TryGetValue(sessionId, out var node))
                return null;
            if (node.Value.Vault.EndsAt <= clock.GetUtcNow())
            {
                Remove(node);
                return null;
            }
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Vault;
        }
    }

    private OpenVault Add(string sessionId, OpenVault vault)
    {
        lock (_lock)
        {
            if (_vaults.TryGetValue(sessionId, out var present))
            {
                vault.Dispose(); // two requests of a session opened it at once: the first one's counts
                return present.Value.Vault;
            }
            RemoveOver();
            _vaults[sessionId] = _byUse.AddFirst((sessionId, vault));
            return vault;
        }
    }

    // After the use: how many entries a vault holds is known once it was read. The one used last always stays.
    private void LeaveRoom()
    {
        lock (_lock)
        {
            var entries = _byUse.Sum(open => (long)open.Vault.Count);
            while (entries > options.Value.EntriesInMemory && _byUse.Count > 1)
            {
                entries -= _byUse.Last!.Value.Vault.Count;
                Remove(_byUse.Last);
            }
        }
    }

    private void RemoveOver()
    {
        var now = clock.GetUtcNow();
        foreach (var node in _vaults.Values.Where(node => node.Value.Vault.EndsAt <= now).ToList())
            Remove(node);
    }

    private void Remove(LinkedListNode<(string Session, OpenVault Vault)> node)
    {
        _vaults.Remove(node.Value.Session);
        _byUse.Remove(node);
        node.Value.Vault.Dispose();
    }
}
