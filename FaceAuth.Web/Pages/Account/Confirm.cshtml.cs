using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Asks somebody who is signed in for a fresh face, before what protects the account is changed.</summary>
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class ConfirmModel(FaceConfirmation confirmation, PhotoAnswers answers, BrowserCookies cookies) : PageModel
{
    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

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
        switch (await confirmation.ConfirmAsync(User.AccountId(), User.DeviceId(), uploads, RequestOrigins.Of(HttpContext), ct))
        {
            case ConfirmResult.Confirmed:
                await HttpContext.StepUpAsync();
                return LocalRedirect(Target());
            case ConfirmResult.CodeSent { BrowserToken: var token }:
                cookies.WriteBrowser(Response, token);
                return RedirectToPage("SignInCode", new { next = Target() });
            case ConfirmResult.NotUsable { Reading: var reading }:
                answers.SetStatus(Response, reading);
                ModelState.AddModelError(nameof(Photos), answers.Words(reading));
                return Page();
            case ConfirmResult.Refused { Reason: var reason, Wait: var wait }:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError(nameof(Photos), RefusalWords.For(reason, wait));
                return Page();
            default:
                throw new InvalidOperationException("An outcome this page does not know confirms nobody.");
        }
    }

    private string Target() => Url.IsLocalUrl(Next) ? Next : "/account";
}
