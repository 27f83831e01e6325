using FaceAuth.Database;

namespace FaceAuth.Keys;

/// <summary>One stored key under a master key.</summary>
/// <param name="Id">The row's id in its table.</param>
/// <param name="Context">What the key was wrapped for.</param>
/// <param name="Wrapped">The key as it is stored.</param>
public sealed record WrappedKeyRow(string Id, KeyContext Context, WrappedKey Wrapped);

/// <summary>
/// A table that holds wrapped keys. A store that has one implements this and is registered with
/// <see cref="KeysSetup.AddWrappedKeyRows{T}"/>; otherwise its keys stay under an old master key for ever, and taking that
/// one out of the file would lose them.
/// </summary>
public interface IWrappedKeyRows
{
    /// <summary>The table's name, for messages.</summary>
    string Table { get; }

    /// <summary>
    /// Up to <paramref name="count"/> rows whose key is under another master key than
    /// <paramref name="currentMasterKeyId"/>, in the order of their ids, those after <paramref name="after"/>.
    /// </summary>
    Task<IReadOnlyList<WrappedKeyRow>> ListOthersAsync(DbSession session, string currentMasterKeyId, string? after, int count);

    /// <summary>
    /// Puts the same key under another master key in the place of the old bytes, where they are still there: of two that
    /// rewrap one row one wins, a deleted row stays deleted, and a key that was replaced meanwhile stays. Touches nothing
    /// that is sealed.
    /// </summary>
    /// <returns>False where the row is not as it was read.</returns>
    Task<bool> ReplaceAsync(DbSession tx, WrappedKeyRow old, WrappedKey @new);

    /// <summary>How many rows there are under each master key.</summary>
    Task<IReadOnlyDictionary<string, long>> CountByMasterKeyAsync(DbSession session);
}

/// <summary>How many keys are under one master key.</summary>
internal sealed record MasterKeyCount
{
    public string MasterKeyId { get; init; } = "";

    public long KeyCount { get; init; }
}
