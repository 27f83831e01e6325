using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>One entry, its secrets covered.</summary>
public sealed class EntryModel(PasswordVault vault, VaultBin bin, TimeProvider clock) : PageModel
{
    public VaultEntry Entry { get; private set; } = null!;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The end of the session's hold, in which nothing is shown; null where it is not on hold.</summary>
    public DateTimeOffset? HeldUntil => User.HeldUntil(Now);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } entry)
            return NotFound();
        Entry = entry;
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(string id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } entry || !await bin.DeleteAsync(HttpContext.VaultSession(), entry, ct))
            return NotFound();
        TempData.Tell(StatusKind.Success, "The entry is in the bin. You can take it out again there: the link is below the list.");
        return Redirect("/vault");
    }

    private async Task<VaultEntry?> FindAsync(string id, CancellationToken ct) =>
        VaultEntryId.TryParse(id, out var entry) ? await vault.FindAsync(HttpContext.VaultSession(), entry, ct) : null;
}
