using FaceAuth.Accounts;
using FaceAuth.Faces;
using FaceAuth.Accounts.Registration;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>Step 2 of 3: one to five photos, each answered at once, so that a bad one costs only itself.</summary>
[AllowAnonymous]
[RequestSizeLimit(HostingSetup.MaxFormBytes)]
// An address that has an account gets another mail; the redirect after it must not tell by its time.
[AnswerOnTicks(AlsoRedirects = true)]
public sealed class PhotosModel(Registrations registrations, ProofSender sender, EnrolledPhotos enrolled, RegistrationCookie cookie, PhotoAnswers answers) : PageModel
{
    private PendingRegistration _registration = null!;

    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    public IReadOnlyList<EnrolledPhoto> Enrolled { get; private set; } = [];

    public string Email => _registration.Email;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await LoadAsync(ct) ? Page() : RedirectToPage("Index");

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return RedirectToPage("Index");
        var uploads = PhotoAnswers.Uploads(Photos);
        if (uploads.Count == 0)
            ModelState.AddModelError(nameof(Photos), "Choose a photo first.");
        if (uploads.Count > EnrolledPhotos.Max)
            ModelState.AddModelError(nameof(Photos), $"Choose at most {EnrolledPhotos.Max} photos.");
        if (!ModelState.IsValid)
            return Page();

        var added = 0;
        for (var i = 0; i < uploads.Count; i++)
        {
            var result = await registrations.AddPhotoAsync(_registration, uploads[i], ct);
            if (answers.Words(result) is not { } words)
            {
                added++;
                continue;
            }
            ModelState.AddModelError(nameof(Photos), uploads.Count == 1 ? words : $"Photo {i + 1}: {words}");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            if (result is AddPhotoResult.NotUsable { Reading: FaceReading.Unavailable busy })
            {
                // "Ask again" only where nothing was taken: a form that is sent again would add its first photos twice.
                if (added == 0)
                    answers.SetStatus(Response, busy);
                break;
            }
        }
        if (ModelState.IsValid)
        {
            TempData.Tell(StatusKind.Success, added == 1 ? "Good photo." : $"{added} good photos.");
            return RedirectToPage();
        }
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(string photo, CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return RedirectToPage("Index");
        await registrations.RemovePhotoAsync(_registration, photo, ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
            return RedirectToPage("Index");
        switch (await sender.SendAsync(_registration, ct))
        {
            case SendProofResult.Sent: return RedirectToPage("Prove");
            case SendProofResult.Expired: return RedirectToPage("Index");
            case SendProofResult.NoPhotos:
                ModelState.AddModelError(nameof(Photos), "Add at least one photo first.");
                return Page();
            default:
                ModelState.AddModelError("", "Several mails went to this address in the last hour. Please wait an hour and go on here.");
                return Page();
        }
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await registrations.FindAsync(cookie.Read(Request), ct) is not { } found)
            return false;
        _registration = found;
        Enrolled = await enrolled.ListAsync(found.Owner, ct);
        return true;
    }
}
