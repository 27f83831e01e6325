using Microsoft.AspNetCore.Mvc;

namespace FaceAuth.Pages.Account;

/// <summary>The page that a form was asked to lead on to.</summary>
public static class NextPage
{
    /// <summary>
    /// <paramref name="next"/> where it is a page of this site, else the account's page: what stands in an address is
    /// anybody's to write, and a redirect to another site would lend it our name.
    /// </summary>
    public static string LocalOrAccount(this IUrlHelper url, string? next) => url.IsLocalUrl(next) ? next : "/account";
}
