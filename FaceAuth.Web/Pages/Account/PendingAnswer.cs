using FaceAuth.Accounts.SignIn.Pending;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>What the code page and the link page answer once the second factor was tried.</summary>
public static class PendingAnswer
{
    /// <summary>A session and a redirect where it is finished, the page with a message where it can be tried again.</summary>
    public static async Task<IActionResult> ForAsync(FinishPendingResult result, PageModel page, string? next, string field)
    {
        switch (result)
        {
            case FinishPendingResult.Finished { SignIn: var finished }:
                await page.HttpContext.BeginSessionAsync(finished);
                return new LocalRedirectResult(page.Url.LocalOrAccount(next));
            case FinishPendingResult.WrongCode { TriesLeft: var left }:
                return Refuse(page, field, left switch
                {
                    0 => "This is not the code, and it was the last try. Ask for a new e-mail.",
                    1 => "This is not the code. You have one more try.",
                    _ => $"This is not the code. You have {left} more tries.",
                });
            case FinishPendingResult.WayClosed:
                return Refuse(page, field, RefusalWords.For(Accounts.SignIn.RefusalReason.WayClosed, null));
            default:
                return Refuse(page, field, "This code no longer works. Ask for a new e-mail, or begin again.");
        }
    }

    private static PageResult Refuse(PageModel page, string field, string words)
    {
        page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        page.ModelState.AddModelError(field, words);
        return page.Page();
    }
}
