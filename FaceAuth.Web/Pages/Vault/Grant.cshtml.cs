using FaceAuth.Accounts.Sessions;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Vault;

/// <summary>
/// The face was recognised: one button shows the secret, once. The button is a POST, so that nothing that only opens an
/// address (another tab, a preview) uses the grant up; the answer to it is shown and not kept anywhere.
/// </summary>
[Authorize(Policy = AccountPolicies.NotOnHold)]
public sealed class GrantModel(PasswordVault vault, RevealGrants grants, SecretReveals reveals, IOptions<VaultOptions> options, TimeProvider clock) : PageModel
{
    public RevealGrant Grant { get; private set; } = null!;

    public VaultEntry Entry { get; private set; } = null!;

    /// <summary>The secret; null where it is not shown.</summary>
    public string? Secret { get; private set; }

    /// <summary>The codes for the time in which they are shown; null where it is no one-time code.</summary>
    public IReadOnlyList<TotpCode>? Codes { get; private set; }

    /// <summary>The secret does not open.</summary>
    public bool IsBroken { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public TimeSpan Shown => options.Value.Shown;

    public TimeSpan GrantLifetime => options.Value.GrantLifetime;

    public async Task<IActionResult> OnGetAsync(string grant, CancellationToken ct) => await FindAsync(grant, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string grant, CancellationToken ct)
    {
        if (!await FindAsync(grant, ct))
            return NotFound();
        switch (await reveals.RevealAsync(HttpContext.VaultSession(), grant, ct))
        {
            case RevealResult.Revealed { Text: var text } when Grant.Target.Field == SecretField.Totp:
                // The key stays here: only the codes of the next moments leave.
                if (!Totp.TryParse(text, out var totp))
                    IsBroken = true;
                else
                    Codes = totp.CodesFrom(Now, 2 + (int)(Shown.TotalSeconds / totp.Period));
                return Page();
            case RevealResult.Revealed { Text: var text }:
                Secret = text;
                return Page();
            case RevealResult.Broken:
                IsBroken = true;
                return Page();
            case RevealResult.Over:
                Grant = Grant with { IsOpen = false };
                Response.StatusCode = StatusCodes.Status410Gone;
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> FindAsync(string id, CancellationToken ct)
    {
        Now = clock.GetUtcNow();
        var member = HttpContext.VaultSession();
        if (await grants.FindAsync(member, id, ct) is not { Target.Entry: { } entryId } grant || await vault.FindAsync(member, entryId, ct) is not { } entry)
            return false;
        (Grant, Entry) = (grant, entry);
        return true;
    }
}
