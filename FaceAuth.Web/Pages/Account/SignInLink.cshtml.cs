using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Pages.Shared;
using FaceAuth.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Where the link of a sign-in mail leads. Opening it changes nothing, because mail scanners open links: a button does. In
/// the browser that began, it finishes the sign-in; anywhere else it shows what was asked and can stop it.
/// </summary>
[AllowAnonymous]
public sealed class SignInLinkModel(
    PendingSignIns pendings, SignInCodes codes, BrowserCookies cookies, IOptions<SignInOptions> options, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>Have this browser remembered.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    /// <summary>The sign-in that the link belongs to; null where the link is over.</summary>
    public PendingSignIn? Asked { get; private set; }

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
        var result = await codes.FinishByLinkAsync(mine, Token, new Remembering(Remember, cookies.ReadDevice(Request)), ct);
        await LoadAsync(ct);
        return await PendingAnswer.ForAsync(result, this, null, "");
    }

    public async Task<IActionResult> OnPostNotMeAsync(CancellationToken ct)
    {
        var lifetime = options.Value.DisownLifetime;
        if (await codes.DisownAsync(Token, clock.GetUtcNow() + lifetime, ct))
        {
            TempData.Tell(StatusKind.Success, $"Thank you. That sign-in is stopped, and for {Durations.InWords(lifetime)} a code is asked for at every sign-in.");
            return Redirect("/");
        }
        await LoadAsync(ct);
        return Page();
    }

    private async Task<PendingSignIn?> LoadAsync(CancellationToken ct)
    {
        Asked = await codes.FindByLinkAsync(Token, ct);
        if (Asked is null)
            return null;
        Origin = await pendings.OpenOriginAsync(Asked, ct);
        var mine = await pendings.FindAsync(cookies.ReadBrowser(Request), ct);
        SameBrowser = mine?.Id == Asked.Id;
        return mine;
    }
}
