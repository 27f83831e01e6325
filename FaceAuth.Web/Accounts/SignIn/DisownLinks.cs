using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>Makes the "this wasn't me" links that mails about a sign-in carry.</summary>
public sealed class DisownLinks(LookupHash hash, IOptions<SiteOptions> site, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>A new link; its row is stored in the transaction that stores the mail.</summary>
    public (Uri Address, DisownLink Row) New(AccountId account, string signInId)
    {
        var token = Tokens.New();
        return (
            site.Value.Link($"/account/not-me/{token}"),
            new DisownLink
            {
                LinkHash = hash.Of(LookupKinds.DisownLink, token),
                AccountId = account.ToString(),
                SignInId = signInId,
                ExpiresAt = (clock.GetUtcNow() + options.Value.DisownLifetime).ToUnixTimeMilliseconds(),
            });
    }
}
