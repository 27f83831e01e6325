using FaceAuth.Accounts.Sessions;
using FaceAuth.Rotation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Rotations;

/// <summary>The rotations that need their members, for administrators: nothing here says which entry or which host.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
public sealed class IndexModel(PeopleRotations rotations) : PageModel
{
    public IReadOnlyList<RotationOfMember> Rotations { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Rotations = await rotations.ListInAttentionAsync(ct);
}
