using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// One form, one answer. A form sent twice (a double click, a reload, a network that repeats) carries the same picture
/// twice: without this the second one would be refused as a replay of the first. It gets the first one's answer instead,
/// in the browser that sent it and for a minute only.
/// </summary>
public sealed class FormAnswers(
    Db db, FormAnswerStore store, SignInStore signIns, AccountStore accounts, PendingSignIns pendings, LookupHash hash, TimeProvider clock)
{
    /// <summary>How long a form is answered again, and after which one whose process died is decided anew.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Decides a form, or waits for who is deciding it and answers the same.</summary>
    public async Task<FaceSignInResult> OnceAsync(string browserToken, string formToken, Func<Task<FaceSignInResult>> decide, CancellationToken ct)
    {
        var formHash = hash.Of(LookupKinds.Form, $"{browserToken}:{formToken}");
        while (!await db.WriteAsync(tx => store.TryBeginAsync(tx, formHash, Now()), ct))
        {
            switch (await db.ReadAsync(session => store.FindAsync(session, formHash), ct))
            {
                case { Answer: not null } row:
                    return await AnswerAgainAsync(row, ct);
                case { } row when row.CreatedAt < Now() - (long)Validity.TotalMilliseconds:
                    await db.WriteAsync(tx => store.DeleteAsync(tx, formHash, Now() - (long)Validity.TotalMilliseconds), ct);
                    break;
                default:
                    await Task.Delay(Poll, ct);
                    break;
            }
        }

        FaceSignInResult? result = null;
        try
        {
            return result = await decide();
        }
        finally
        {
            // Not the caller's token: a closed browser must not leave the form undecided.
            await db.WriteAsync(tx => NoteAsync(tx, formHash, result), CancellationToken.None);
        }
    }

    private Task NoteAsync(DbSession tx, string formHash, FaceSignInResult? result) => result switch
    {
        FaceSignInResult.Finished { SignIn.SignInId: var id } => store.SetAsync(tx, formHash, nameof(FaceSignInResult.Finished), id),
        FaceSignInResult.CodeSent { PendingId: var id } => store.SetAsync(tx, formHash, nameof(FaceSignInResult.CodeSent), id),
        FaceSignInResult.Refused { Told: var told } => store.SetAsync(tx, formHash, nameof(FaceSignInResult.Refused), told?.ToString()),
        _ => store.DeleteAsync(tx, formHash),
    };

    private async Task<FaceSignInResult> AnswerAgainAsync(FormAnswerRow row, CancellationToken ct)
    {
        var refused = new FaceSignInResult.Refused(
            Enum.TryParse<RefusalReason>(row.Reference, out var told) ? told : null, null);
        if (row.CreatedAt < Now() - (long)Validity.TotalMilliseconds)
            return refused;
        switch (row.Answer)
        {
            case nameof(FaceSignInResult.Finished):
                return await FindFinishedAsync(row.Reference!, ct) is { } finished ? new FaceSignInResult.Finished(finished) : refused;
            case nameof(FaceSignInResult.CodeSent):
                return await pendings.HandOverAsync(row.Reference!, ct) is { } token
                    ? new FaceSignInResult.CodeSent(row.Reference!, token)
                    : refused;
            default:
                return refused;
        }
    }

    private async Task<FinishedSignIn?> FindFinishedAsync(string signInId, CancellationToken ct) =>
        await db.ReadAsync(async session =>
            await signIns.FindAsync(session, signInId) is { DisownedAt: null } row
            && await accounts.FindAsync(session, AccountId.Parse(row.AccountId)) is { } account
                ? new FinishedSignIn(
                    account, row.Id, Enum.Parse<SignInMethod>(row.Method), row.DeviceId,
                    row.HeldUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null, NewDeviceToken: null)
                : null, ct);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
