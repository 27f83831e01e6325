using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault.Rotation;

/// <summary>
/// Where and when an entry's password is changed. A target is told passwords, so that saving asks for a fresh proof; without one
/// the form comes back as it was typed.
/// </summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
public sealed class SettingsModel(PasswordVault vault, RotationPlans plans, AllowedTargets allowed, TimeProvider clock) : PageModel
{
    private const int HttpsPort = 443;
    private const string ConfirmFirst = "Confirm that it is you first: the link is above. What you typed stays here. Then save again.";

    [BindProperty]
    public RotationForm Input { get; set; } = new();

    public VaultEntry Entry { get; private set; } = null!;

    /// <summary>The member's entries that have a password, by name: an administrator's or a signing key may be among them.</summary>
    public IReadOnlyList<VaultEntry> Credentials { get; private set; } = [];

    /// <summary>The hosts that can be reached, for a list of suggestions.</summary>
    public IReadOnlyList<string> Hosts { get; private set; } = [];

    /// <summary>The times of what is typed, where that was asked for.</summary>
    public (FaceAuth.Rotation.Schedules.RotationSchedule Schedule, IReadOnlyList<DateTimeOffset> Times)? Preview { get; private set; }

    /// <summary>What saves, but keeps the target from being reached.</summary>
    public string? Warning { get; private set; }

    /// <summary>A fresh proof counts that was given within the session: each target is told passwords, and a sign-in alone shows none.</summary>
    public bool IsConfirmed => User.ProvenUntil(clock.GetUtcNow()) is not null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (await plans.FindAsync(HttpContext.VaultSession(), Entry.Id, ct) is { } plan)
            Input = RotationForm.Of(plan);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(string id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (Input.Kind != RotationForm.Reminder && Input.Read(Entry, ModelState) is { } settings)
        {
            var now = clock.GetUtcNow();
            Preview = (settings.Schedule, settings.Schedule.NextThree(now, null));
            Warning = await WarningAsync(settings.Target, ct);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (Input.Kind == RotationForm.Reminder && IsConfirmed)
            return await RemoveAsync(ct);
        if (Input.Kind == RotationForm.Reminder)
        {
            ModelState.AddModelError("Input", ConfirmFirst);
            return Page();
        }
        if (Input.Read(Entry, ModelState) is not { } settings)
            return Page();
        if (settings.Target is { Tls: false, Kind: TargetKind.MySql or TargetKind.PostgreSql }
            && await allowed.FindAsync(settings.Target.Host, settings.Target.Port, ct) is not { PlainTextAllowed: true })
            ModelState.AddModelError("Input.NoTls", "The administrators’ list does not let this host be reached without TLS.");
        else if (!IsConfirmed)
            ModelState.AddModelError("Input", ConfirmFirst);
        if (!ModelState.IsValid)
            return Page();
        return await SaveAsync(settings, ct);
    }

    private async Task<IActionResult> SaveAsync(RotationSettings settings, CancellationToken ct)
    {
        switch (await plans.SaveAsync(HttpContext.VaultSession(), Entry.Id, Input.Version, settings, ct))
        {
            case RotationPlanResult.Saved:
                var warning = await WarningAsync(settings.Target, ct);
                var paused = (await plans.FindAsync(HttpContext.VaultSession(), Entry.Id, ct))?.PausedAt is not null;
                TempData.Tell(warning is null ? StatusKind.Success : StatusKind.Warning, $"The plan is kept: {settings.Schedule.Words}.{(paused ? " It is still paused." : "")} {warning}".TrimEnd());
                return Redirect(Back);
            case RotationPlanResult.Running:
                TempData.Tell(StatusKind.Error, "A rotation is open. It has to end before the plan is changed.");
                return Redirect(Back);
            case RotationPlanResult.ChangedMeanwhile:
                ModelState.AddModelError("Input", "The plan was changed in another window since you opened it. What you typed is still here: save again to put it in the place of the other change.");
                ModelState.Remove("Input.Version");
                Input.Version = (await plans.FindAsync(HttpContext.VaultSession(), Entry.Id, ct))?.Version ?? 0;
                return Page();
            case RotationPlanResult.CredentialMissing:
                ModelState.AddModelError(settings.Target.Kind == TargetKind.Webhook ? "Input.SigningKey" : "Input.Administrator",
                    "Choose another entry of yours that has a password.");
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> RemoveAsync(CancellationToken ct)
    {
        var result = await plans.RemoveAsync(HttpContext.VaultSession(), Entry.Id, ct);
        TempData.Tell(result is RotationPlanResult.Running ? StatusKind.Error : StatusKind.Success, result is RotationPlanResult.Running
            ? "A rotation is open. It has to end before the plan is removed."
            : "This password is changed by hand.");
        return Redirect(Back);
    }

    private string Back => $"/vault/{Entry.Id}/rotation";

    private async Task<string?> WarningAsync(TargetSettings target, CancellationToken ct)
    {
        var (host, port) = target.Kind switch
        {
            TargetKind.VaultOnly => ("", 0),
            TargetKind.Webhook when Uri.TryCreate(target.Url, UriKind.Absolute, out var url) && TargetHost.TryParse(url.IdnHost, out var name) =>
                (name, url.Port > 0 ? url.Port : HttpsPort),
            _ => (target.Host, target.Port),
        };
        return host.Length == 0 || await allowed.FindAsync(host, port, ct) is not null
            ? null
            : $"{host}, port {port}, is not on the list of allowed targets, so that nothing is changed there yet. An administrator of this site can add it.";
    }

    private async Task<bool> LoadAsync(string id, CancellationToken ct)
    {
        if (!VaultEntryId.TryParse(id, out var entryId))
            return false;
        var content = await vault.ReadAsync(HttpContext.VaultSession(), ct);
        if (content.Find(entryId) is not { DeletedAt: null, IsOpen: true } entry)
            return false;
        Entry = entry;
        Credentials = [.. content.Live.Where(one => one is { IsOpen: true, Card.Password: > 0 } && one.Id != entryId)];
        Hosts = [.. (await allowed.ListAsync(ct)).Select(line => line.Host).Where(host => !host.StartsWith('*')).Distinct()];
        return true;
    }
}
