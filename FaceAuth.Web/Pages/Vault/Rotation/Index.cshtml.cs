using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Rotation;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault.Rotation;

/// <summary>How an entry's password is changed: by hand or by a plan, what is under way, and what came of the latest rotations.</summary>
public sealed class IndexModel(
    PasswordVault vault, RotationPlans plans, RotationRequests requests, RotationTimelines timelines, RotationAttention attention,
    TimeProvider clock) : PageModel
{
    public VaultEntry Entry { get; private set; } = null!;

    /// <summary>Null for an entry that is changed by hand.</summary>
    public RotationPlan? Plan { get; private set; }

    public EntryRotations Rotations { get; private set; } = new([], []);

    /// <summary>The rotation that is open, with its steps.</summary>
    public RotationTimeline? Open { get; private set; }

    /// <summary>The next three times.</summary>
    public IReadOnlyList<DateTimeOffset> Next { get; private set; } = [];

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateTimeOffset? HeldUntil => User.HeldUntil(Now);

    /// <summary>A fresh proof counts: all that is done here asks for one.</summary>
    public bool IsConfirmed => User.ConfirmedUntil(Now) is not null;

    /// <summary>One that was given within the session: what is typed here becomes the password.</summary>
    public bool IsProven => User.ProvenUntil(Now) is not null;

    /// <summary>Where a member changes the password at the site of the entry (W3C "A Well-Known URL for Changing Passwords"); https only.</summary>
    public Uri? ChangeAt => VaultPages.LinkOf(Entry.Card.Site) is { } link && link.Scheme == Uri.UriSchemeHttps
        ? new Uri(link, "/.well-known/change-password") : null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostRotateAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await requests.RequestAsync(member, entry.Id, ct) switch
        {
            RotationPlanResult.Begun => (StatusKind.Success, "The rotation has begun."),
            RotationPlanResult.Held => Held,
            RotationPlanResult.Running => (StatusKind.Info, "A rotation is under way already."),
            _ => (StatusKind.Error, "This entry has no plan, so that its password is changed by hand."),
        }, ct);

    public Task<IActionResult> OnPostPauseAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await plans.SetPausedAsync(member, entry.Id, paused: true, ct) switch
        {
            RotationPlanResult.Saved => (StatusKind.Success, "The plan is paused. What is under way is ended."),
            RotationPlanResult.Held => Held,
            _ => NoPlan,
        }, ct);

    public Task<IActionResult> OnPostResumeAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await plans.SetPausedAsync(member, entry.Id, paused: false, ct) switch
        {
            RotationPlanResult.Saved => (StatusKind.Success, "The plan goes on."),
            RotationPlanResult.Held => Held,
            _ => NoPlan,
        }, ct);

    public Task<IActionResult> OnPostRemoveAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await plans.RemoveAsync(member, entry.Id, ct) switch
        {
            RotationPlanResult.Saved => (StatusKind.Success, "The plan is removed. The password is changed by hand from now on."),
            RotationPlanResult.Running => (StatusKind.Error, "A rotation is open. It has to end before the plan is removed."),
            _ => NoPlan,
        }, ct);

    public Task<IActionResult> OnPostTryAgainAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await attention.TryAgainAsync(member, entry.Id, ct) ? (StatusKind.Success, "It is tried again now.") : NotWaiting, ct);

    public Task<IActionResult> OnPostKeepAsync(string id, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        await attention.KeepAsync(member, entry.Id, ct)
            ? (StatusKind.Success, "The password stays what it was. What the target may have is kept, too.") : NotWaiting, ct);

    /// <summary>Takes the password that was set at the target by hand.</summary>
    public Task<IActionResult> OnPostEnterAsync(string id, string? password, CancellationToken ct) => ActAsync(id, async (member, entry) =>
        string.IsNullOrEmpty(password) || password.Length > EntryLimits.Password
            ? (StatusKind.Error, $"Enter the password that the account has there, at most {EntryLimits.Password:N0} characters.")
            : await attention.EnterAsync(member, entry.Id, password, ct)
                ? (StatusKind.Success, "The password is kept, and is tried at the target now.") : NotWaiting, ct, proven: true);

    private static (StatusKind, string) NoPlan => (StatusKind.Error, "This entry has no plan.");

    private static (StatusKind, string) Held =>
        (StatusKind.Error, "A sign-in that you said was not you had set this plan. Look at its settings and save them; until then nothing is done by it.");

    private static (StatusKind, string) NotWaiting => (StatusKind.Info, "Nothing waits for you: somebody works on it, or it is over.");

    private async Task<IActionResult> ActAsync(
        string id, Func<VaultSession, VaultEntry, Task<(StatusKind, string)>> act, CancellationToken ct, bool proven = false)
    {
        var back = VaultEntryId.TryParse(id, out var entryId) ? $"/vault/{entryId}/rotation" : "/vault";
        // What changes how a password is kept waits for more than a mailed code.
        if (HeldUntil is not null)
            return Redirect($"/account/hold?next={back}");
        var member = HttpContext.VaultSession();
        if (back == "/vault" || await vault.FindAsync(member, entryId, ct) is not { } entry)
            return NotFound();
        // Whoever finds a session open must not stop rotations with it, or have live passwords changed.
        if (!(proven ? IsProven : IsConfirmed))
            return Redirect($"/account/confirm?next={back}");
        var (kind, words) = await act(member, entry);
        TempData.Tell(kind, words);
        return Redirect(back);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken ct)
    {
        var member = HttpContext.VaultSession();
        if (!VaultEntryId.TryParse(id, out var entryId) || await vault.FindAsync(member, entryId, ct) is not { } entry)
            return false;
        Entry = entry;
        Plan = await plans.FindAsync(member, entryId, ct);
        Rotations = await timelines.ListAsync(member, entryId, ct);
        if (Rotations.Open is { } open)
            Open = await timelines.FindAsync(member, open.Id, ct);
        if (Plan is { PausedAt: null, HeldAt: null } plan)
            Next = plan.Settings.Schedule.NextThree(Now, entry.RotateAt);
        return true;
    }
}
