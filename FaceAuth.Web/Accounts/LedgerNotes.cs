using FaceAuth.Ledger;

namespace FaceAuth.Accounts;

/// <summary>Seals what happens to accounts for the ledger.</summary>
internal static class LedgerNotes
{
    /// <summary>Seals something that a member did themselves.</summary>
    public static ValueTask<SealedLedgerEvent> SealAsync(
        this LedgerWriter ledger, string kind, AccountId account, string subject, RequestOrigin? origin, CancellationToken ct) =>
        ledger.SealAsync(new LedgerEvent(kind, account.ToString(), account.ToString(), subject, DetailsOf(origin)), ct);

    /// <summary>Where a request came from, and what else is told.</summary>
    public static IReadOnlyList<(string Name, string Value)> DetailsOf(RequestOrigin? origin, params (string Name, string Value)[] more) =>
        origin is null ? more : [("network", origin.NetworkAddress), ("device", origin.Device), .. more];
}
