using FaceAuth.Accounts.Registration;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>What the code page and the link page answer once a proof was tried.</summary>
public static class ProveAnswer
{
    /// <summary>A redirect where it is decided, the page with a message where it can be tried again.</summary>
    public static IActionResult For(ProveResult result, PageModel page, RegistrationCookie cookie, string field)
    {
        switch (result)
        {
            case ProveResult.Proven { Account: var account }:
                cookie.Delete(page.Response);
                page.TempData.Tell(StatusKind.Success, $"Welcome, {account.Name}. Your account is ready: sign in with a new photo of your face.");
                page.TempData["ProvenEmail"] = account.Email;
                return new RedirectResult("/account/sign-in");
            case ProveResult.HasAccount:
                cookie.Delete(page.Response);
                page.TempData.Tell(StatusKind.Success, "This address has an account already: sign in with it.");
                return new RedirectResult("/account/sign-in");
            case ProveResult.NoPhotos:
                page.TempData.Tell(StatusKind.Warning, "Your address is right, but there is no photo any more. Add one first, then prove your address again.");
                return page.RedirectToPage("Photos");
            case ProveResult.WrongCode { TriesLeft: var left }:
                page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                page.ModelState.AddModelError(field, left switch
                {
                    0 => "This is not the code, and it was the last try. Ask for a new e-mail.",
                    1 => "This is not the code. You have one more try.",
                    _ => $"This is not the code. You have {left} more tries.",
                });
                return page.Page();
            default:
                page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                page.ModelState.AddModelError(field, "This code no longer works. Ask for a new e-mail.");
                return page.Page();
        }
    }
}
