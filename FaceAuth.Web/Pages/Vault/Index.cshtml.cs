using FaceAuth.Rotation;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>The list of entries: searched, sorted, filtered by a tag, in pages.</summary>
public sealed class IndexModel(PasswordVault vault, VaultViews views, RotationTimelines rotations, TimeProvider clock) : PageModel
{
    /// <summary>The longest search.</summary>
    public const int MaxSearch = 200;

    public EntriesPage List { get; private set; } = null!;

    public VaultQuery Query { get; private set; } = VaultQuery.Default;

    /// <summary>The entries whose rotation stopped and needs the member.</summary>
    public IReadOnlyList<VaultEntryId> NeedYou { get; private set; } = [];

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
