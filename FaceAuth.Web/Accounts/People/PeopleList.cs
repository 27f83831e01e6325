using FaceAuth.Database;

namespace FaceAuth.Accounts.People;

/// <summary>The list of people for administrators, page by page.</summary>
public sealed class PeopleList(Db db, PeopleStore store, AccountStore accounts)
{
    /// <summary>People on one page.</summary>
    public const int PageSize = 50;

    /// <summary>One page.</summary>
    /// <param name="search">A part of the address; null or empty for all.</param>
    /// <param name="after">The last address of the page before; null or empty for the first.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PeoplePage> ListAsync(string? search, string? after, CancellationToken ct)
    {
        var found = await db.ReadAsync(
            session => store.ListAsync(session, (search ?? "").Trim().ToLowerInvariant(), (after ?? "").ToLowerInvariant(), PageSize + 1), ct);
        return found.Count > PageSize
            ? new PeoplePage([.. found.Take(PageSize)], found[PageSize - 1].Email)
            : new PeoplePage(found, null);
    }

    /// <summary>One person's account, or null.</summary>
    public Task<Account?> FindAsync(AccountId id, CancellationToken ct) => db.ReadAsync(session => accounts.FindAsync(session, id), ct);
}

/// <summary>One page of people.</summary>
/// <param name="People">In the order of their addresses.</param>
/// <param name="Next">What the next page begins after; null on the last one.</param>
public sealed record PeoplePage(IReadOnlyList<Person> People, string? Next);
