using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Vault.Reveals;

/// <summary>Puts on the ledger that a secret was asked for and not shown, because the one who asked did not prove to be its owner.</summary>
public sealed class RevealRefusals(Db db, AccountStore accounts, LedgerWriter ledger)
{
    /// <summary>Writes it down, also where the session has ended meanwhile.</summary>
    public async Task NoteAsync(VaultSession member, RevealTarget target, RefusalReason reason, CancellationToken ct)
    {
        var note = await ledger.SealAsync(
            member.Event(
                LedgerKinds.RevealRefused, target.Entry?.ToString() ?? "", ("field", target.FieldName), ("reason", reason.ToString())), ct);
        await db.WriteAsync(async tx =>
        {
            if (await accounts.LockAsync(tx, member.Account))
                await ledger.AppendAsync(tx, note);
        }, ct);
    }
}
