using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts.Registration;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>Step 3 of 3: the code from the mail.</summary>
[AllowAnonymous]
// An address that has an account gets another mail; the redirect after it must not tell by its time.
[AnswerOnTicks(AlsoRedirects = true)]
public sealed class ProveModel(Registrations registrations, ProofSender sender, AddressProof proof, RegistrationCookie cookie) : PageModel
{
    [BindProperty]
    [Display(Name = "Code from the e-mail")]
    public string? Code { get; set; }

    public string Email { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await LoadAsync(ct) is { LinkHash: not null } ? Page() : RedirectToPage("Index");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { LinkHash: not null } registration)
            return RedirectToPage("Index");
        var typed = new string([.. (Code ?? "").Where(char.IsAsciiDigit)]);
        if (typed.Length != 6)
        {
            // Not a code at all: a slip of the fingers costs no try.
            ModelState.AddModelError(nameof(Code), "Type the six digits from the e-mail.");
            return Page();
        }
        return await ProveAnswer.ForAsync(await proof.ProveByCodeAsync(registration, typed, ct), this, cookie, nameof(Code), ct);
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { } registration)
            return RedirectToPage("Index");
        switch (await sender.SendAsync(registration, ct))
        {
            case SendProofResult.Sent:
                TempData.Tell(StatusKind.Success, "A new e-mail is on its way. The code and link before it no longer work.");
                return RedirectToPage();
            case SendProofResult.TooMany:
                ModelState.AddModelError("", "Several mails went to this address in the last hour. Use the code of the latest one, or wait an hour.");
                return Page();
            case SendProofResult.NoPhotos: return RedirectToPage("Photos");
            default: return RedirectToPage("Index");
        }
    }

    private async Task<PendingRegistration?> LoadAsync(CancellationToken ct)
    {
        var registration = await registrations.FindAsync(cookie.Read(Request), ct);
        Email = registration?.Email ?? "";
        return registration;
    }
}
