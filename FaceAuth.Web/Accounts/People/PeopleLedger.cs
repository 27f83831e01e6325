using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.People;

/// <summary>The ledger for administrators: with the addresses of the accounts that are still there, and without what only a member may know.</summary>
public sealed class PeopleLedger(Db db, LedgerBook book, AccountStore accounts, PeopleStore people)
{
    // Everything else, the names of entries first of all, is the member's own.
    private static readonly HashSet<string> Shown = ["network", "device", "method", "reason", "policy", "field", "version", "proof", "part", "entries", "from", "to", "anchor", "target", "plain text"];

    /// <summary>One page.</summary>
    public async Task<PeopleLedgerPage> ListAsync(LedgerSearch search, CancellationToken ct)
    {
        var account = await FindAccountAsync(search.Member, ct);
        if (account is "")
            return new PeopleLedgerPage([], null, new Dictionary<string, string>());
        var day = search.Day is { } given ? new DateTimeOffset(given.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : (DateTimeOffset?)null;
        var page = await book.ListAsync(
            new LedgerFilter
            {
                Account = account,
                Kind = Given(search.Kind),
                Subject = Given(search.Entry),
                From = day?.ToUnixTimeMilliseconds(),
                Until = day?.AddDays(1).ToUnixTimeMilliseconds(),
            },
            search.Before, ct);
        var ids = page.Lines.SelectMany(line => new[] { line.Account, line.Actor }).Where(id => id.Length > 0).Distinct().ToList();
        var addresses = await db.ReadAsync(session => people.FindAddressesAsync(session, ids), ct);
        return new PeopleLedgerPage(
            [.. page.Lines.Select(line => line with { Details = [.. line.Details.Where(detail => Shown.Contains(detail.Name))] })], page.Next, addresses);
    }

    // Null for everybody, "" where there is no such member. An id finds an account that was deleted, too.
    private async Task<string?> FindAccountAsync(string? member, CancellationToken ct)
    {
        if (Given(member) is not { } text)
            return null;
        if (Guid.TryParseExact(text, "D", out var id))
            return id.ToString();
        return EmailAddress.TryParse(text, out var email)
            ? (await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct))?.Id ?? ""
            : "";
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What an administrator looks for; null or empty for any.</summary>
/// <param name="Member">An address or an account's id.</param>
/// <param name="Kind">One of <see cref="LedgerKinds"/>.</param>
/// <param name="Day">A day in UTC.</param>
/// <param name="Entry">The id of an entry, or of whatever else it was done to.</param>
/// <param name="Before">The last row of the page before.</param>
public sealed record LedgerSearch(string? Member, string? Kind, DateOnly? Day, string? Entry, long? Before);

/// <summary>One page of the ledger for administrators.</summary>
/// <param name="Lines">The newest first.</param>
/// <param name="Next">What the next page begins before; null on the last one.</param>
/// <param name="Addresses">The addresses of accounts, by id.</param>
public sealed record PeopleLedgerPage(IReadOnlyList<LedgerLine> Lines, long? Next, IReadOnlyDictionary<string, string> Addresses)
{
    /// <summary>Who an account or actor is, in words.</summary>
    public string Who(string id) => id switch
    {
        "" => "–",
        LedgerActors.CommandLine => "Command line",
        _ => Addresses.GetValueOrDefault(id, $"Deleted account {id}"),
    };
}
