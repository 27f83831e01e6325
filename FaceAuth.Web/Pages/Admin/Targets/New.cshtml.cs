using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Rotation.Targets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Admin.Targets;

/// <summary>Puts a host on the list, after a fresh proof of the administrator: it lets the site speak to that host.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class NewModel(AllowedTargets targets) : PageModel
{
    [BindProperty]
    public string? Host { get; set; }

    [BindProperty]
    public string? Port { get; set; }

    [BindProperty]
    public bool PlainText { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var port = int.TryParse(Port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
        switch (await targets.AddAsync(User.AccountId(), Host ?? "", port, PlainText, ct))
        {
            case AllowTargetResult.Added { Target: var target }:
                TempData.Tell(StatusKind.Success, $"{target.Host}, port {target.Port}, is allowed.");
                return Redirect("/admin/targets");
            case AllowTargetResult.AlreadyThere:
                ModelState.AddModelError(nameof(Host), "This host and port are on the list. To allow or forbid connections without TLS, remove the line first.");
                return Page();
            case AllowTargetResult.NotAPort:
                ModelState.AddModelError(nameof(Port), "A port is a number from 1 to 65535.");
                return Page();
            default:
                ModelState.AddModelError(nameof(Host), "Enter a name such as db.example.org, *.db.example.org for all names below one, or an address. No scheme and no path.");
                return Page();
        }
    }
}
