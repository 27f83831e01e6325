using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using FaceAuth.Rotation;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>The list of entries: searched, sorted, filtered by a tag, in pages.</summary>
public sealed class IndexModel(PasswordVault vault, VaultViews views, RotationTimelines rotations, RotationRequests requests, TimeProvider clock) : PageModel
{
    /// <summary>The longest search.</summary>
    public const int MaxSearch = 200;

    public EntriesPage List { get; private set; } = null!;

    public VaultQuery Query { get; private set; } = VaultQuery.Default;

    /// <summary>The entries whose rotation stopped and needs the member.</summary>
    public IReadOnlyList<VaultEntryId> NeedYou { get; private set; } = [];

    /// <summary>The entries with a plan that were shown in this session: they can be rotated together when its work is done.</summary>
    public int Shown { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task OnGetAsync(string? view, CancellationToken ct)
    {
        Query = views.Unprotect(User, view);
        List = await vault.ListAsync(HttpContext.VaultSession(), Query, ct);
        var needYou = new List<VaultEntryId>();
        foreach (var rotation in await rotations.ListInAttentionAsync(HttpContext.VaultSession(), ct))
        {
            // An entry in the bin has no page.
            if (await vault.FindAsync(HttpContext.VaultSession(), rotation.Entry, ct) is not null)
                needYou.Add(rotation.Entry);
        }
        NeedYou = needYou;
        Shown = User.HeldUntil(Now) is null ? (await requests.ListShownAsync(HttpContext.VaultSession(), ct)).Count : 0;
    }

    /// <summary>Rotates every entry with a plan that was shown in this session.</summary>
    public async Task<IActionResult> OnPostRotateShownAsync(CancellationToken ct)
    {
        if (User.HeldUntil(Now) is not null)
            return Redirect("/account/hold?next=/vault");
        if (User.ConfirmedUntil(Now) is null)
            return Redirect("/account/confirm?next=/vault");
        var begun = await requests.RequestShownAsync(HttpContext.VaultSession(), ct);
        TempData.Tell(begun > 0 ? StatusKind.Success : StatusKind.Info, begun switch
        {
            0 => "Nothing was begun: no password with a plan was shown in this session, or all of them are being changed already.",
            1 => "One rotation has begun.",
            _ => $"{begun} rotations have begun.",
        });
        return Redirect("/vault");
    }

    /// <summary>Shows something else of the list. A new search, order or tag begins at the first page.</summary>
    public IActionResult OnPost(string? search, string? tag, string? currentTag, VaultSort sort, int? number)
    {
        var query = new VaultQuery(Cut(search), Cut(tag ?? currentTag), Enum.IsDefined(sort) ? sort : VaultSort.Name, Math.Max(1, number ?? 1));
        return RedirectToPage(new { view = views.Protect(User, query) });
    }

    private static string? Cut(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim() is { Length: > MaxSearch } long_ ? long_[..MaxSearch] : text.Trim();
}
