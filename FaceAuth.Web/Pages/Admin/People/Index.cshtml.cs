using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.People;

/// <summary>All people, for administrators.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
public sealed class IndexModel(PeopleList people) : PageModel
{
    /// <summary>A part of the address.</summary>
    [BindProperty(SupportsGet = true, Name = "search")]
    public string? Search { get; set; }

    /// <summary>The last address of the page before.</summary>
    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    public PeoplePage Found { get; private set; } = new([], null);

    /// <summary>The administrator's own account, which has no acts.</summary>
    public string Me => User.AccountId().ToString();

    public async Task OnGetAsync(CancellationToken ct) => Found = await people.ListAsync(Search, After, ct);
}
