using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Rotation.Targets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Targets;

/// <summary>Takes a host off the list, after a fresh proof of the administrator.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class RemoveModel(AllowedTargets targets) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public AllowedTarget Target { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if ((await targets.ListAsync(ct)).FirstOrDefault(target => target.Id == Id.ToString()) is not { } found)
            return NotFound();
        Target = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await targets.RemoveAsync(User.AccountId(), Id.ToString(), ct) is not DisallowTargetResult.Removed { Target: var target })
            return NotFound();
        TempData.Tell(StatusKind.Success, $"{target.Host}, port {target.Port}, is not connected to any more.");
        return Redirect("/admin/targets");
    }
}
