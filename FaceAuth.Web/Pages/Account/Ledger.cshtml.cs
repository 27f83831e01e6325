using FaceAuth.Accounts.Sessions;
using FaceAuth.Ledger;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>A member's own rows of the ledger.</summary>
public sealed class LedgerModel(LedgerBook book, TimeProvider clock) : PageModel
{
    /// <summary>The last row of the page before.</summary>
    [BindProperty(SupportsGet = true, Name = "before")]
    public long? Before { get; set; }

    public LedgerPage Found { get; private set; } = new([], null);

    /// <summary>More than a mailed code stands behind the session: the names of entries may be shown.</summary>
    public bool ShowsEntries => User.HeldUntil(clock.GetUtcNow()) is null;

    public async Task OnGetAsync(CancellationToken ct) =>
        Found = await book.ListAsync(new LedgerFilter { Account = User.AccountId().ToString() }, Before, ct);

    /// <summary>By whom a row was, as its member reads it. Administrators are not named.</summary>
    public string By(LedgerLine line) =>
        line.Actor == line.Account ? "You" : line.Actor.Length == 0 ? "Not known" : "An administrator";
}
