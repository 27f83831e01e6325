using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>The member's own page: photos and sign-ins.</summary>
[RequestSizeLimit(HostingSetup.MaxPhotoFormBytes)]
public sealed class IndexModel(EnrolledPhotos enrolled, MemberPhotos photos, SignInHistory history, RecoveryCodes codes, PhotoAnswers answers, TimeProvider clock) : PageModel
{
    /// <summary>How many sign-ins the page shows, and how many refused tries.</summary>
    public const int SignInsShown = 20;

    /// <summary>Where a fresh proof is given, and back.</summary>
    public const string ConfirmFirst = "/account/confirm?next=/account";

    /// <summary>The photo to add.</summary>
    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    public IReadOnlyList<EnrolledPhoto> Enrolled { get; private set; } = [];

    public IReadOnlyList<PastSignIn> SignIns { get; private set; } = [];

    public RecoveryCodesLeft Codes { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    /// <summary>The end of the session's hold; null where it is not on hold.</summary>
    public DateTimeOffset? HeldUntil => User.HeldUntil(clock.GetUtcNow());

    /// <summary>A fresh proof counts still: photos may be changed (OWASP ASVS 5.0 7.5.1).</summary>
    public bool IsConfirmed => User.ConfirmedUntil(clock.GetUtcNow()) is not null;

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct)
    {
        if (ToProveFirst() is { } first)
            return first;
        var uploads = PhotoAnswers.Uploads(Photos);
        if (uploads.Count != 1)
        {
            ModelState.AddModelError(nameof(Photos), "Choose one photo to add.");
        }
        else
        {
            var result = await photos.AddAsync(Member(), uploads[0], RequestOrigins.Of(HttpContext), ct);
            if (answers.Words(result) is not { } words)
            {
                TempData.Tell(StatusKind.Success, "The photo is added. It counts from your next sign-in on.");
                return RedirectToPage();
            }
            if (result is AddPhotoResult.NotUsable { Reading: var reading })
                answers.SetStatus(Response, reading);
            ModelState.AddModelError(nameof(Photos), words);
        }
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string photo, CancellationToken ct)
    {
        if (ToProveFirst() is { } first)
            return first;
        switch (await photos.RemoveAsync(Member(), photo, RequestOrigins.Of(HttpContext), ct))
        {
            case RemovePhotoResult.Removed:
                TempData.Tell(StatusKind.Success, "The photo is removed and its picture deleted.");
                return RedirectToPage();
            case RemovePhotoResult.LastOne:
                ModelState.AddModelError(nameof(Photos), "This is your only photo. Add another one before you remove it: without a photo you could not sign in.");
                await LoadAsync(ct);
                return Page();
            default:
                return NotFound();
        }
    }

    // The page itself is open to every session, so what its policies would ask is asked here.
    private RedirectResult? ToProveFirst() =>
        HeldUntil is not null ? Redirect("/account/hold?next=/account") : IsConfirmed ? null : Redirect(ConfirmFirst);

    private SessionOfMember Member() => new(User.AccountId(), User.SessionId(), User.SignInId());

    private async Task LoadAsync(CancellationToken ct)
    {
        Enrolled = HeldUntil is null ? await enrolled.ListAsync(User.AccountId(), ct) : [];
        Codes = await codes.CountAsync(User.AccountId(), ct);
        SignIns = await history.ListAsync(User.AccountId(), SignInsShown, ct);
    }
}
