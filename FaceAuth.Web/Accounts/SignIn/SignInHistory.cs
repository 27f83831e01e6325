using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The sign-ins a member sees on their page.</summary>
public sealed class SignInHistory(Db db, SignInStore store, SealedOrigins origins, IOptions<SignInOptions> options, TimeProvider clock)
{
    internal const string OriginField = "sign-in-origin";

    /// <summary>The latest, newest first, with where they came from.</summary>
    public async Task<IReadOnlyList<PastSignIn>> ListAsync(AccountId account, int limit, CancellationToken ct)
    {
        var rows = await db.ReadAsync(session => store.ListAsync(session, account, limit), ct);
        var list = new List<PastSignIn>(rows.Count);
        foreach (var row in rows)
        {
            list.Add(new PastSignIn(
                DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                Enum.Parse<SignInOutcome>(row.Outcome),
                await OpenOriginAsync(account, row, ct)));
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

    /// <summary>Deletes what is older than the history reaches back.</summary>
    public Task PruneAsync(CancellationToken ct) =>
        db.WriteAsync(
            tx => store.DeleteBeforeAsync(tx, clock.GetUtcNow().Subtract(options.Value.History).ToUnixTimeMilliseconds()), ct);
}

/// <summary>One sign-in as its member sees it.</summary>
public sealed record PastSignIn(DateTimeOffset At, SignInOutcome Outcome, RequestOrigin Origin);
