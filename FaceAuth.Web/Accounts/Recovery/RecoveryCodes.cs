using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// A member's ten recovery codes: made together, shown once, used once each. Stored as HMACs, with a kind for each account,
/// so that a copy of the database neither opens an account nor tells that two have the same code.
/// </summary>
public sealed class RecoveryCodes(
    Db db, AccountStore accounts, SignInStore signIns, RecoveryCodeStore store, LookupHash hash, Outbox outbox, RecoveryMails mails,
    LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Codes in a set.</summary>
    public const int SetSize = 10;

    /// <summary>So many left, and the member is told to make new ones.</summary>
    public const int Few = 2;

    /// <summary>How many codes are left.</summary>
    public Task<RecoveryCodesLeft> CountAsync(AccountId account, CancellationToken ct) =>
        db.ReadAsync(async session => new RecoveryCodesLeft(
            (int)await store.CountLeftAsync(session, account), await store.HasSetAsync(session, account)), ct);

    /// <summary>
    /// Makes ten new codes in the place of those there are. The old ones stop working at once; they are kept for a while, so
    /// that "this wasn't me" can bring them back.
    /// </summary>
    /// <returns>The codes, to be shown and forgotten; null where the account was deleted, or the sign-in taken back, meanwhile.</returns>
    public async Task<IReadOnlyList<RecoveryCode>?> MakeAsync(AccountId id, string signInId, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return null;
        var codes = Enumerable.Range(0, SetSize).Select(_ => RecoveryCode.New()).ToList();
        var now = clock.GetUtcNow();
        var rows = codes.Select(code => new RecoveryCodeRow
        {
            Id = Guid.CreateVersion7().ToString(),
            AccountId = account.Id,
            CodeHash = HashOf(id, code),
            SignInId = signInId,
            CreatedAt = now.ToUnixTimeMilliseconds(),
        }).ToList();
        var mail = await outbox.SealAsync(mails.Made(account, origin, now), ct);
        var note = await ledger.SealAsync(LedgerKinds.RecoveryCodesMade, id, "", origin, ct);
        var made = await db.WriteAsync(async tx =>
        {
            // A request that was under way when its sign-in was disowned must not leave ten codes behind.
            if (!await accounts.LockAsync(tx, id) || !await signIns.IsLiveAsync(tx, id, signInId))
                return false;
            await store.ReplaceAllAsync(tx, id, signInId, now.ToUnixTimeMilliseconds());
            foreach (var row in rows)
                await store.InsertAsync(tx, row);
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        outbox.Nudge();
        return made ? codes : null;
    }

    /// <summary>Whether a code is one of the account's that can still be used. The same work whether there is an account or not.</summary>
    public Task<bool> IsUsableAsync(AccountId account, RecoveryCode code, CancellationToken ct)
    {
        var codeHash = HashOf(account, code);
        return db.ReadAsync(session => store.IsUsableAsync(session, account, codeHash), ct);
    }

    /// <summary>Seals the mails of using a code, and the row of the ledger; nothing is stored yet.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="code">The code.</param>
    /// <param name="used">What the member is told about the use; null where another mail tells it.</param>
    /// <param name="origin">Where it is given.</param>
    /// <param name="ct">Ends the wait for the keys.</param>
    public async Task<CodeUse> PrepareUseAsync(Account account, RecoveryCode code, Mail? used, RequestOrigin origin, CancellationToken ct) =>
        new(account.AccountId, HashOf(account.AccountId, code),
            await outbox.SealAsync(mails.FewLeft(account, clock.GetUtcNow()), ct),
            used is null ? null : await outbox.SealAsync(used, ct),
            await ledger.SealAsync(LedgerKinds.RecoveryCodeUsed, account.AccountId, "", origin, ct));

    /// <summary>Uses the code up, in the transaction of what it is used for; of two uses at once, one gets true. The caller appends
    /// <see cref="CodeUse.Note"/> as its last statement.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="use">The use.</param>
    /// <param name="signInId">The sign-in that it proves, or in whose session it is given; null where <see cref="NoteUseAsync"/>
    /// follows.</param>
    public async Task<bool> TryUseAsync(DbSession tx, CodeUse use, string? signInId)
    {
        if (!await store.TryUseAsync(tx, use.Account, use.CodeHash, clock.GetUtcNow().ToUnixTimeMilliseconds()))
            return false;
        if (signInId is not null)
            await store.NoteUseAsync(tx, use.Account, use.CodeHash, signInId);
        if (use.Used is { } used)
            await outbox.AddAsync(tx, used);
        if (await store.CountLeftAsync(tx, use.Account) <= Few)
            await outbox.AddAsync(tx, use.FewLeft);
        return true;
    }

    /// <summary>
    /// Notes the sign-in that a code was used up for: where "this wasn't me" takes back whoever made the code, this sign-in
    /// goes with it.
    /// </summary>
    public Task NoteUseAsync(CodeUse use, string signInId, CancellationToken ct) =>
        db.WriteAsync(tx => store.NoteUseAsync(tx, use.Account, use.CodeHash, signInId), ct);

    private string HashOf(AccountId account, RecoveryCode code) => hash.Of(LookupKinds.RecoveryCode(account), code.Value);
}

/// <summary>A member's codes as they may be told.</summary>
/// <param name="Left">Codes that can still be used.</param>
/// <param name="AnyMade">There is a set, used up or not.</param>
public readonly record struct RecoveryCodesLeft(int Left, bool AnyMade)
{
    /// <summary>It is time to make new ones.</summary>
    public bool Few => Left <= RecoveryCodes.Few;
}

/// <summary>A use of a code, sealed and ready to be written.</summary>
public sealed record CodeUse(AccountId Account, string CodeHash, SealedMail FewLeft, SealedMail? Used, SealedLedgerEvent Note);
