using FaceAuth.Accounts.Passkeys;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Sign-in with a passkey: a challenge, then an ordinary form with the browser's answer to it.</summary>
[AllowAnonymous]
[AnswerOnTicks]
public sealed class PasskeySignInModel(PasskeySignIn signIn, PasskeyCookie cookie, BrowserCookies browser) : PageModel
{
    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>The local page to go to after sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Url.LocalOrAccount(Next)) : Page();

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken ct)
    {
        var begun = await signIn.BeginAsync(ct);
        cookie.Write(HttpContext, CeremonyKind.SignIn, begun.Browser);
        return Content(begun.Options, "application/json");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // A live session is never continued under another member: sign out first.
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Url.LocalOrAccount(Next));

        switch (await signIn.FinishAsync(
            cookie.Take(HttpContext, CeremonyKind.SignIn), Credential, browser.ReadDevice(Request), RequestOrigins.Of(HttpContext), ct))
        {
            case PasskeySignInResult.Finished { SignIn: var finished }:
                await HttpContext.BeginSessionAsync(finished);
                return LocalRedirect(Url.LocalOrAccount(Next));
            case PasskeySignInResult.Over:
                ModelState.AddModelError("", PasskeyWords.Over);
                break;
            default:
                ModelState.AddModelError("", "We could not sign you in with this passkey. It may have been removed from the account. Use another one, or sign in with a photo.");
                break;
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}

/// <summary>What several pages say about passkeys.</summary>
internal static class PasskeyWords
{
    public const string Over = "That took too long, or a passkey was asked for in another tab meanwhile. Try again.";
}
