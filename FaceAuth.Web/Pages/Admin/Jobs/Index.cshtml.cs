using System.Globalization;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Jobs;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Jobs;

/// <summary>The jobs for administrators: when each runs, how it went, and the ways to run, pause and resume it.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
public sealed class IndexModel(JobsAdministration jobs) : PageModel
{
    /// <summary>What the scheduler calls itself where there is one alone (SQLite): no name to show.</summary>
    public const string TheOnlyInstance = "NON_CLUSTERED";

    private const int SecondsToLookAgain = 3;

    public IReadOnlyList<JobState> Jobs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Jobs = await jobs.ListAsync(ct);
        if (Jobs.Any(job => job.Waits))
            Response.Headers.Append("Refresh", SecondsToLookAgain.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IActionResult> OnPostRunAsync([FromForm] string? job, CancellationToken ct) =>
        Answer(await jobs.RunAsync(job ?? "", User.AccountId(), ct), "“{0}” runs as soon as an instance is free.", "“{0}” is about to run by hand already.");

    public async Task<IActionResult> OnPostResumeAsync([FromForm] string? job, CancellationToken ct) =>
        Answer(await jobs.ResumeAsync(job ?? "", User.AccountId(), ct), "“{0}” runs on its schedule again.", "“{0}” was not paused.");

    private IActionResult Answer(JobActResult result, string done, string already)
    {
        switch (result)
        {
            case JobActResult.Done { Job.Name: var name }:
                TempData.Tell(StatusKind.Success, Say(done, name));
                return RedirectToPage();
            case JobActResult.Already { Job.Name: var name }:
                TempData.Tell(StatusKind.Info, Say(already, name));
                return RedirectToPage();
            default:
                return NotFound();
        }
    }

    private static string Say(string words, string job) => string.Format(CultureInfo.InvariantCulture, words, JobWords.Of(job).Title);
}
