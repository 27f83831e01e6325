using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Vault.Reveals;

/// <summary>
/// Passwords that somewhere else is told by an act of a session. They count as shown in it: its digest names them, and where its
/// sign-in is disowned they are marked.
/// </summary>
public sealed class ToldPasswords(Sealer sealer, RevealStore store, TimeProvider clock)
{
    /// <summary>What <see cref="RevealRow.Field"/> says of them.</summary>
    public const string Field = "Told";

    /// <summary>Seals a row for each entry, outside of the transaction that stores them.</summary>
    public async Task<IReadOnlyList<RevealRow>> SealAsync(VaultSession member, IEnumerable<VaultEntry> entries, CancellationToken ct)
    {
        var rows = new List<RevealRow>();
        foreach (var entry in entries)
        {
            var id = Guid.CreateVersion7().ToString();
            rows.Add(new RevealRow
            {
                Id = id,
                AccountId = member.Account.ToString(),
                SessionId = member.SessionId,
                SignInId = member.SignInId,
                EntryId = entry.Id.ToString(),
                Field = Field,
                SealedFacts = await RevealFacts.SealAsync(
                    sealer, member.Account, id, new RevealFacts(entry.Card.Name, member.Origin.NetworkAddress, member.Origin.Device), ct),
                At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }
        return rows;
    }

    /// <summary>Stores the rows.</summary>
    public async Task AddAsync(DbSession tx, IReadOnlyList<RevealRow> rows)
    {
        foreach (var row in rows)
            await store.InsertAsync(tx, row);
    }
}
