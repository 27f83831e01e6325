using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>How many recovery codes are left, and ten new ones, shown once.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class RecoveryCodesModel(RecoveryCodes codes) : PageModel
{
    /// <summary>What there is.</summary>
    public RecoveryCodesLeft Codes { get; private set; }

    /// <summary>The codes just made; null otherwise.</summary>
    public IReadOnlyList<RecoveryCode>? Made { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Codes = await codes.CountAsync(User.AccountId(), ct);

    // The one POST that answers with a page: the codes are written down nowhere that a redirect could read them from. Like
    // every page, the answer is stored by no browser (Cache-Control: no-store).
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Made = await codes.MakeAsync(User.AccountId(), User.SignInId(), RequestOrigins.Of(HttpContext), ct);
        return Made is null ? NotFound() : Page();
    }
}
