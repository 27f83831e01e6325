using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Vault;
using Microsoft.AspNetCore.DataProtection;

namespace FaceAuth.Pages.Vault;

/// <summary>
/// What the list shows, as a part of its address that only this site can read. Names of entries are sealed everywhere else;
/// a search for one must not stand in a proxy's log or the browser's history (OWASP ASVS 5.0 14.2.1).
/// </summary>
public sealed class VaultViews(IDataProtectionProvider protection)
{
    /// <summary>The query as a part of an address; null for the first page by name.</summary>
    public string? Protect(ClaimsPrincipal user, VaultQuery query) =>
        query == VaultQuery.Default ? null : Protector(user).Protect(JsonSerializer.Serialize(query));

    /// <summary>The query of an address. What was not made here for this member shows the first page.</summary>
    public VaultQuery Unprotect(ClaimsPrincipal user, string? view)
    {
        if (string.IsNullOrEmpty(view))
            return VaultQuery.Default;
        try
        {
            return JsonSerializer.Deserialize<VaultQuery>(Protector(user).Unprotect(view)) ?? VaultQuery.Default;
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException)
        {
            return VaultQuery.Default;
        }
    }

    private IDataProtector Protector(ClaimsPrincipal user) => protection.CreateProtector("vault view", user.AccountId().ToString());
}
