using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>
/// Where the mailed link leads. Opening it changes nothing, because mail scanners open links: a button does. In the
/// browser that began, it proves the address; anywhere else it shows what was asked and can disown it.
/// </summary>
[AllowAnonymous]
public sealed class ConfirmModel(Registrations registrations, AddressProof proof, RegistrationCookie cookie) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>The attempt that the link belongs to; null where the link is over.</summary>
    public PendingRegistration? Asked { get; private set; }

    /// <summary>Where it was begun.</summary>
    public RequestOrigin? Origin { get; private set; }

    /// <summary>This is the browser that began.</summary>
    public bool SameBrowser { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { } mine || !SameBrowser)
            return Page();
        var result = await proof.ProveByLinkAsync(mine, Token, ct);
        if (result is not ProveResult.CodeOver)
            return await ProveAnswer.ForAsync(result, this, cookie, "", ct);
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostNotMeAsync(CancellationToken ct)
    {
        if (await proof.DisownAsync(Token, ct))
        {
            TempData.Tell(StatusKind.Success, "Thank you. The registration and everything sent with it is deleted.");
            return Redirect("/");
        }
        await LoadAsync(ct);
        return Page();
    }

    private async Task<PendingRegistration?> LoadAsync(CancellationToken ct)
    {
        Asked = await proof.FindByLinkAsync(Token, ct);
        if (Asked is null)
            return null;
        Origin = await registrations.OpenOriginAsync(Asked, ct);
        var mine = await registrations.FindAsync(cookie.Read(Request), ct);
        SameBrowser = mine?.AccountId == Asked.AccountId;
        return mine;
    }
}
