using FaceAuth.Accounts.Sessions;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>The old versions of an entry's secrets; each is shown like the one that counts.</summary>
public sealed class HistoryModel(PasswordVault vault, TimeProvider clock) : PageModel
{
    public VaultEntry Entry { get; private set; } = null!;

    public IReadOnlyList<(SecretField Field, IReadOnlyList<SecretVersion> Versions)> History { get; private set; } = [];

    public DateTimeOffset? HeldUntil => User.HeldUntil(clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        var member = HttpContext.VaultSession();
        if (!VaultEntryId.TryParse(id, out var entryId) || await vault.FindAsync(member, entryId, ct) is not { IsOpen: true } entry)
            return NotFound();
        Entry = entry;
        var history = new List<(SecretField, IReadOnlyList<SecretVersion>)>();
        foreach (var field in new[] { SecretField.Password, SecretField.Notes })
        {
            if (await vault.ListHistoryAsync(member, entryId, field, ct) is { Count: > 0 } versions)
                history.Add((field, versions));
        }
        History = history;
        return Page();
    }
}
