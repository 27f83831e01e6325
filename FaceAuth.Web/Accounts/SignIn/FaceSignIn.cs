using System.Text.Json;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// Decides a sign-in with an address and a photo. Photo quality is judged before the address is looked up, so that its
/// answer tells nothing about the account. A decision about a known account is recorded, and mailed, in one transaction;
/// the session is begun by the caller after that: a crash in between leaves a mail too many, never a session unseen.
/// </summary>
public sealed partial class FaceSignIn(
    Db db, AccountStore accounts, SignInStore signIns, FaceCheck check, Sealer sealer, Outbox outbox, SignInMails mails,
    IOptions<SignInOptions> options, TimeProvider clock, ILogger<FaceSignIn> log)
{
    /// <summary>Decides one attempt.</summary>
    public async Task<FaceSignInResult> SignInAsync(
        EmailAddress email, IReadOnlyList<PhotoUpload> frames, RequestOrigin origin, CancellationToken ct)
    {
        var reading = await check.ReadAsync(frames, ct);
        if (reading is not FramesReading.Usable usable)
            return new FaceSignInResult.NotUsable(((FramesReading.Unusable)reading).Reading);

        var account = await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct);
        if (account is null)
            return new FaceSignInResult.Refused();

        switch (await check.CompareAsync(usable, account.AccountId, ct))
        {
            case FaceVerdict.Match:
                await RecordAsync(account, SignInOutcome.Finished, usable.LowLiveness, origin, ct);
                Log.Finished(log, account.Id, usable.LowLiveness);
                return new FaceSignInResult.Finished(account);
            case FaceVerdict.NoMatch:
                await RecordAsync(account, SignInOutcome.Refused, usable.LowLiveness, origin, ct);
                Log.Refused(log, account.Id);
                return new FaceSignInResult.Refused();
            case FaceVerdict.Unavailable unavailable:
                return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(unavailable.RetryAfter));
            default:
                throw new InvalidOperationException("A verdict this program does not know never signs anybody in.");
        }
    }

    private async Task RecordAsync(
        Account account, SignInOutcome outcome, bool lowLiveness, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7().ToString();
        var row = new SignInRow
        {
            Id = id,
            AccountId = account.Id,
            Outcome = outcome.ToString(),
            LowLiveness = lowLiveness,
            SealedOrigin = await sealer.SealAsync(
                SignInHistory.OriginContext(account.AccountId, id), JsonSerializer.SerializeToUtf8Bytes(origin), ct),
            At = now.ToUnixTimeMilliseconds(),
        };
        var mail = await outbox.SealAsync(
            outcome == SignInOutcome.Finished
                ? mails.Finished(account, origin, now)
                : mails.Refused(account, origin, now, options.Value.RefusalMailsPerDay),
            ct);
        await db.WriteAsync(async tx =>
        {
            // Refusals are anybody's to cause: a few mails a day, or the mailbox becomes the target.
            var dayAgo = now.AddDays(-1).ToUnixTimeMilliseconds();
            var mayMail = outcome == SignInOutcome.Finished
                || await signIns.CountRefusedAsync(tx, account.AccountId, dayAgo) < options.Value.RefusalMailsPerDay;
            await signIns.InsertAsync(tx, row);
            if (mayMail)
                await outbox.AddAsync(tx, mail);
        }, ct);
        outbox.Nudge();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Account {AccountId} signed in by face (low liveness: {LowLiveness}).")]
        public static partial void Finished(ILogger log, string accountId, bool lowLiveness);

        [LoggerMessage(LogLevel.Information, "A sign-in to account {AccountId} was refused: no match.")]
        public static partial void Refused(ILogger log, string accountId);
    }
}

/// <summary>How a sign-in attempt ended.</summary>
public abstract record FaceSignInResult
{
    private FaceSignInResult() { }

    /// <summary>The face is the account's owner's, by the engine's threshold.</summary>
    public sealed record Finished(Account Account) : FaceSignInResult;

    /// <summary>No such account, or not its face: the caller says the same for both.</summary>
    public sealed record Refused : FaceSignInResult;

    /// <summary>The photo cannot be used, or the engine cannot answer; nothing was looked up or counted.</summary>
    public sealed record NotUsable(FaceReading Reading) : FaceSignInResult;
}
