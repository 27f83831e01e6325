using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>Puts on the ledger what happens to the master keys. The subject is the master key's id.</summary>
public sealed class KeyNotes(LedgerWriter ledger, Db db)
{
    /// <summary>The row of a rewrap, for <see cref="KeyRewrap.RunAsync"/>: one for each run that moves something.</summary>
    /// <param name="actor"><see cref="LedgerActors.CommandLine"/>, or <c>""</c> for the program itself.</param>
    public RewrapNote Rewrapped(string actor) => async (masterKeyId, ct) =>
    {
        var note = await ledger.SealAsync(new LedgerEvent(LedgerKinds.KeysRewrapped, "", actor, Subject(masterKeyId)), ct);
        return tx => ledger.AppendAsync(tx, note);
    };

    /// <summary>A newer master key was made.</summary>
    /// <exception cref="LedgerHeadMissingException">It cannot be recorded; the key is made all the same.</exception>
    public async Task AddedAsync(string masterKeyId, string actor, CancellationToken ct)
    {
        var note = await ledger.SealAsync(new LedgerEvent(LedgerKinds.MasterKeyAdded, "", actor, Subject(masterKeyId)), ct);
        await db.WriteAsync(tx => ledger.AppendAsync(tx, note), ct);
    }

    // A key service names its keys as it likes.
    private static string Subject(string masterKeyId) =>
        masterKeyId.Length <= LedgerFormat.SubjectLength && !masterKeyId.AsSpan().ContainsAnyExceptInRange(' ', '~') ? masterKeyId : "";
}
