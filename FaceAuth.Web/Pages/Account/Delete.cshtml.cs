using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Deletes the account after a fresh photo (OWASP ASVS 5.0 7.5: full re-authentication before a highly sensitive act).
/// </summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class DeleteModel(AccountDeletion deletion, ConfirmAnswers answers) : PageModel
{
    [BindProperty]
    public bool Sure { get; set; }

    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var uploads = PhotoAnswers.Uploads(Photos);
        if (!Sure)
            ModelState.AddModelError(nameof(Sure), "Tick the box to say that you want to delete your account.");
        if (uploads.Count is 0 or > FaceCheck.MaxFrames)
            ModelState.AddModelError(nameof(Photos), "Add a photo of your face.");
        if (!ModelState.IsValid)
            return Page();

        if (await deletion.DeleteAsync(User.AccountId(), User.DeviceId(), uploads, RequestOrigins.Of(HttpContext), ct)
            is DeleteAccountResult.NotConfirmed { Result: var result })
            return answers.For(result, this, nameof(Photos), "/account/delete");
        await HttpContext.SignOutAsync();
        TempData.Tell(StatusKind.Success, "Your account is deleted. Thank you for having been here.");
        return Redirect("/");
    }
}
