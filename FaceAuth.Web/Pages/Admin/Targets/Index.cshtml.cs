using FaceAuth.Accounts.Sessions;
using FaceAuth.Rotation.Targets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Targets;

/// <summary>The hosts that this site may connect to for its members.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
public sealed class IndexModel(AllowedTargets targets) : PageModel
{
    public IReadOnlyList<AllowedTarget> Targets { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Targets = await targets.ListAsync(ct);
}
