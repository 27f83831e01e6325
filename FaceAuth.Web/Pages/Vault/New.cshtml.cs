using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>A new entry.</summary>
[KeepsDraft]
[RequestSizeLimit(HostingSetup.MaxEntryFormBytes)]
[RequestFormLimits(ValueLengthLimit = HostingSetup.MaxEntryFieldBytes)]
public sealed class NewModel(PasswordVault vault) : PageModel
{
    [BindProperty]
    public EntryForm Input { get; set; } = new();

    public EntryEditor Editor { get; private set; } = new(null, false);

    public void OnGet() { }

    public IActionResult OnPostSuggest()
    {
        Editor = new EntryEditor(null, EntryEditor.Suggest(Input, ModelState));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Input.Read(ModelState) is not { } input)
            return Page();
        switch (await vault.AddAsync(HttpContext.VaultSession(), input, ct))
        {
            case EntryResult.Saved { Id: var id }:
                TempData.Tell(StatusKind.Success, "The entry is saved.");
                return Redirect($"/vault/{id}");
            case EntryResult.Full { Max: var most }:
                // Under the form's name: its partial shows what is said of the form, not of the page.
                ModelState.AddModelError(nameof(Input), $"Your vault holds {most:N0} entries, which is as many as there may be. Delete some for good, in the bin, and save again.");
                return Page();
            default:
                return NotFound();
        }
    }
}
