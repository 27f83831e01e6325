using FaceAuth.Pages.Shared;
using FaceAuth.Vault.Transfer;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>What is in a file, and the decision about it.</summary>
public sealed class ImportPreviewModel(VaultImports imports) : PageModel
{
    /// <summary>How many entries and remarks are listed.</summary>
    public const int Listed = 200;

    public ImportPreview Import { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct) => await FindAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, bool skip, CancellationToken ct)
    {
        switch (await imports.TakeAsync(HttpContext.VaultSession(), id, skip, ct))
        {
            case TakeImportResult.Taken { Entries: var taken, Skipped: var skipped }:
                TempData.Tell(StatusKind.Success, $"{taken:N0} {(taken == 1 ? "entry is" : "entries are")} in your vault now.{(skipped > 0 ? $" {skipped:N0} that {(skipped == 1 ? "was" : "were")} there already {(skipped == 1 ? "was" : "were")} left out." : "")} Delete the file if it is not encrypted.");
                return Redirect("/vault");
            case TakeImportResult.Full { Max: var most }:
                if (!await FindAsync(id, ct))
                    return NotFound();
                ModelState.AddModelError("", $"Your vault would hold more than {most:N0} entries, those in the bin included. Nothing was taken. Delete some for good, and try again.");
                return Page();
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostDropAsync(string id, CancellationToken ct)
    {
        await imports.DropAsync(HttpContext.VaultSession(), id, ct);
        TempData.Tell(StatusKind.Info, "Nothing was taken, and what was read is thrown away.");
        return Redirect("/vault");
    }

    private async Task<bool> FindAsync(string id, CancellationToken ct)
    {
        if (await imports.FindAsync(HttpContext.VaultSession(), id, ct) is not { } import)
            return false;
        Import = import;
        return true;
    }
}
