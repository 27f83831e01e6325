using FaceAuth.Accounts;
using FaceAuth.Accounts.Passkeys;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>The member's passkeys: which there are, add, remove.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class PasskeysModel(MemberPasskeys passkeys, PasskeyCookie cookie) : PageModel
{
    /// <summary>What the new passkey is called.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public IReadOnlyList<Passkey> Mine { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Mine = await passkeys.ListAsync(User.AccountId(), ct);

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken ct)
    {
        if (await passkeys.BeginAddingAsync(User.AccountId(), ct) is not { } begun)
            return NotFound();
        cookie.Write(HttpContext, CeremonyKind.Add, begun.Browser);
        return Content(begun.Options, "application/json");
    }

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct)
    {
        var made = new NewPasskey(cookie.Take(HttpContext, CeremonyKind.Add), Credential, Name, User.SignInId());
        switch (await passkeys.FinishAddingAsync(User.AccountId(), made, RequestOrigins.Of(HttpContext), ct))
        {
            case AddPasskeyResult.Added { Name: var name }:
                TempData.Tell(StatusKind.Success, $"The passkey “{name}” is added. You can sign in with it from now on.");
                return RedirectToPage();
            case AddPasskeyResult.TooMany { Most: var most }:
                ModelState.AddModelError("", $"You have {most} passkeys already, which is as many as there may be. Remove one, and delete the new one on your device before you add it again.");
                break;
            case AddPasskeyResult.Over:
                ModelState.AddModelError("", PasskeyWords.Over);
                break;
            default:
                ModelState.AddModelError("", "This passkey was not accepted, and was not added. It may belong to another account, or the device did not check that it is you. Try again, or use another device.");
                break;
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Mine = await passkeys.ListAsync(User.AccountId(), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string passkey, CancellationToken ct)
    {
        var member = new SessionOfMember(User.AccountId(), User.SessionId(), User.SignInId());
        if (!await passkeys.RemoveAsync(member, passkey, RequestOrigins.Of(HttpContext), ct))
            return NotFound();
        TempData.Tell(StatusKind.Success, "The passkey is removed. It no longer signs anybody in.");
        return RedirectToPage();
    }
}
