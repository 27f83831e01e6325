using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Passkeys;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Accounts.SignIn.Replay;
using FaceAuth.Site;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts;

/// <summary>Registers accounts, their sessions and their jobs.</summary>
public static class AccountsSetup
{
    /// <summary>Adds accounts: registration, sign-in, sessions, photos and deletion.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<RegistrationOptions>(services, configuration, RegistrationOptions.Section);
        AddOptions<SessionsOptions>(services, configuration, SessionsOptions.Section);
        AddOptions<SignInOptions>(services, configuration, SignInOptions.Section);
        AddOptions<DevicesOptions>(services, configuration, DevicesOptions.Section);
        AddOptions<RecoveryOptions>(services, configuration, RecoveryOptions.Section);
        AddOptions<AddressOptions>(services, configuration, AddressOptions.Section);
        AddOptions<DraftsOptions>(services, configuration, DraftsOptions.Section);

        services.AddSingleton<AccountStore>();
        services.AddAccountRows<AccountEventStore>();
        services.AddAccountRows<LedgerErasure>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<LedgerMarkMails>();
        services.AddSingleton<ProtectionMails>();
        services.AddSingleton<SignInProtection>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<EnrolledPhotoStore>();
        services.AddSingleton<EnrolledPhotos>();
        services.AddSingleton<MemberPhotos>();
        services.AddSingleton<PictureSweep>();
        services.AddSingleton<SealedOrigins>();

        services.AddSingleton<RegistrationStore>();
        services.AddSingleton<RegistrationMails>();
        services.AddSingleton<Registrations>();
        services.AddSingleton<ProofSender>();
        services.AddSingleton<AddressProof>();

        services.AddSingleton<FaceCheck>();
        services.AddAccountRows<SignInStore>();
        services.AddSingleton<SignInMails>();
        services.AddSingleton<SignInHistory>();
        services.AddSingleton<SignInPurge>();
        services.AddSingleton<FormAnswerStore>();
        services.AddSingleton<FormAnswers>();
        services.AddAccountRows<DisownLinkStore>();
        services.AddSingleton<DisownLinks>();
        services.AddAccountRows<FailureStore>();
        services.AddSingleton<FailureCounters>();
        services.AddSingleton<NetworkFailureStore>();
        services.AddSingleton<NetworkFailures>();
        services.AddAccountRows<SeenPictureStore>();
        services.AddSingleton<ReplayGuard>();
        services.AddAccountRows<PendingSignInStore>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<SignInCodes>();
        services.AddSingleton<RefusalRecorder>();
        services.AddSingleton<SignInFinisher>();
        services.AddSingleton<FaceSignIn>();
        services.AddSingleton<FaceConfirmation>();

        services.AddSingleton<DisowningMails>();
        services.AddSingleton<DisowningSteps>();
        services.AddSingleton<SignInDisowning>();

        services.AddUndoneRows<AddressStore>();
        services.AddSingleton<AddressMails>();
        services.AddSingleton<AddressChanges>();
        services.AddSingleton<AddressPurge>();

        services.AddAccountRows<DeviceStore>();
        services.AddSingleton<RememberedDevices>();
        services.AddSingleton<MemberDevices>();

        services.AddUndoneRows<RecoveryCodeStore>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<RecoveryMails>();
        services.AddSingleton<RecoverySignIn>();
        services.AddSingleton<RecoveryStepUp>();
        services.AddSingleton<RecoveryPurge>();
        services.AddSingleton<EngineOutage>();
        services.AddAccountRows<AccountResetStore>();
        services.AddSingleton<AccountResets>();
        services.AddSingleton<Reenrolment>();
        services.AddSingleton<ResetMails>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<PeopleList>();
        services.AddSingleton<PeopleLedger>();
        services.AddPasskeys(configuration);

        services.AddAccountRows<SessionStore>();
        services.AddSingleton<SessionTickets>();
        services.AddSingleton<MemberSessions>();
        services.AddSingleton<Holds>();
        services.AddUndoneRows<DraftStore>();
        services.AddSingleton<KeptDrafts>();
        services.AddSingleton<DraftForm>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionTickets, IOptions<SessionsOptions>, IOptions<SiteOptions>>(ConfigureCookie);
        services.AddSingleton<IAuthorizationHandler, SessionDemands>();
        services.AddSingleton<IAuthorizationHandler, AdministratorDemand>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, SessionDemandAnswers>();
        services.AddAuthorizationBuilder()
            .AddPolicy(AccountPolicies.NotOnHold, policy => policy.RequireAuthenticatedUser().AddRequirements(new NotOnHoldRequirement()))
            .AddPolicy(AccountPolicies.Confirmed, policy => policy.RequireAuthenticatedUser().AddRequirements(new ConfirmedRequirement()))
            .AddPolicy(AccountPolicies.Administrator, policy => policy.RequireAuthenticatedUser().AddRequirements(new AdministratorRequirement()));
        return services;
    }

    private static void ConfigureCookie(
        CookieAuthenticationOptions cookie, SessionTickets tickets, IOptions<SessionsOptions> sessions, IOptions<SiteOptions> site)
    {
        cookie.SessionStore = tickets;
        cookie.ExpireTimeSpan = sessions.Value.Lifetime;
        cookie.SlidingExpiration = false;
        cookie.Cookie.Name = site.Value.CookieName("session");
        cookie.Cookie.HttpOnly = true;
        // Lax: a link in a mail may lead a signed-in member to a page; forms are guarded by antiforgery tokens.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = site.Value.CookieSecurePolicy;
        cookie.LoginPath = "/account/sign-in";
        cookie.ReturnUrlParameter = "next";
        // The same answer for "not there" and "not yours".
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section) where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
