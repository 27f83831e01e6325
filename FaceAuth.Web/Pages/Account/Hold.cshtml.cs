using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Why a session is on hold and until when, and what ends the hold.</summary>
public sealed class HoldModel(RecoveryStepUp stepUp, TimeProvider clock) : PageModel
{
    /// <summary>The code that was typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The local page to go on to.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>The end of the hold.</summary>
    public DateTimeOffset Until { get; private set; }

    public IActionResult OnGet() => IsHeld() ? Page() : LocalRedirect(Url.LocalOrAccount(Next));

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!IsHeld())
            return LocalRedirect(Url.LocalOrAccount(Next));
        if (!RecoveryCode.TryParse(Code, out var code))
        {
            ModelState.AddModelError(nameof(Code), RecoveryCodeWords.NotOne);
            return Page();
        }
        var result = await stepUp.ProveAsync(User.AccountId(), User.SignInId(), User.DeviceId(), code, RequestOrigins.Of(HttpContext), ct);
        if (RecoveryCodeWords.For(result) is { } words)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            ModelState.AddModelError(nameof(Code), words);
            return Page();
        }
        await HttpContext.StepUpAsync();
        TempData.Tell(StatusKind.Success, "The hold is over. The code is used up.");
        return LocalRedirect(Url.LocalOrAccount(Next));
    }

    private bool IsHeld()
    {
        if (User.HeldUntil(clock.GetUtcNow()) is not { } until)
            return false;
        Until = until;
        return true;
    }
}
