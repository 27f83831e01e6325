using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts;

/// <summary>What a member decides about their own sign-in: when a second factor is asked for, and opening a way that failures closed.</summary>
public sealed class SignInProtection(
    Db db, AccountStore accounts, SignInStore signIns, FailureCounters counters, DisownLinks links, DisownLinkStore linkStore,
    ProtectionMails mails, Outbox outbox, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>How it is now; null where the account is gone.</summary>
    public Task<ProtectionState?> FindAsync(AccountId id, CancellationToken ct) =>
        db.ReadAsync(async session =>
        {
            if (await accounts.FindAsync(session, id) is not { } account)
                return null;
            var closed = new List<SignInWay>();
            foreach (var way in new[] { SignInWay.NewDevice, SignInWay.RememberedDevice })
            {
                if (await counters.IsClosedAsync(session, id, way))
                    closed.Add(way);
            }
            var always = account.AlwaysUntil is { } until && until > clock.GetUtcNow().ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(until)
                : (DateTimeOffset?)null;
            return new ProtectionState(Enum.Parse<SecondFactorPolicy>(account.SecondFactor), always, closed);
        }, ct);

    /// <summary>Sets when a second factor is asked for, and tells the member by mail. Nothing happens where it is so already.</summary>
    public async Task ChooseAsync(SessionOfMember member, SecondFactorPolicy policy, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, member.Account), ct) is not { } account)
            return;
        var now = clock.GetUtcNow();
        var (disown, link) = links.New(member.Account, member.SignInId);
        var mail = await outbox.SealAsync(mails.PolicyChanged(account, policy, origin, now, disown), ct);
        var note = await ledger.SealAsync(
            new LedgerEvent(
                LedgerKinds.SecondFactorChanged, account.Id, account.Id, "", LedgerNotes.DetailsOf(origin, ("policy", policy.ToString()))),
            ct);
        await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, member.Account) || !await signIns.IsLiveAsync(tx, member.Account, member.SignInId)
                || await accounts.FindAsync(tx, member.Account) is not { } current || current.SecondFactor == policy.ToString())
                return;
            await accounts.SetSecondFactorAsync(tx, member.Account, policy);
            await linkStore.InsertAsync(tx, link);
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
        }, ct);
        outbox.Nudge();
    }

    /// <summary>Opens a way that failures closed.</summary>
    public async Task OpenAsync(SessionOfMember member, SignInWay way, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.WayOpened, member.Account, way.ToString(), origin: null, ct);
        await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, member.Account) || !await signIns.IsLiveAsync(tx, member.Account, member.SignInId))
                return;
            await counters.OpenAsync(tx, member.Account, way);
            await ledger.AppendAsync(tx, note);
        }, ct);
    }
}

/// <summary>How a member's sign-in is protected.</summary>
/// <param name="Policy">What they chose.</param>
/// <param name="AlwaysUntil">Until then the second factor is asked for always, whatever was chosen; null where it is not.</param>
/// <param name="Closed">The ways that failures closed.</param>
public sealed record ProtectionState(SecondFactorPolicy Policy, DateTimeOffset? AlwaysUntil, IReadOnlyList<SignInWay> Closed);
