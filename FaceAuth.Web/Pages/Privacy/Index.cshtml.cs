using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Privacy;

/// <summary>The public retention schedule.</summary>
[AllowAnonymous]
public sealed class IndexModel(RetentionSchedule schedule) : PageModel
{
    public IReadOnlyList<RetentionRow> Rows => schedule.Rows;
}
