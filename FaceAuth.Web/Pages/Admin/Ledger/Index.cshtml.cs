using System.Globalization;
using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Ledger;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Ledger;

/// <summary>The ledger for administrators, and its verification.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
public sealed class IndexModel(PeopleLedger ledger, LedgerVerification verification) : PageModel
{
    private const int SecondsToLookAgain = 3;

    /// <summary>An address or an account's id.</summary>
    [BindProperty(SupportsGet = true, Name = "member")]
    public string? Member { get; set; }

    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Kind { get; set; }

    /// <summary>A day in UTC as browsers send it, yyyy-MM-dd; anything else is no day.</summary>
    [BindProperty(SupportsGet = true, Name = "day")]
    public string? Day { get; set; }

    [BindProperty(SupportsGet = true, Name = "entry")]
    public string? Entry { get; set; }

    /// <summary>The last row of the page before.</summary>
    [BindProperty(SupportsGet = true, Name = "before")]
    public long? Before { get; set; }

    public PeopleLedgerPage Found { get; private set; } = new([], null, new Dictionary<string, string>());

    public LedgerVerificationState Verification { get; private set; } = new(null, null, null, false);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Verification = verification.State;
        if (Verification.Running is not null)
            Response.Headers.Append("Refresh", SecondsToLookAgain.ToString(CultureInfo.InvariantCulture));
        var day = DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : (DateOnly?)null;
        Found = await ledger.ListAsync(new LedgerSearch(Member, Kind, day, Entry, Before), ct);
    }

    public IActionResult OnPostVerify()
    {
        TempData.Tell(StatusKind.Info, verification.TryStart() ? "The ledger is being verified." : "The ledger is being verified already.");
        return RedirectToPage();
    }
}
