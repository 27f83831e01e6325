using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.Sessions;

/// <summary>What a member sees of their sessions, and how they end them.</summary>
public sealed class MemberSessions(Db db, AccountStore accounts, SessionStore store, SignInStore signIns, SignInHistory history, LedgerWriter ledger,
    TimeProvider clock)
{
    /// <summary>The live ones, the latest first.</summary>
    public async Task<IReadOnlyList<LiveSession>> ListAsync(AccountId account, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await db.ReadAsync(async session =>
        {
            var all = new List<(SessionRow Session, SignInRow? SignIn)>();
            foreach (var row in await store.ListAsync(session, account, now))
                all.Add((row, row.SignInId is { } id ? await signIns.FindAsync(session, account, id) : null));
            return all;
        }, ct);
        var list = new List<LiveSession>(rows.Count);
        foreach (var (row, signIn) in rows)
        {
            // A row of the version before has no session id; it opens nothing any more.
            if (row.SessionId is null)
                continue;
            list.Add(new LiveSession(
                row.SessionId,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
                row.HeldUntil > now ? DateTimeOffset.FromUnixTimeMilliseconds(row.HeldUntil.Value) : null,
                signIn is null ? null : Enum.Parse<SignInMethod>(signIn.Method),
                signIn is null ? null : await history.OpenOriginAsync(account, signIn, ct)));
        }
        return list;
    }

    /// <summary>Ends one, under all its identifiers; false where the account has no such session (any more).</summary>
    public async Task<bool> EndAsync(AccountId account, string sessionId, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.SessionEnded, account, sessionId, origin: null, ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account))
                return false;
            var alive = await store.ListAliveAsync(tx, [sessionId], clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (!await store.DeleteSessionAsync(tx, account, sessionId))
                return false;
            // One that had ended by time and was not swept yet is nobody's act.
            if (alive.Count > 0)
                await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    /// <summary>Ends all but one.</summary>
    public async Task EndOthersAsync(AccountId account, string keptSessionId, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.SessionEnded, account, "", origin: null, ct);
        await db.WriteAsync(async tx =>
        {
            // Under the lock: a session whose identifier is being replaced at this moment does not slip through.
            if (!await accounts.LockAsync(tx, account))
                return;
            var others = (await store.ListAsync(tx, account, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                .Select(session => session.SessionId).OfType<string>().Where(id => id != keptSessionId).Distinct().ToList();
            await store.DeleteOthersAsync(tx, account, keptSessionId);
            foreach (var id in others)
                await ledger.AppendAsync(tx, note.Again(id));
        }, ct);
    }
}

/// <summary>One session as its member sees it.</summary>
/// <param name="Id">The session, the same through all its identifiers.</param>
/// <param name="BeganAt">When it was signed in.</param>
/// <param name="EndsAt">Its absolute end.</param>
/// <param name="HeldUntil">The end of its hold, where it is on hold.</param>
/// <param name="Method">What it was proven with first; null where that is no longer known.</param>
/// <param name="Origin">Where it came from; the same.</param>
public sealed record LiveSession(
    string Id, DateTimeOffset BeganAt, DateTimeOffset EndsAt, DateTimeOffset? HeldUntil, SignInMethod? Method, RequestOrigin? Origin);
