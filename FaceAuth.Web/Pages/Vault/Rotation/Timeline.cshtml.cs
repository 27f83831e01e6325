using FaceAuth.Rotation;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault.Rotation;

/// <summary>The steps of one rotation, live while it runs.</summary>
public sealed class TimelineModel(PasswordVault vault, RotationTimelines timelines, TimeProvider clock) : PageModel
{
    public VaultEntry Entry { get; private set; } = null!;

    public RotationTimeline Timeline { get; private set; } = null!;

    public bool IsLive => RotationWords.IsLive(Timeline.Rotation, clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(string id, string rotation, CancellationToken ct)
    {
        var member = HttpContext.VaultSession();
        if (!VaultEntryId.TryParse(id, out var entryId) || !RotationId.TryParse(rotation, out var rotationId)
            || await vault.FindAsync(member, entryId, ct) is not { } entry
            || await timelines.FindAsync(member, rotationId.ToString(), ct) is not { } timeline || timeline.Rotation.Entry != entryId)
            return NotFound();
        (Entry, Timeline) = (entry, timeline);
        return Page();
    }
}
