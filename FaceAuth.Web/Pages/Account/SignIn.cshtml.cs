using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Hosting;
using FaceAuth.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>Sign-in with an address and a photo: one form, which works without JavaScript.</summary>
[AllowAnonymous]
[RequestSizeLimit(HostingSetup.MaxFramesFormBytes)]
[AnswerOnTicks]
public sealed class SignInModel(FaceSignIn signIn, PhotoAnswers answers, BrowserCookies cookies) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>The local page to go to after sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "next")]
    public string? Next { get; set; }

    /// <summary>The form's own token: sent twice, it gets one answer.</summary>
    [BindProperty(Name = "form")]
    public string? FormToken { get; set; }

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

    public IActionResult OnGet()
    {
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Url.LocalOrAccount(Next));
        cookies.EnsureBrowser(HttpContext);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // A live session is never continued under another face: sign out first.
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Url.LocalOrAccount(Next));

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

        var request = new SignInRequest(
            email, photos, RequestOrigins.Of(HttpContext), cookies.EnsureBrowser(HttpContext), FormToken ?? Tokens.New(),
            cookies.ReadDevice(Request));
        switch (await signIn.SignInAsync(request, ct))
        {
            case FaceSignInResult.Finished { SignIn: var finished }:
                await HttpContext.BeginSessionAsync(finished);
                return LocalRedirect(Url.LocalOrAccount(Next));
            case FaceSignInResult.CodeSent { BrowserToken: var token }:
                cookies.WriteBrowser(Response, token);
                return RedirectToPage("SignInCode", new { next = Next });
            case FaceSignInResult.NotUsable { Reading: var reading }:
                answers.SetStatus(Response, reading);
                ModelState.AddModelError("Input.Photos", answers.Words(reading));
                return Page();
            case FaceSignInResult.TooManyFromHere { RetryAfter: var wait }:
                this.TooManyFromHere(wait);
                return Page();
            case FaceSignInResult.Refused refused:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError("", RefusalWords.For(refused.Told, refused.Wait));
                return Page();
            default:
                throw new InvalidOperationException("An outcome this page does not know signs nobody in.");
        }
    }
}
