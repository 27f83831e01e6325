using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>How the file is to be protected, and the file itself: once for each check of the face.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
public sealed class ExportFileModel(VaultExports exports, RevealGrants grants, TimeProvider clock) : PageModel
{
    /// <summary>The shortest passphrase: of a file that was stolen, guesses cost nothing but computing time (NIST SP 800-63B-4 3.1.1.2 asks for 15).</summary>
    public const int MinPassphrase = 15;

    /// <summary>"encrypted", "json" or "csv".</summary>
    [BindProperty]
    public string Kind { get; set; } = "encrypted";

    [BindProperty]
    public string? Passphrase { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    /// <summary>Whoever reads the file reads every password: understood.</summary>
    [BindProperty]
    public bool Sure { get; set; }

    public RevealGrant Grant { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string grant, CancellationToken ct) => await FindAsync(grant, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string grant, CancellationToken ct)
    {
        if (!await FindAsync(grant, ct))
            return NotFound();
        if (!IsWhole())
            return Page();
        switch (await exports.WriteAsync(HttpContext.VaultSession(), grant, Write, ct))
        {
            case ExportResult.Written { File: var file } written:
                // The answer is the file itself: what is to be said of it stands on the next page.
                TempData.Tell(written.Broken > 0 || file.NotCarried.Count > 0 ? StatusKind.Warning : StatusKind.Success, Words(written));
                return File(file.Content, file.ContentType, $"faceauth-{clock.GetUtcNow():yyyy-MM-dd}{(Kind == "encrypted" ? "-encrypted" : "")}.{file.Extension}");
            case ExportResult.Over:
                Grant = Grant with { IsOpen = false };
                Response.StatusCode = StatusCodes.Status410Gone;
                return Page();
            default:
                return NotFound();
        }
    }

    private ExportFile Write(IReadOnlyList<TransferEntry> entries) => Kind switch
    {
        "json" => BitwardenJsonWriter.Write(entries),
        "csv" => EntryCsvWriter.Write(entries),
        _ => BitwardenJsonWriter.WriteEncrypted(entries, Passphrase!),
    };

    private static string Words(ExportResult.Written written)
    {
        var words = $"Your file was made, with {written.Entries:N0} {(written.Entries == 1 ? "entry" : "entries")}.";
        if (written.Broken > 0)
            words += $" {written.Broken:N0} {(written.Broken == 1 ? "entry" : "entries")} could not be opened and {(written.Broken == 1 ? "is" : "are")} not in it.";
        return written.File.NotCarried.Count > 0 ? $"{words} Not in it as here: {string.Join("; ", written.File.NotCarried)}." : words;
    }

    private bool IsWhole()
    {
        if (Kind is "json" or "csv")
        {
            if (!Sure)
                ModelState.AddModelError(nameof(Sure), "Tick the box to say that you know what this means.");
        }
        else if (Passphrase is not { Length: >= MinPassphrase })
        {
            ModelState.AddModelError(nameof(Passphrase), $"Choose at least {MinPassphrase} characters, several words for example. Nobody can open the file without them.");
        }
        else if (Passphrase != Again)
        {
            ModelState.AddModelError(nameof(Again), "This is not the same passphrase.");
        }
        return ModelState.IsValid;
    }

    private async Task<bool> FindAsync(string id, CancellationToken ct)
    {
        if (await grants.FindAsync(HttpContext.VaultSession(), id, ct) is not { Target.Entry: null } grant)
            return false;
        Grant = grant;
        return true;
    }
}
