using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages;

/// <summary>The public landing page; who is signed in is taken to their account.</summary>
[AllowAnonymous]
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() =>
        User.Identity is { IsAuthenticated: true } ? LocalRedirect("~/account") : Page();
}
