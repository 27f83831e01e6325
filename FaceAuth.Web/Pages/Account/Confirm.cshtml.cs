using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Asks somebody who is signed in for a fresh face, before what protects the account is changed.</summary>
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class ConfirmModel(FaceConfirmation confirmation, ConfirmAnswers answers) : PageModel
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
        var result = await confirmation.ConfirmAsync(User.AccountId(), User.DeviceId(), uploads, RequestOrigins.Of(HttpContext), ct);
        if (result is not ConfirmResult.Confirmed)
            return answers.For(result, this, nameof(Photos), Target());
        await HttpContext.StepUpAsync();
        return LocalRedirect(Target());
    }

    private string Target() => Url.IsLocalUrl(Next) ? Next : "/account";
}
