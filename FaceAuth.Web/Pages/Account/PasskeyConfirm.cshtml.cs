using FaceAuth.Accounts.Passkeys;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Asks somebody who is signed in for a passkey, before what protects the account is changed or to end a hold.</summary>
public sealed class PasskeyConfirmModel(PasskeyConfirmation confirmation, PasskeyCookie cookie, TimeProvider clock) : PageModel
{
    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>The local page to go on to.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>The session is on hold: then a photo of the face leads nowhere, and a recovery code does.</summary>
    public bool IsHeld => User.HeldUntil(clock.GetUtcNow()) is not null;

    public void OnGet() { }

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken ct)
    {
        if (await confirmation.BeginAsync(User.AccountId(), ct) is not { } begun)
            return NotFound();
        cookie.Write(HttpContext, CeremonyKind.Confirm, begun.Browser);
        return Content(begun.Options, "application/json");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var isHeld = IsHeld;
        switch (await confirmation.ConfirmAsync(
            User.AccountId(), User.SignInId(), isHeld, cookie.Take(HttpContext, CeremonyKind.Confirm), Credential, ct))
        {
            case PasskeyCheckResult.Proven:
                await HttpContext.StepUpAsync();
                if (isHeld)
                    TempData.Tell(StatusKind.Success, "The hold is over: your passkey has shown that it is you.");
                return LocalRedirect(Url.LocalOrAccount(Next));
            case PasskeyCheckResult.Over:
                ModelState.AddModelError("", PasskeyWords.Over);
                break;
            default:
                ModelState.AddModelError("", $"This passkey was not accepted. It may have been removed, or belong to another account. Use another one, or a {(isHeld ? "recovery code" : "photo of your face")}.");
                break;
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
