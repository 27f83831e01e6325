using FaceAuth.Accounts.Sessions;
using FaceAuth.Jobs;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Jobs;

/// <summary>Says what is not done while a job is paused, and pauses it, after a fresh proof of the administrator.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class PauseModel(JobsAdministration jobs) : PageModel
{
    /// <summary>The job's name.</summary>
    [BindProperty(SupportsGet = true, Name = "name")]
    public string Name { get; set; } = "";

    public JobWords Words => JobWords.Of(Name);

    public IActionResult OnGet() => jobs.Find(Name) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await jobs.PauseAsync(Name, User.AccountId(), ct))
        {
            case JobActResult.Done:
                TempData.Tell(StatusKind.Success, $"“{Words.Title}” is paused on all instances until somebody resumes it.");
                return Redirect("/admin/jobs");
            case JobActResult.Already:
                TempData.Tell(StatusKind.Info, $"“{Words.Title}” was paused already.");
                return Redirect("/admin/jobs");
            default:
                return NotFound();
        }
    }
}
