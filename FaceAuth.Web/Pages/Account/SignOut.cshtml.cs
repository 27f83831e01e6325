using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Ends the session. Signing out of one that has just ended is no error: its form carries a token that was made for the
/// member, which nobody is any more. So the token is looked at here, and only where there is a session to end.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class SignOutModel(IAntiforgery antiforgery, OpenVaults vaults) : PageModel
{
    public IActionResult OnGet() => Redirect("/account");

    public async Task<IActionResult> OnPostAsync()
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            if (!await antiforgery.IsRequestValidAsync(HttpContext))
                return BadRequest();
            var session = User.SessionId();
            try
            {
                await HttpContext.SignOutAsync();
            }
            finally
            {
                // After the session: a request in between would open it anew.
                vaults.Close(session);
            }
        }
        TempData.Tell(StatusKind.Success, "You are signed out.");
        return Redirect("/account/sign-in");
    }
}
