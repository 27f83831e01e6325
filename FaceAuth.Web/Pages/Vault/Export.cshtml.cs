using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Pages.Account;
using FaceAuth.Vault.Reveals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>Asks for a new photo of the member's face before the vault is written into a file.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class ExportModel(RevealGrants grants, ConfirmAnswers answers) : PageModel
{
    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    // Back from the mailed code that a picture asked for: the grant waits.
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await grants.ClaimAsync(HttpContext.VaultSession(), RevealTarget.Export, ct) is { } grant ? Redirect($"/vault/export/{grant}") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var uploads = PhotoAnswers.Uploads(Photos);
        if (uploads.Count is 0 or > FaceCheck.MaxFrames)
        {
            ModelState.AddModelError(nameof(Photos), "Add a photo of your face.");
            return Page();
        }
        switch (await grants.ProveAsync(HttpContext.VaultSession(), RevealTarget.Export, uploads, ct))
        {
            case RevealGrantResult.Granted { Id: var grant }:
                await HttpContext.StepUpAsync();
                return Redirect($"/vault/export/{grant}");
            case RevealGrantResult.NotConfirmed { Result: var refused }:
                return answers.For(refused, this, nameof(Photos), "/vault/export");
            default:
                return Redirect("/account/sign-in?ended=1");
        }
    }
}
