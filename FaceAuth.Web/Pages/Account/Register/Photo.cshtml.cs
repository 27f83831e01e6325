using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>A photo of the registration that this browser holds, as a picture.</summary>
[AllowAnonymous]
public sealed class PhotoModel(Registrations registrations, EnrolledPhotos photos, RegistrationCookie cookie) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await registrations.FindAsync(cookie.Read(Request), ct) is { } registration
        && await photos.OpenPictureAsync(registration.Owner, id.ToString(), ct) is { } jpeg
            ? File(jpeg, "image/jpeg")
            : NotFound();
}
