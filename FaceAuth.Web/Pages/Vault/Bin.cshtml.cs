using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Vault;

/// <summary>The deleted entries, each to be taken out again or deleted for good.</summary>
public sealed class BinModel(PasswordVault vault, VaultBin bin, IOptions<VaultOptions> options, TimeProvider clock) : PageModel
{
    /// <summary>How many are listed.</summary>
    public const int Listed = 200;

    public IReadOnlyList<VaultEntry> Entries { get; private set; } = [];

    public TimeSpan Kept => options.Value.Bin;

    /// <summary>A fresh proof counts and the session is not on hold: entries may be deleted for good.</summary>
    public bool MayErase => User.HeldUntil(clock.GetUtcNow()) is null && User.ConfirmedUntil(clock.GetUtcNow()) is not null;

    public async Task OnGetAsync(CancellationToken ct) => Entries = (await vault.ReadAsync(HttpContext.VaultSession(), ct)).Bin;

    public async Task<IActionResult> OnPostRestoreAsync(string? entry, CancellationToken ct)
    {
        if (await FindAsync(entry, ct) is not { } found || !await bin.RestoreAsync(HttpContext.VaultSession(), found, ct))
            return NotFound();
        TempData.Tell(StatusKind.Success, "The entry is back in your vault.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEraseAsync(string? entry, CancellationToken ct)
    {
        // What cannot be undone asks for more than a session that was left open (OWASP ASVS 5.0 7.5.3).
        if (!MayErase)
            return Redirect(User.HeldUntil(clock.GetUtcNow()) is null ? "/account/confirm?next=/vault/bin" : "/account/hold?next=/vault/bin");
        if (await FindAsync(entry, ct) is not { } found || !await bin.EraseAsync(HttpContext.VaultSession(), found, ct))
            return NotFound();
        TempData.Tell(StatusKind.Success, "The entry is deleted for good, with its history.");
        return RedirectToPage();
    }

    private async Task<VaultEntry?> FindAsync(string? id, CancellationToken ct) =>
        VaultEntryId.TryParse(id, out var entry)
        && (await vault.ReadAsync(HttpContext.VaultSession(), ct)).Find(entry) is { DeletedAt: not null } found ? found : null;
}
