using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Disowning;

/// <summary>
/// "This wasn't me". A refused sign-in only has the second factor asked for always for a while: its link is in mails that
/// anybody can cause, and must not be a way to lock a member out. A finished one is undone whole, in one transaction under
/// the account's lock, so that of it and of a session beginning, a photo or a passkey being added one sees the other.
/// </summary>
public sealed class SignInDisowning(
    Db db, AccountStore accounts, DisownLinkStore links, SignInHistory history, DisowningMails mails, DisowningSteps steps,
    LookupHash hash, Outbox outbox, LedgerWriter ledger, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>What the link is about; null where there is no such link, or its time is over.</summary>
    public async Task<DisownableSignIn?> FindAsync(string token, CancellationToken ct)
    {
        if (await FindLinkAsync(token, ct) is not { } link)
            return null;
        var account = AccountId.Parse(link.AccountId);
        var (row, photos) = await db.ReadAsync(
            async session => (await steps.FindAsync(session, account, link.SignInId), await steps.CountPhotosAsync(session, account)), ct);
        return row is null
            ? null
            : new DisownableSignIn(
                DateTimeOffset.FromUnixTimeMilliseconds(row.At), Enum.Parse<SignInOutcome>(row.Outcome), Enum.Parse<SignInMethod>(row.Method),
                await history.OpenOriginAsync(account, row, ct), row.DisownedAt is not null, photos > 0);
    }

    /// <summary>Uses the link.</summary>
    public async Task<DisownResult> DisownAsync(string token, CancellationToken ct)
    {
        for (var i = 0; i < Attempts; i++)
        {
            if (await FindLinkAsync(token, ct) is not { } link
                || await db.ReadAsync(session => PlanAsync(session, link), ct) is not { } plan)
                return new DisownResult.Over();
            var letters = await SealAsync(plan, ct);
            var notes = await NotesAsync(plan, ct);
            var result = await db.WriteAsync(tx => OnceAsync(tx, link, plan, letters, notes), ct);
            if (result is null)
                continue;
            outbox.Nudge();
            return result;
        }
        throw new TimeoutException("An account changed five times while its sign-in was being disowned.");
    }

    // Null where the account is not as it was when the mails were sealed: what they say would not be true.
    private async Task<DisownResult?> OnceAsync(
        DbSession tx, DisownLink link, DisownPlan plan, IReadOnlyList<SealedMail> letters, IReadOnlyList<SealedLedgerEvent> notes)
    {
        var account = AccountId.Parse(link.AccountId);
        if (!await accounts.LockAsync(tx, account))
            return new DisownResult.Over();
        if (await PlanAsync(tx, link) is not { } now)
            return new DisownResult.Over();
        // Another mail about the same sign-in may have been used before this one.
        if (now.SignIn.DisownedAt is not null)
            return new DisownResult.DoneAlready();
        if (now.ToCompare != plan.ToCompare)
            return null;
        var at = Now();
        if (!await links.UseAsync(tx, link.LinkHash, at))
            return new DisownResult.Over();
        if (now.Refused)
            await steps.AskAlwaysAsync(tx, now.SignIn, at, (clock.GetUtcNow() + options.Value.DisownLifetime).ToUnixTimeMilliseconds());
        else
            await steps.UndoAsync(tx, now.SignIn, at);
        foreach (var letter in letters)
            await outbox.AddAsync(tx, letter);
        foreach (var note in notes)
            await ledger.AppendAsync(tx, note);
        return new DisownResult.Done(now.Refused);
    }

    // Whoever holds the link from the mailbox: the member, as far as anybody knows.
    private async Task<IReadOnlyList<SealedLedgerEvent>> NotesAsync(DisownPlan plan, CancellationToken ct)
    {
        var notes = new List<SealedLedgerEvent>
        {
            await ledger.SealAsync(LedgerKinds.SignInDisowned, plan.Owner.AccountId, plan.SignIn.Id, origin: null, ct),
        };
        if (!plan.Refused && plan.Undoing.Address is { Free: true } undone)
            notes.Add(await ledger.SealAsync(
                new LedgerEvent(
                    LedgerKinds.AddressChanged, plan.Owner.Id, plan.Owner.Id, plan.SignIn.Id,
                    [("from", plan.Owner.Email), ("to", undone.Before)]),
                ct));
        return notes;
    }

    private async Task<DisownPlan?> PlanAsync(DbSession session, DisownLink link)
    {
        var account = AccountId.Parse(link.AccountId);
        return await accounts.FindAsync(session, account) is { } owner && await steps.FindAsync(session, account, link.SignInId) is { } row
            ? new DisownPlan(owner, row, await steps.ForeseeAsync(session, account, row.Id))
            : null;
    }

    private async Task<IReadOnlyList<SealedMail>> SealAsync(DisownPlan plan, CancellationToken ct)
    {
        if (plan.Refused || plan.SignIn.DisownedAt is not null)
            return [];
        var at = DateTimeOffset.FromUnixTimeMilliseconds(plan.SignIn.At);
        var origin = await history.OpenOriginAsync(plan.Owner.AccountId, plan.SignIn, ct);
        var now = clock.GetUtcNow();
        var letters = new List<SealedMail>();
        // To the address that the account has now, and to the one before whoever is undone had changed it first.
        foreach (var address in new[] { plan.Owner.Email, plan.Undoing.Address?.Before }.OfType<string>().Distinct())
            letters.Add(await outbox.SealAsync(mails.Done(plan.Owner, address, origin, at, plan.Undoing, now), ct));
        return letters;
    }

    private Task<DisownLink?> FindLinkAsync(string token, CancellationToken ct) =>
        db.ReadAsync(session => links.FindAsync(session, hash.Of(LookupKinds.DisownLink, token), Now()), ct);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record DisownPlan(Account Owner, SignInRow SignIn, Undoing Undoing)
    {
        public bool Refused => SignIn.Outcome == nameof(SignInOutcome.Refused);

        public (string, Undoing) ToCompare => (Owner.Email, Undoing);
    }
}

/// <summary>A sign-in as its "this wasn't me" page shows it.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">Whether anybody got in.</param>
/// <param name="Method">What it was proven with.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Done">It was disowned.</param>
/// <param name="HasPhotos">The account has a photo (still).</param>
public sealed record DisownableSignIn(
    DateTimeOffset At, SignInOutcome Outcome, SignInMethod Method, RequestOrigin Origin, bool Done, bool HasPhotos)
{
    /// <summary>It is the registration itself: disowning it closes the account.</summary>
    public bool IsRegistration => Method == SignInMethod.Registration;
}

/// <summary>How disowning a sign-in ended.</summary>
public abstract record DisownResult
{
    private DisownResult() { }

    /// <summary>It is done. <paramref name="WasRefused"/>: nobody had got in, so a code is asked for from now on and nothing else is changed.</summary>
    public sealed record Done(bool WasRefused) : DisownResult;

    /// <summary>It was done before, perhaps from another mail.</summary>
    public sealed record DoneAlready : DisownResult;

    /// <summary>There is no such link, or its time is over, or the account is gone.</summary>
    public sealed record Over : DisownResult;
}
