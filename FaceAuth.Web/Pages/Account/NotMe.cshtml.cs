using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>
/// "This wasn't me": where the link of a mail about a sign-in leads. Opening it changes nothing, because mail scanners open
/// links; the button does, once. Opened again it says what was done.
/// </summary>
[AllowAnonymous]
public sealed class NotMeModel(SignInDisowning disowning, IOptions<SignInOptions> options) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>The sign-in; null where the link is over.</summary>
    public DisownableSignIn? Asked { get; private set; }

    /// <summary>Nobody had got in.</summary>
    public bool WasRefused => Asked?.Outcome == SignInOutcome.Refused;

    /// <summary>How long a code is asked for after a refused one.</summary>
    public string AlwaysFor => Durations.InWords(options.Value.DisownLifetime);

    public async Task OnGetAsync(CancellationToken ct) => Asked = await disowning.FindAsync(Token, ct);

    // What was done, now or before, stands on the page itself; so does that the link is over. Once the button is pressed it
    // is carried out to the end, whatever becomes of the browser.
    public async Task<IActionResult> OnPostAsync()
    {
        await disowning.DisownAsync(Token, CancellationToken.None);
        return RedirectToPage(new { token = Token });
    }
}
