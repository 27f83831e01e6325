using System.Security.Claims;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Pages.Vault;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace FaceAuth.Benchmarks;

/// <summary>A signed-in browser at the benchmark's site: a real session, and whole pages over a loopback connection.</summary>
internal sealed class VaultTimesBrowser : IDisposable
{
    private static readonly RequestOrigin Origin = new("127.0.0.1", "benchmark");

    private readonly HttpClient _client;
    private readonly ClaimsPrincipal _user;
    private readonly IServiceProvider _services;

    private VaultTimesBrowser(HttpClient client, ClaimsPrincipal user, IServiceProvider services, VaultSession member) =>
        (_client, _user, _services, Member) = (client, user, services, member);

    /// <summary>The session as the vault knows it.</summary>
    public VaultSession Member { get; }

    /// <summary>Begins a session for a finished sign-in.</summary>
    public static async Task<VaultTimesBrowser> BeginAsync(
        IServiceProvider services, Uri address, Account account, FinishedSignIn signIn, TimeSpan lifetime, CancellationToken ct)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var end = now + lifetime;
        var session = Guid.CreateVersion7().ToString();
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.Name), new Claim(SessionClaims.SessionIdType, session),
                new Claim(SessionClaims.SignInIdType, signIn.SignInId), new Claim(SessionClaims.EndsAtType, $"{end.ToUnixTimeMilliseconds()}"),
            ], scheme));
        var key = await services.GetRequiredService<SessionTickets>().StoreAsync(
            new AuthenticationTicket(user, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end }, scheme), ct);
        var cookie = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var holder = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionCookie.KeyType, key)], scheme));
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Cookie", $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(new AuthenticationTicket(holder, null, scheme))}");
        return new VaultTimesBrowser(client, user, services, new VaultSession(account.AccountId, session, signIn.SignInId, null, end, Origin));
    }

    /// <summary>Loads the list as a query shows it, to its last byte.</summary>
    public async Task LoadAsync(VaultQuery query, CancellationToken ct)
    {
        var view = _services.GetRequiredService<VaultViews>().Protect(_user, query);
        var page = await _client.GetStringAsync(view is null ? "/vault" : $"/vault?view={view}", ct);
        if (!page.Contains("id=\"vault-list\"", StringComparison.Ordinal))
            throw new InvalidOperationException("The benchmark did not get the page of the vault.");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
