using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Deletes the account after a fresh proof (OWASP ASVS 5.0 7.5: full re-authentication before a highly sensitive act): a
/// face, and where the engine is down or the face no longer matches, a passkey or a recovery code.
/// </summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class DeleteModel(AccountDeletion deletion) : PageModel
{
    [BindProperty]
    public bool Sure { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!Sure)
        {
            ModelState.AddModelError(nameof(Sure), "Tick the box to say that you want to delete your account.");
            return Page();
        }
        await deletion.DeleteAsync(User.AccountId(), ct);
        await HttpContext.SignOutAsync();
        TempData.Tell(StatusKind.Success, "Your account is deleted. Thank you for having been here.");
        return Redirect("/");
    }
}
