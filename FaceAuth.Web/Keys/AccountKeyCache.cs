namespace FaceAuth.Keys;

/// <summary>
/// A few unwrapped account keys for a short time, the most recently used ones. What leaves is cleared. A forgotten
/// account's key is not taken in again for one lifetime, so that a reader that was under way does not bring it back.
/// </summary>
internal sealed class AccountKeyCache(int capacity, TimeSpan lifetime, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new(); // the most recent first
    private readonly Dictionary<string, long> _forgotten = [];

    /// <summary>The key, or null where it is not held.</summary>
    public DataKey? Find(string account)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(account, out var node))
                return null;
            if (IsOver(node.Value.Since))
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Key;
        }
    }

    /// <summary>Takes the key in, and returns the one to use: what came first where two readers bring it.</summary>
    public DataKey Add(string account, DataKey key)
    {
        lock (_lock)
        {
            RemoveOld();
            if (_forgotten.ContainsKey(account))
                return key;
            if (_entries.TryGetValue(account, out var present))
            {
                key.Dispose();
                return present.Value.Key;
            }

            if (_entries.Count >= capacity)
                Remove(_byUse.Last!);
            _entries[account] = _byUse.AddFirst(new Entry(account, key, clock.GetTimestamp()));
            return key;
        }
    }

    /// <summary>Clears the account's key and does not take it in again for one lifetime.</summary>
    public void Forget(string account)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(account, out var node))
                Remove(node);
            _forgotten[account] = clock.GetTimestamp();
        }
    }

    /// <summary>Clears all keys.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_byUse.Last is { } node)
                Remove(node);
        }
    }

    private bool IsOver(long since) => clock.GetElapsedTime(since) >= lifetime;

    private void RemoveOld()
    {
        foreach (var node in _entries.Values.Where(n => IsOver(n.Value.Since)).ToList())
            Remove(node);
        foreach (var account in _forgotten.Where(f => IsOver(f.Value)).Select(f => f.Key).ToList())
            _forgotten.Remove(account);
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Account);
        _byUse.Remove(node);
        node.Value.Key.Dispose();
    }

    private sealed record Entry(string Account, DataKey Key, long Since);
}
