using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The sign-ins a member sees on their page.</summary>
public sealed class SignInHistory(
    Db db, SignInStore store, AccountEventStore events, SealedOrigins origins, IOptions<SignInOptions> options, TimeProvider clock)
{
    internal const string OriginField = "sign-in-origin";

    /// <summary>
    /// The latest finished ones and the latest refused ones, together newest first, with where they came from. Each kind has
    /// places of its own: refusals, which anybody can cause, must not push a foreign sign-in out of sight.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="limit">How many of each kind.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<PastSignIn>> ListAsync(AccountId account, int limit, CancellationToken ct)
    {
        var rows = await db.ReadAsync(
            async session => (await store.ListAsync(session, account, SignInOutcome.Finished, limit))
                .Concat(await store.ListAsync(session, account, SignInOutcome.Refused, limit))
                .OrderByDescending(row => row.At).ThenByDescending(row => row.Id, StringComparer.Ordinal)
                .ToList(),
            ct);
        var list = new List<PastSignIn>(rows.Count);
        foreach (var row in rows)
        {
            list.Add(new PastSignIn(
                DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                Enum.Parse<SignInOutcome>(row.Outcome),
                await OpenOriginAsync(account, row, ct),
                Disowned: row.DisownedAt is not null));
        }
        return list;
    }

    // One row that was altered must not hide the others.
    internal async Task<RequestOrigin> OpenOriginAsync(AccountId account, SignInRow row, CancellationToken ct)
    {
        try
        {
            return await origins.OpenAsync(account, row.Id, OriginField, row.SealedOrigin, ct);
        }
        catch (SealBrokenException)
        {
            return new RequestOrigin("cannot be opened", "the record was altered");
        }
    }

    /// <summary>
    /// Deletes what is older than the history reaches back, each table in a transaction of its own. Events too: the jobs that
    /// take them do so within minutes.
    /// </summary>
    public async Task PruneAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow().Subtract(options.Value.History).ToUnixTimeMilliseconds();
        await db.WriteAsync(tx => store.DeleteBeforeAsync(tx, before), ct);
        await db.WriteAsync(tx => events.DeleteBeforeAsync(tx, before), ct);
    }
}

/// <summary>One sign-in as its member sees it.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Disowned">The member said that it was not them.</param>
public sealed record PastSignIn(DateTimeOffset At, SignInOutcome Outcome, RequestOrigin Origin, bool Disowned);
