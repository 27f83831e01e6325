using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>The change of address: the new one first, then the codes from both mailboxes.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
[KeepsDraft]
public sealed class AddressModel(AddressChanges changes) : PageModel
{
    [BindProperty]
    [Display(Name = "New e-mail address")]
    public string? Email { get; set; }

    [BindProperty]
    [Display(Name = "Code sent to your address now")]
    public string? OldCode { get; set; }

    [BindProperty]
    [Display(Name = "Code sent to the new address")]
    public string? NewCode { get; set; }

    /// <summary>The address that the account has.</summary>
    public string Current { get; private set; } = "";

    /// <summary>The change whose codes are awaited; null before.</summary>
    public PendingAddress? Pending { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!EmailAddress.TryParse(Email, out var email))
            return await RefuseAsync(nameof(Email), "This is not an e-mail address. It looks like name@example.org.", ct);
        switch (await changes.AskAsync(Member(), email, RequestOrigins.Of(HttpContext), ct))
        {
            case AskAddressResult.CodesSent:
                return RedirectToPage();
            case AskAddressResult.Same:
                return await RefuseAsync(nameof(Email), "This is your address already.", ct);
            case AskAddressResult.TooMany:
                return await RefuseAsync(nameof(Email), "Several codes were mailed in the last hour. Use those in the latest mails, or wait an hour.", ct);
            default:
                return await RefuseAsync("", "Your account was changed meanwhile. Look at it again and start over.", ct);
        }
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct)
    {
        var (old, @new) = (Digits(OldCode), Digits(NewCode));
        // Not codes at all: a slip of the fingers costs no try.
        if (old.Length != 6)
            ModelState.AddModelError(nameof(OldCode), "Type the six digits from the e-mail.");
        if (@new.Length != 6)
            ModelState.AddModelError(nameof(NewCode), "Type the six digits from the e-mail.");
        if (!ModelState.IsValid)
            return await LoadAsync(ct) ? Page() : NotFound();
        switch (await changes.ChangeAsync(Member(), old, @new, RequestOrigins.Of(HttpContext), ct))
        {
            case ChangeAddressResult.Changed { Email: var email }:
                TempData.Tell(StatusKind.Success, $"Your address is {email} now. You sign in with it from now on. We have told both mailboxes.");
                return Redirect("/account");
            case ChangeAddressResult.WrongCodes { TriesLeft: var left }:
                return await RefuseAsync("", left switch
                {
                    0 => "These are not the two codes, and it was the last try. Nothing was changed. Start over for new ones.",
                    1 => "These are not the two codes that we mailed. You have one more try.",
                    _ => $"These are not the two codes that we mailed. You have {left} more tries.",
                }, ct);
            case ChangeAddressResult.Taken:
                return await RefuseAsync("", "Another account was made with that address a moment before, so yours was not changed. Choose another one.", ct);
            default:
                return await RefuseAsync("", "The codes no longer work: their time is over, or the tries are used up. Nothing was changed. Start over for new ones.", ct);
        }
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken ct)
    {
        await changes.CancelAsync(Member(), ct);
        TempData.Tell(StatusKind.Info, "Nothing was changed.");
        return RedirectToPage();
    }

    private async Task<IActionResult> RefuseAsync(string field, string words, CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return NotFound();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        ModelState.AddModelError(field, words);
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Current = await changes.CurrentAsync(User.AccountId(), ct) ?? "";
        Pending = await changes.FindPendingAsync(Member(), ct);
        return Current.Length > 0;
    }

    private SessionOfMember Member() => new(User.AccountId(), User.SessionId(), User.SignInId());

    private static string Digits(string? typed) => new([.. (typed ?? "").Where(char.IsAsciiDigit)]);
}
