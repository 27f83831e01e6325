using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Asks somebody who is signed in for a fresh face, before what protects the account is changed; a recovery code does as
/// well, also while the engine is down.
/// </summary>
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class ConfirmModel(FaceConfirmation confirmation, RecoveryStepUp stepUp, ConfirmAnswers answers) : PageModel
{
    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    /// <summary>A recovery code in the place of the photo.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The local page to go on to.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var uploads = PhotoAnswers.Uploads(Photos);
        if (uploads.Count is 0 or > FaceCheck.MaxFrames)
        {
            ModelState.AddModelError(nameof(Photos), "Add a photo of your face.");
            return Page();
        }
        var result = await confirmation.ConfirmAsync(
            User.AccountId(), User.SignInId(), User.DeviceId(), uploads, RequestOrigins.Of(HttpContext), strict: false, ct);
        if (result is not ConfirmResult.Confirmed)
            return answers.For(result, this, nameof(Photos), Url.LocalOrAccount(Next));
        await HttpContext.StepUpAsync();
        return LocalRedirect(Url.LocalOrAccount(Next));
    }

    public async Task<IActionResult> OnPostRecoveryCodeAsync(CancellationToken ct)
    {
        if (!RecoveryCode.TryParse(Code, out var code))
        {
            ModelState.AddModelError(nameof(Code), RecoveryCodeWords.NotOne);
            return Page();
        }
        var result = await stepUp.ProveAsync(User.AccountId(), User.SignInId(), User.DeviceId(), code, RequestOrigins.Of(HttpContext), ct);
        if (RecoveryCodeWords.For(result) is { } words)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            ModelState.AddModelError(nameof(Code), words);
            return Page();
        }
        await HttpContext.StepUpAsync();
        return LocalRedirect(Url.LocalOrAccount(Next));
    }
}
