using FaceAuth.Accounts;
using FaceAuth.Keys;

namespace FaceAuth.Vault.Reveals;

/// <summary>Opens what is known of reveals, for mails about them.</summary>
public sealed class ShownSecrets(Sealer sealer)
{
    /// <summary>The reveals in their order. One whose facts do not open is listed all the same.</summary>
    internal async Task<IReadOnlyList<ShownSecret>> OpenAsync(AccountId account, IReadOnlyList<RevealRow> rows, CancellationToken ct)
    {
        var shown = new List<ShownSecret>(rows.Count);
        foreach (var row in rows)
        {
            RevealFacts facts;
            try
            {
                facts = await RevealFacts.OpenAsync(sealer, account, row.Id, row.SealedFacts, ct);
            }
            catch (SealBrokenException)
            {
                facts = new RevealFacts("an entry whose record was altered", "cannot be opened", "cannot be opened");
            }
            shown.Add(new ShownSecret(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Field, facts));
        }
        return shown;
    }
}
