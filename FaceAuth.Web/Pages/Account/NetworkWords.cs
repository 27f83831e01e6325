using System.Globalization;
using FaceAuth.Site;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>What a page answers where too many sign-ins from one network failed.</summary>
public static class NetworkWords
{
    /// <summary>Sets 429 with Retry-After and the words; the page is then shown again.</summary>
    /// <param name="page">The page that was asked.</param>
    /// <param name="wait">How long devices that are not remembered have to wait.</param>
    public static void TooManyFromHere(this PageModel page, TimeSpan wait)
    {
        page.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        page.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        page.ModelState.AddModelError("", $"Too many sign-ins from your network failed. Devices that are remembered can go on; others have to wait {Durations.InWords(TimeSpan.FromMinutes(Math.Ceiling(wait.TotalMinutes)))}.");
    }
}
