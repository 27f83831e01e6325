using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>One of the member's own photos as a picture: a biometric, so not for a session that a mailbox alone stands behind.</summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
public sealed class PhotoModel(EnrolledPhotos photos) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await photos.OpenPictureAsync(User.AccountId(), id.ToString(), ct) is { } jpeg
            ? File(jpeg, "image/jpeg")
            : NotFound();
}
