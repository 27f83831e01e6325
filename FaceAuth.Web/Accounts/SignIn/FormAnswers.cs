using System.Buffers.Text;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// One form, one answer. A form sent twice (a double click, a reload, a network that repeats) carries the same picture
/// twice: without this the second one would be refused as a replay of the first. It gets the first one's answer instead:
/// in the browser that sent it, with the same address and pictures, for a minute, and only while the session that it led to
/// lives, so that "back" and "send again" after a sign-out let nobody in.
/// </summary>
public sealed class FormAnswers(
    Db db, FormAnswerStore store, SignInStore signIns, SessionStore sessions, AccountStore accounts, PendingSignIns pendings,
    LookupHash hash, TimeProvider clock)
{
    /// <summary>How long a form is answered again, and after which one whose process died is decided anew.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>How often is looked whether the first answer's session has begun: it does a moment after the decision.</summary>
    private const int SessionPolls = 10;

    /// <summary>Decides a form, or waits for who is deciding it and answers the same.</summary>
    public async Task<FaceSignInResult> OnceAsync(SentForm form, Func<Task<FaceSignInResult>> decide, CancellationToken ct)
    {
        var formHash = HashOf(form);
        while (!await db.WriteAsync(tx => store.TryBeginAsync(tx, formHash, Now()), ct))
        {
            // Waits by reading: on SQLite a write would hold everybody else up.
            if (await WaitAsync(formHash, ct) is { } answer)
                return answer;
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

    // Null where the form may be begun anew: nothing was decided, or who was deciding died.
    private async Task<FaceSignInResult?> WaitAsync(string formHash, CancellationToken ct)
    {
        while (await db.ReadAsync(session => store.FindAsync(session, formHash), ct) is { } row)
        {
            if (row.Answer is not null)
                return await AnswerAgainAsync(row, ct);
            var stale = Now() - (long)Validity.TotalMilliseconds;
            if (row.CreatedAt < stale)
            {
                await db.WriteAsync(tx => store.DeleteAsync(tx, formHash, stale), ct);
                return null;
            }
            await Task.Delay(Poll, ct);
        }
        return null;
    }

    private Task NoteAsync(DbSession tx, string formHash, FaceSignInResult? result) => result switch
    {
        FaceSignInResult.Finished { SignIn.SignInId: var id } => store.SetAsync(tx, formHash, nameof(FaceSignInResult.Finished), id),
        FaceSignInResult.CodeSent { PendingId: var id } => store.SetAsync(tx, formHash, nameof(FaceSignInResult.CodeSent), id),
        // A wait is no decision: after it the same form may be sent.
        FaceSignInResult.Refused { Told: not RefusalReason.Waiting and var told } =>
            store.SetAsync(tx, formHash, nameof(FaceSignInResult.Refused), told?.ToString()),
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

    private async Task<FinishedSignIn?> FindFinishedAsync(string signInId, CancellationToken ct)
    {
        for (var i = 0; i < SessionPolls; i++)
        {
            var found = await db.ReadAsync(async session =>
                await sessions.IsAliveAsync(session, signInId, Now())
                && await signIns.FindAsync(session, signInId) is { DisownedAt: null } row
                && await accounts.FindAsync(session, AccountId.Parse(row.AccountId)) is { } account
                    ? new FinishedSignIn(
                        account, row.Id, Enum.Parse<SignInMethod>(row.Method), row.DeviceId,
                        row.HeldUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null, NewDeviceToken: null)
                    : null, ct);
            if (found is not null)
                return found;
            await Task.Delay(Poll, ct);
        }
        return null;
    }

    private string HashOf(SentForm form) => hash.Of(
        LookupKinds.Form,
        string.Join(':', [
            form.Request.BrowserToken, form.Request.FormToken, form.Request.Email.Value,
            .. form.Frames.Faces.Select(face => Base64Url.EncodeToString(face.Fingerprint.Sha256))]));

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A form as it was sent: who sends what is one form.</summary>
public sealed record SentForm(SignInRequest Request, FramesReading.Usable Frames);
