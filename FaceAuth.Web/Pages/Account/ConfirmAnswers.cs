using FaceAuth.Accounts.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>What a page answers where a fresh face did not confirm its member.</summary>
public sealed class ConfirmAnswers(PhotoAnswers photos, BrowserCookies cookies)
{
    /// <summary>The page with the reason, or the page where the mailed code is typed.</summary>
    /// <param name="result">Anything but <see cref="ConfirmResult.Confirmed"/>.</param>
    /// <param name="page">The page that asked.</param>
    /// <param name="field">The photo field, for the message.</param>
    /// <param name="next">Where to go after the code.</param>
    public IActionResult For(ConfirmResult result, PageModel page, string field, string next)
    {
        switch (result)
        {
            case ConfirmResult.CodeSent { BrowserToken: var token }:
                cookies.WriteBrowser(page.Response, token);
                return page.RedirectToPage("/Account/SignInCode", new { next });
            case ConfirmResult.NotUsable { Reading: var reading }:
                photos.SetStatus(page.Response, reading);
                page.ModelState.AddModelError(field, photos.Words(reading));
                return page.Page();
            case ConfirmResult.Refused { Reason: var reason, Wait: var wait }:
                page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                page.ModelState.AddModelError(field, RefusalWords.For(reason, wait));
                return page.Page();
            default:
                throw new ArgumentOutOfRangeException(nameof(result));
        }
    }
}
