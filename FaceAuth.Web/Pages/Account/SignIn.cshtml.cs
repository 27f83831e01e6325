using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Sign-in with an address and a photo: one form, which works without JavaScript.</summary>
[AllowAnonymous]
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
[AnswerOnTicks]
public sealed class SignInModel(FaceSignIn signIn, PhotoAnswers answers) : PageModel
{
    private const string RefusedWords =
        "We could not sign you in with this address and photo. Check the address, and try again with more light and your face to the camera.";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>The local page to go to after sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>
    /// The last session ended by time. Read and not bound: an address is anybody's to change, and what cannot be bound
    /// would make the whole form invalid.
    /// </summary>
    public bool Ended => Request.Query.ContainsKey("ended");

    /// <summary>What the form carries.</summary>
    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        [StringLength(EmailAddress.MaxLength, ErrorMessage = "An e-mail address has at most 254 characters.")]
        [Display(Name = "E-mail address")]
        public string? Email { get; set; }

        /// <summary>One file, or the camera's frames.</summary>
        [Display(Name = "Photo of your face")]
        public List<IFormFile>? Photos { get; set; }
    }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Target()) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // A live session is never continued under another face: sign out first.
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Target());

        var photos = PhotoAnswers.Uploads(Input.Photos);
        if (photos.Count is 0 or > FaceCheck.MaxFrames)
        {
            ModelState.AddModelError("Input.Photos", photos.Count == 0
                ? "Add a photo of your face."
                : $"Send one photo; the camera sends up to {FaceCheck.MaxFrames}.");
        }
        var email = default(EmailAddress);
        if (!string.IsNullOrWhiteSpace(Input.Email) && !EmailAddress.TryParse(Input.Email, out email))
            ModelState.AddModelError("Input.Email", "This is not an e-mail address. It looks like name@example.org.");
        if (!ModelState.IsValid)
            return Page();

        switch (await signIn.SignInAsync(email, photos, RequestOrigins.Of(HttpContext), ct))
        {
            case FaceSignInResult.Finished { Account: var account }:
                await HttpContext.BeginSessionAsync(account);
                return LocalRedirect(Target());
            case FaceSignInResult.NotUsable { Reading: var reading }:
                answers.SetStatus(Response, reading);
                ModelState.AddModelError("Input.Photos", answers.Words(reading));
                return Page();
            default:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError("", RefusedWords);
                return Page();
        }
    }

    private string Target() => Url.IsLocalUrl(Next) ? Next : "/account";
}
