using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Pages.Account;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>
/// Asks for a new photo of the member's face before one secret is shown; while the engine is down, a recovery code does on a
/// remembered device.
/// </summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
public sealed class RevealModel(PasswordVault vault, RevealGrants grants, ConfirmAnswers answers) : PageModel
{
    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    /// <summary>A recovery code in the place of the photo.</summary>
    [BindProperty]
    public string? Code { get; set; }

    public VaultEntry Entry { get; private set; } = null!;

    public RevealTarget Target { get; private set; } = null!;

    /// <summary>The engine is down, and a recovery code would do.</summary>
    public bool MayUseCode { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, string field, int version, CancellationToken ct)
    {
        if (!await FindAsync(id, field, version, ct))
            return NotFound();
        // Back from the mailed code that a picture asked for: the grant waits.
        return await grants.ClaimAsync(HttpContext.VaultSession(), Target, ct) is { } grant ? Redirect($"/vault/grants/{grant}") : Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, string field, int version, CancellationToken ct)
    {
        if (!await FindAsync(id, field, version, ct))
            return NotFound();
        var uploads = PhotoAnswers.Uploads(Photos);
        if (uploads.Count is 0 or > FaceCheck.MaxFrames)
        {
            ModelState.AddModelError(nameof(Photos), "Add a photo of your face.");
            return Page();
        }
        var result = await grants.ProveAsync(HttpContext.VaultSession(), Target, uploads, ct);
        if (result is RevealGrantResult.NotConfirmed { Result: var refused })
        {
            MayUseCode = await grants.MayUseCodeAsync(HttpContext.VaultSession(), ct);
            return answers.For(refused, this, nameof(Photos), Target.RevealPath());
        }
        return await GoOnAsync(result);
    }

    public async Task<IActionResult> OnPostRecoveryCodeAsync(string id, string field, int version, CancellationToken ct)
    {
        if (!await FindAsync(id, field, version, ct))
            return NotFound();
        MayUseCode = true;
        if (!RecoveryCode.TryParse(Code, out var code))
        {
            ModelState.AddModelError(nameof(Code), RecoveryCodeWords.NotOne);
            return Page();
        }
        var result = await grants.ProveByCodeAsync(HttpContext.VaultSession(), Target, code, ct);
        if (result is RevealGrantResult.NotProven { Result: var refused })
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            ModelState.AddModelError(nameof(Code), RecoveryCodeWords.For(refused)!);
            return Page();
        }
        if (result is RevealGrantResult.EngineAnswers)
        {
            MayUseCode = false;
            TempData.Tell(StatusKind.Info, "Faces can be checked again, so your code was not needed and is not used up. Show your face.");
            return RedirectToPage();
        }
        return await GoOnAsync(result);
    }

    private async Task<IActionResult> GoOnAsync(RevealGrantResult result)
    {
        if (result is not RevealGrantResult.Granted { Id: var grant })
            return Redirect("/account/sign-in?ended=1");
        // OWASP ASVS 5.0 7.2.4: a new session token at re-authentication.
        await HttpContext.StepUpAsync();
        return Redirect($"/vault/grants/{grant}");
    }

    private async Task<bool> FindAsync(string id, string fieldName, int version, CancellationToken ct)
    {
        var member = HttpContext.VaultSession();
        if (VaultPages.FieldOf(fieldName) is not { } field || !VaultEntryId.TryParse(id, out var entryId)
            || await vault.FindAsync(member, entryId, ct) is not { IsOpen: true } entry
            || version < 1
            // What the card names is asked for also where its row is gone: that it was taken away is told and written down. Of
            // one-time codes the key that counts only; of the rest, every version there is.
            || version != entry.Card.VersionOf(field) && (field == SecretField.Totp
                || !(await vault.ListHistoryAsync(member, entryId, field, ct) ?? []).Any(one => one.Version == version)))
            return false;
        Entry = entry;
        Target = new RevealTarget(entryId, field, version);
        return true;
    }
}
