using System.Globalization;
using FaceAuth.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Privacy;

/// <summary>The notice on the use of biometric data, in the version that is accepted now.</summary>
[AllowAnonymous]
public sealed class NoticeModel : PageModel
{
    public string Version => BiometricNotice.CurrentVersion;

    /// <summary>The version's month in words: "November 2026".</summary>
    public string Since => DateOnly.ParseExact(Version, "yyyy-MM", CultureInfo.InvariantCulture)
        .ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
