using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Pages.Shared;
using FaceAuth.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>The second factor: the code from the mail, in the browser that began.</summary>
[AllowAnonymous]
public sealed class SignInCodeModel(
    PendingSignIns pendings, SignInCodes codes, BrowserCookies cookies, IOptions<SignInOptions> options) : PageModel
{
    [BindProperty]
    [Display(Name = "Code from the e-mail")]
    public string? Code { get; set; }

    /// <summary>Have this browser remembered.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    /// <summary>The local page to go to after sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>The box to tick; null where the browser is remembered already and there is nothing to choose.</summary>
    public RememberField? RememberField { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) is null ? Again() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { } pending)
            return Again();
        var typed = new string([.. (Code ?? "").Where(char.IsAsciiDigit)]);
        if (typed.Length != 6)
        {
            // Not a code at all: a slip of the fingers costs no try.
            ModelState.AddModelError(nameof(Code), "Type the six digits from the e-mail.");
            return Page();
        }
        var result = await codes.FinishByCodeAsync(pending, typed, new Remembering(Remember, cookies.ReadDevice(Request)), ct);
        return await PendingAnswer.ForAsync(result, this, Next, nameof(Code));
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { } pending)
            return Again();
        switch (await pendings.SendAgainAsync(pending, ct))
        {
            case SendCodeResult.Sent:
                TempData.Tell(StatusKind.Success, "A new e-mail is on its way. The code and link before it no longer work.");
                return RedirectToPage(new { next = Next });
            case SendCodeResult.TooMany:
                ModelState.AddModelError("", "Several codes were mailed in the last hour. Use the one in the latest mail, or wait an hour.");
                return Page();
            default:
                return Again();
        }
    }

    private IActionResult Again()
    {
        TempData.Tell(StatusKind.Info, $"There is no sign-in waiting for a code in this browser. It was finished, or its code is older than {Durations.InWords(options.Value.CodeLifetime)}: begin again.");
        return RedirectToPage("SignIn", new { next = Next });
    }

    private async Task<PendingSignIn?> LoadAsync(CancellationToken ct)
    {
        var pending = await pendings.FindAsync(cookies.ReadBrowser(Request), ct);
        RememberField = pending is { DeviceId: null } ? RememberField.For(pending, Remember) : null;
        return pending;
    }
}
