using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Tests.Keys;

/// <summary>A table of keys in which something happens before a row is replaced.</summary>
internal sealed class HookedRows(IWrappedKeyRows inner, Func<Task> beforeReplace) : IWrappedKeyRows
{
    public string Table => inner.Table;

    public Task<IReadOnlyList<WrappedKeyRow>> ListOthersAsync(DbSession session, string currentMasterKeyId, string? after, int count) =>
        inner.ListOthersAsync(session, currentMasterKeyId, after, count);

    public async Task<bool> ReplaceAsync(DbSession tx, WrappedKeyRow old, WrappedKey @new)
    {
        await beforeReplace();
        return await inner.ReplaceAsync(tx, old, @new);
    }

    public Task<IReadOnlyDictionary<string, long>> CountByMasterKeyAsync(DbSession session) => inner.CountByMasterKeyAsync(session);
}

/// <summary>A wrapper at which something happens before the first rewrap: between reading a row and writing it.</summary>
internal sealed class HookedWrapper(IKeyWrapper inner, Func<Task> beforeFirst) : IKeyWrapper
{
    private Func<Task>? _beforeFirst = beforeFirst;

    public string CurrentMasterKeyId => inner.CurrentMasterKeyId;

    public IReadOnlyList<string> MasterKeyIds => inner.MasterKeyIds;

    public Task StartAsync(bool mayCreate, CancellationToken ct) => inner.StartAsync(mayCreate, ct);

    public Task<string> AddMasterKeyAsync(CancellationToken ct) => inner.AddMasterKeyAsync(ct);

    public Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct) => inner.GenerateAsync(context, ct);

    public Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct) => inner.UnwrapAsync(wrapped, context, ct);

    public async Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _beforeFirst, null) is { } hook)
            await hook();
        return await inner.RewrapAsync(wrapped, context, ct);
    }
}
