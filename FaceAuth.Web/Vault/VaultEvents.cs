using FaceAuth.Ledger;

namespace FaceAuth.Vault;

/// <summary>Rows of the ledger about acts in a vault.</summary>
internal static class VaultEvents
{
    /// <summary>Something that a member did in a session, with where from; <paramref name="details"/> come first.</summary>
    public static LedgerEvent Event(this VaultSession member, string kind, string subject, params (string Name, string Value)[] details) =>
        new(
            kind, member.Account.ToString(), member.Account.ToString(), subject,
            [.. details, ("network", member.Origin.NetworkAddress), ("device", member.Origin.Device)]);
}
