using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Where the link of a reset leads: the member enrols photos of their own anew. Opening it changes nothing, because mail
/// scanners open links.
/// </summary>
[AllowAnonymous]
[RequestSizeLimit(HostingSetup.MaxFormBytes)]
public sealed class ResetModel(Reenrolment reenrolment, PhotoAnswers answers) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>The notice on biometric data is accepted.</summary>
    [BindProperty]
    public bool Accepted { get; set; }

    [BindProperty]
    public List<IFormFile>? Photos { get; set; }

    /// <summary>The account that the link belongs to; null where the link is over.</summary>
    public Accounts.Account? Asked { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Asked = await reenrolment.FindAsync(Token, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Asked = await reenrolment.FindAsync(Token, ct);
        if (Asked is null)
            return Page();
        var uploads = PhotoAnswers.Uploads(Photos);
        if (!Accepted)
            ModelState.AddModelError(nameof(Accepted), "Read the notice and accept it: without your consent no photo is taken.");
        if (uploads.Count == 0)
            ModelState.AddModelError(nameof(Photos), "Choose a photo first.");
        if (uploads.Count > EnrolledPhotos.Max)
            ModelState.AddModelError(nameof(Photos), $"Choose at most {EnrolledPhotos.Max} photos.");
        if (!ModelState.IsValid)
            return Page();

        switch (await reenrolment.EnrolAsync(Token, uploads, RequestOrigins.Of(HttpContext), ct))
        {
            case ReplacePhotosResult.Replaced:
                TempData.Tell(StatusKind.Success, "Your new photos are there. Sign in with one more; we then mail you a code.");
                return Redirect("/account/sign-in");
            case ReplacePhotosResult.NotUsable { Number: var number, Reading: var reading }:
                answers.SetStatus(Response, reading);
                ModelState.AddModelError(nameof(Photos), uploads.Count == 1 ? answers.Words(reading) : $"Photo {number}: {answers.Words(reading)}");
                return Page();
            case ReplacePhotosResult.SomebodyElse { Number: var number }:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError(nameof(Photos), $"Photo {number} does not match the ones before it. All photos must show the same person.");
                return Page();
            default:
                Asked = null;
                return Page();
        }
    }
}
