using System.Data.Common;
using System.Runtime.ExceptionServices;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Makes WebAuthn's options and checks its responses, with the handler of ASP.NET Core Identity: W3C Web Authentication
/// Level 3, sections 7.1 and 7.2. It keeps no state and changes nothing.
/// </summary>
/// <remarks>
/// The site is known by the host of <c>Site:PublicUrl</c>, and a response must come from exactly that address: this is what
/// makes a passkey resistant to phishing (NIST SP 800-63B-4 §3.2.5.2, verifier name binding). The authenticator must have
/// verified its owner, by a finger, face or PIN of theirs, so that a passkey is two factors in one (§3.1.7).
/// </remarks>
public sealed partial class WebAuthn
{
    private readonly PasskeyHandler<Account> _handler;
    private readonly ILogger<WebAuthn> _log;

    /// <summary>A handler over the site's members.</summary>
    public WebAuthn(
        PasskeyUsers users, IOptions<SiteOptions> site, IOptions<PasskeysOptions> options, IServiceProvider services, ILogger<WebAuthn> log)
    {
        _log = log;
        var publicUrl = new Uri(site.Value.PublicUrl);
        // As browsers write it: lower case, without the port where it is the scheme's own.
        var origin = $"{publicUrl.Scheme}://{publicUrl.IdnHost}{(publicUrl.IsDefaultPort ? "" : $":{publicUrl.Port}")}";
        // The handler asks for a UserManager and only ever looks things up in it. This is all of Identity that is here.
        var members = new UserManager<Account>(
            users, Options.Create(new IdentityOptions()), new PasswordHasher<Account>(), [], [], new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(), services, services.GetRequiredService<ILogger<UserManager<Account>>>());
        _handler = new PasskeyHandler<Account>(members, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = publicUrl.IdnHost,
            ValidateOrigin = response => ValueTask.FromResult(IsOurs(response, origin)),
            UserVerificationRequirement = "required",
            // Discoverable: its owner signs in without typing an address, and the options tell nobody whose passkeys there are.
            ResidentKeyRequirement = "required",
            // Which make it is would tell more about the member than is needed.
            AttestationConveyancePreference = "none",
            AuthenticatorTimeout = options.Value.CeremonyLifetime,
        }));
    }

    /// <summary>Options to make a passkey for a member, and the state by which its response is checked.</summary>
    public async Task<(string Options, string State)> ToAddAsync(Account account)
    {
        var made = await _handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = account.Id, Name = account.Email, DisplayName = account.Name }, NoRequest());
        return (made.CreationOptionsJson, made.AttestationState!);
    }

    /// <summary>Options to use a passkey: one of this member's, or anybody's where it is null.</summary>
    public async Task<(string Options, string State)> ToUseAsync(Account? account)
    {
        var made = await _handler.MakeRequestOptionsAsync(account, NoRequest());
        return (made.RequestOptionsJson, made.AssertionState!);
    }

    /// <summary>Checks the response to <see cref="ToAddAsync"/>; null where it is refused.</summary>
    public async Task<UserPasskeyInfo?> CheckAddedAsync(AccountId account, string response, string state)
    {
        var result = await _handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = NoRequest(), CredentialJson = response, AttestationState = state });
        if (!result.Succeeded)
        {
            Refuse(result.Failure);
            return null;
        }
        return result.UserEntity.Id == account.ToString() ? result.Passkey : null;
    }

    /// <summary>Checks the response to <see cref="ToUseAsync"/>; null where it is refused.</summary>
    public async Task<(Account Account, UserPasskeyInfo Passkey)?> CheckUsedAsync(string response, string state)
    {
        var result = await _handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = NoRequest(), CredentialJson = response, AssertionState = state });
        if (result.Succeeded)
            return (result.User, result.Passkey);
        Refuse(result.Failure);
        return null;
    }

    private bool IsOurs(PasskeyOriginValidationContext response, string origin)
    {
        if (response.Origin == origin && !response.CrossOrigin && response.TopOrigin is null)
            return true;
        Log.OtherOrigin(_log);
        return false;
    }

    // The handler turns each fault into a refusal. An outage is none: it is told as what it is.
    private void Refuse(PasskeyException failure)
    {
        if (failure.InnerException is DatabaseUnavailableException or DbException or KeyServiceException)
            ExceptionDispatchInfo.Throw(failure.InnerException);
        // Not the handler's words: they repeat what was sent.
        Log.Refused(_log);
    }

    // The handler would ask a request for the host and the origin, which whoever sends it chooses. It gets an empty one.
    private static DefaultHttpContext NoRequest() => new();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The response of a passkey was refused.")]
        public static partial void Refused(ILogger log);

        [LoggerMessage(LogLevel.Warning, "The response of a passkey came from another address than Site:PublicUrl.")]
        public static partial void OtherOrigin(ILogger log);
    }
}
