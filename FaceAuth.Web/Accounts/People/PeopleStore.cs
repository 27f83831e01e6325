using FaceAuth.Database;

namespace FaceAuth.Accounts.People;

/// <summary>What administrators see of all accounts: no secret, no photo, nothing that only its member may know.</summary>
public sealed class PeopleStore
{
    /// <summary>
    /// Accounts in the order of their addresses, after one address, at most <paramref name="limit"/>.
    /// </summary>
    /// <param name="session">The database.</param>
    /// <param name="search">A part of the address in lower case; empty for all.</param>
    /// <param name="after">The last address of the page before; empty for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public Task<IReadOnlyList<Person>> ListAsync(DbSession session, string search, string after, int limit) =>
        session.QueryAsync<Person>(
            """
            SELECT id, email, name, is_admin, created_at, closed_at, face_closed_at,
                   (SELECT MAX(sign_ins.at) FROM sign_ins WHERE sign_ins.account_id = accounts.id AND sign_ins.outcome = 'Finished') AS last_sign_in_at
              FROM accounts
             WHERE email LIKE @Pattern ESCAPE '!' AND email > @After
             ORDER BY email LIMIT @Limit
            """,
            new { Pattern = $"%{Escape(search)}%", After = after, Limit = limit });

    /// <summary>The addresses of those of some accounts that are there, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAddressesAsync(DbSession session, IReadOnlyList<string> ids) =>
        ids.Count == 0
            ? new Dictionary<string, string>()
            : (await session.QueryAsync<AddressRow>("SELECT id, email FROM accounts WHERE id IN @ids", new { ids })).ToDictionary(row => row.Id, row => row.Email);

    private sealed record AddressRow
    {
        public string Id { get; init; } = "";
        public string Email { get; init; } = "";
    }

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}

/// <summary>An account as an administrator sees it.</summary>
public sealed record Person
{
    public required string Id { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required bool IsAdmin { get; init; }
    public required long CreatedAt { get; init; }

    /// <summary>An administrator closed the account then; null where it is open.</summary>
    public long? ClosedAt { get; init; }

    /// <summary>Sign-in by face is closed since then; null where it is open.</summary>
    public long? FaceClosedAt { get; init; }

    /// <summary>The last finished sign-in that is still remembered.</summary>
    public long? LastSignInAt { get; init; }
}
