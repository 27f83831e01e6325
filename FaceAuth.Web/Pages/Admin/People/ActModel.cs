using FaceAuth.Accounts;
using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.People;

/// <summary>A page that says what an act does to a person's account, and does it when it is sent.</summary>
public abstract class ActModel(PeopleList people) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Whose account.</summary>
    public Accounts.Account Person { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return NotFound();
        switch (await ActAsync(Person.AccountId, User.AccountId(), ct))
        {
            case AccountActResult.Done { Account: var account }:
                TempData.Tell(StatusKind.Success, DoneWords(account));
                return Redirect("/admin/people");
            case AccountActResult.Yourself:
                TempData.Tell(StatusKind.Error, "Your own account is another administrator's to reset or close, or the command line's.");
                return Redirect("/admin/people");
            default:
                return NotFound();
        }
    }

    /// <summary>Does it.</summary>
    protected abstract Task<AccountActResult> ActAsync(AccountId person, AccountId administrator, CancellationToken ct);

    /// <summary>What is said when it is done.</summary>
    protected abstract string DoneWords(Accounts.Account account);

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await people.FindAsync(new AccountId(Id), ct) is not { } found)
            return false;
        Person = found;
        return true;
    }
}
