using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>What the code page and the link page answer once a proof was tried.</summary>
public static class ProveAnswer
{
    /// <summary>A redirect where it is decided, the page with a message where it can be tried again.</summary>
    public static async Task<IActionResult> ForAsync(ProveResult result, PageModel page, RegistrationCookie cookie, string field, CancellationToken ct)
    {
        switch (result)
        {
            case ProveResult.Proven { Account: var account }:
                cookie.Delete(page.Response);
                await SignInAsync(page.HttpContext, account, ct);
                page.TempData.Tell(StatusKind.Success, $"Welcome, {account.Name}. Your account is ready, and this browser is remembered.");
                return new RedirectResult("/account/recovery-codes");
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

    // Photos and address come from this browser and were proven a moment ago: it is the account's first remembered device,
    // and its first sign-in. Without it a new member would find everything on hold for a day.
    private static async Task SignInAsync(HttpContext context, Accounts.Account account, CancellationToken ct)
    {
        var finisher = context.RequestServices.GetRequiredService<SignInFinisher>();
        var cookies = context.RequestServices.GetRequiredService<BrowserCookies>();
        var prepared = await finisher.PrepareAsync(
            SignInFinisher.NewId(), account, new SignInProof(SignInMethod.Registration, ByMailOnly: false, Device: null, LowLiveness: false),
            RequestOrigins.Of(context), remember: true, cookies.ReadDevice(context.Request), ct);
        if (await finisher.FinishAsync(prepared, alsoAsync: null, ct) is { } finished)
            await context.BeginSessionAsync(finished);
    }
}
