using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>An entry being changed. Its secrets are replaced or taken away here, never shown.</summary>
[KeepsDraft]
[RequestSizeLimit(HostingSetup.MaxEntryFormBytes)]
[RequestFormLimits(ValueLengthLimit = HostingSetup.MaxEntryFieldBytes)]
public sealed class EditModel(PasswordVault vault) : PageModel
{
    [BindProperty]
    public EntryForm Input { get; set; } = new();

    public EntryEditor Editor { get; private set; } = null!;

    public VaultEntry Entry => Editor.Entry!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } entry)
            return NotFound();
        Input = EntryForm.Of(entry);
        Editor = new EntryEditor(entry, false);
        return Page();
    }

    public async Task<IActionResult> OnPostSuggestAsync(string id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } entry)
            return NotFound();
        Editor = new EntryEditor(entry, EntryEditor.Suggest(Input, ModelState));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } entry)
            return NotFound();
        Editor = new EntryEditor(entry, false);
        if (Input.Read(ModelState) is not { } input)
            return Page();
        switch (await vault.EditAsync(HttpContext.VaultSession(), entry.Id, Input.Version, input, ct))
        {
            case EntryResult.Saved:
                TempData.Tell(StatusKind.Success, input.Secrets.ContainsKey(SecretField.Password) && entry.Card.Password > 0
                    ? "The entry is changed. The password before is in its history."
                    : "The entry is changed.");
                return Redirect($"/vault/{entry.Id}");
            case EntryResult.ChangedMeanwhile:
                // What they typed stays in the form; sent again, it replaces what the other change left.
                ModelState.Remove("Input.Version");
                Input.Version = entry.Version;
                ModelState.AddModelError(nameof(Input), "This entry was changed in another window since you opened it. What you typed is still here: look the other change over on the entry’s page, then save again to put yours in its place.");
                return Page();
            case EntryResult.Broken:
                ModelState.AddModelError("Input", "This entry was tampered with where it is stored, so nothing was saved. That is on the record; tell the people who run this site. Add a new entry with what you typed.");
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<VaultEntry?> FindAsync(string id, CancellationToken ct) =>
        VaultEntryId.TryParse(id, out var entry) && await vault.FindAsync(HttpContext.VaultSession(), entry, ct) is { IsOpen: true } found ? found : null;
}
