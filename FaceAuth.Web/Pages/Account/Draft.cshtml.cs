using Microsoft.AspNetCore.Authorization;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Where the script of a form sends what is typed in it, shortly before the session ends.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[KeepsDraft]
[RequestSizeLimit(HostingSetup.MaxEntryFormBytes)]
[RequestFormLimits(ValueLengthLimit = HostingSetup.MaxEntryFieldBytes)]
public sealed class DraftModel(KeptDrafts drafts) : PageModel
{
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var form = await Request.ReadFormAsync(ct);
        if (DraftForm.PageOf(Request.Path, form) is { } page)
            await drafts.KeepAsync(User.AccountId(), page, DraftForm.Fields(form), ct);
        return new NoContentResult();
    }
}
