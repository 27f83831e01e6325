using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Sign-in with an address and a recovery code.</summary>
[AllowAnonymous]
[AnswerOnTicks]
public sealed class RecoverModel(RecoverySignIn recovery, EngineOutage outage, BrowserCookies cookies) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>The local page to go to after sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>The engine is down, and this browser may be one that is remembered.</summary>
    public bool EngineDown { get; private set; }

    /// <summary>What the form carries.</summary>
    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        [StringLength(EmailAddress.MaxLength, ErrorMessage = "An e-mail address has at most 254 characters.")]
        [Display(Name = "E-mail address")]
        public string? Email { get; set; }

        [Required(ErrorMessage = "Enter one of your recovery codes.")]
        [Display(Name = "Recovery code")]
        public string? Code { get; set; }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Url.LocalOrAccount(Next));
        await LookAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // A live session is never continued by another sign-in: sign out first.
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Url.LocalOrAccount(Next));
        var email = default(EmailAddress);
        var code = default(RecoveryCode);
        if (!string.IsNullOrWhiteSpace(Input.Email) && !EmailAddress.TryParse(Input.Email, out email))
            ModelState.AddModelError("Input.Email", "This is not an e-mail address. It looks like name@example.org.");
        if (!string.IsNullOrWhiteSpace(Input.Code) && !RecoveryCode.TryParse(Input.Code, out code))
            ModelState.AddModelError("Input.Code", RecoveryCodeWords.NotOne);
        if (!ModelState.IsValid)
            return await AgainAsync(ct);

        switch (await recovery.SignInAsync(new RecoveryRequest(email, code, RequestOrigins.Of(HttpContext), cookies.ReadDevice(Request)), ct))
        {
            case RecoveryResult.Finished { SignIn: var finished }:
                await HttpContext.BeginSessionAsync(finished);
                return LocalRedirect(Url.LocalOrAccount(Next));
            case RecoveryResult.CodeSent { BrowserToken: var token }:
                cookies.WriteBrowser(Response, token);
                return RedirectToPage("SignInCode", new { next = Next });
            case RecoveryResult.TooManyFromHere { RetryAfter: var wait }:
                this.TooManyFromHere(wait);
                return await AgainAsync(ct);
            case RecoveryResult.Refused { Told: var told, Wait: var wait }:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError("", told is null ? RefusalWords.OneForRecovery : RefusalWords.For(told, wait));
                return await AgainAsync(ct);
            default:
                throw new InvalidOperationException("An outcome this page does not know signs nobody in.");
        }
    }

    private async Task<IActionResult> AgainAsync(CancellationToken ct)
    {
        await LookAsync(ct);
        return Page();
    }

    // Only where it could matter: a browser that is remembered for nobody needs the mailed code anyway.
    private async Task LookAsync(CancellationToken ct) =>
        EngineDown = cookies.ReadDevice(Request) is { Length: > 0 } && await outage.IsDownAsync(ct);
}
