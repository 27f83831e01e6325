using System.ComponentModel.DataAnnotations;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account.Register;

/// <summary>Step 1 of 3: name, address, and the notice, which is accepted before any photo is taken.</summary>
[AllowAnonymous]
public sealed class IndexModel(Registrations registrations, RegistrationCookie cookie) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>An attempt that this browser began and did not finish.</summary>
    public PendingRegistration? Begun { get; private set; }

    /// <summary>What the form carries.</summary>
    public sealed class InputModel
    {
        [Required(ErrorMessage = "Enter your name.")]
        [StringLength(100, ErrorMessage = "A name has at most 100 characters.")]
        [RegularExpression(@"[^\p{C}]+", ErrorMessage = "A name has no control characters.")]
        [Display(Name = "Name")]
        public string? Name { get; set; }

        [Required(ErrorMessage = "Enter your e-mail address.")]
        [StringLength(EmailAddress.MaxLength, ErrorMessage = "An e-mail address has at most 254 characters.")]
        [Display(Name = "E-mail address")]
        public string? Email { get; set; }

        /// <summary>The notice on biometric data is accepted.</summary>
        public bool Accepted { get; set; }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (User.Identity?.IsAuthenticated == true)
            return Redirect("/account");
        Begun = await registrations.FindAsync(cookie.Read(Request), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var email = default(EmailAddress);
        if (!string.IsNullOrWhiteSpace(Input.Email) && !EmailAddress.TryParse(Input.Email, out email))
            ModelState.AddModelError("Input.Email", "This is not an e-mail address that mail can be sent to. It looks like name@example.org.");
        if (!Input.Accepted)
            ModelState.AddModelError("Input.Accepted", "Read the notice and accept it, or do not register: without your consent no photo is taken.");
        if (!ModelState.IsValid)
            return Page();

        var token = await registrations.StartAsync(email, Input.Name!.Trim(), RequestOrigins.Of(HttpContext), ct);
        cookie.Write(Response, token);
        return RedirectToPage("Photos");
    }
}
