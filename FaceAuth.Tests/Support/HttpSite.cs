using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Support;

/// <summary>The site's own pipeline over a SQLite file, with the clock in the test's hands.</summary>
public sealed class HttpSite : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private WebApplication _app = null!;

    /// <summary>The clock; it stands still until a test moves it.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>One of the site's services.</summary>
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it.</summary>
    public static async Task<HttpSite> StartAsync(Action<IServiceCollection>? change = null)
    {
        var site = new HttpSite();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
            EnvironmentName = "Development",
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DataFolder"] = site._folder.Path });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddFaceAuth();
        builder.Services.Replace(ServiceDescriptor.Singleton<IFaceEngine>(new FakeFaceEngine()));
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(site.Clock));
        change?.Invoke(builder.Services);
        site._app = builder.Build().UseFaceAuth();
        await site.Get<StartUp>().RunAsync(CancellationToken.None);
        await site._app.StartAsync();
        return site;
    }

    /// <summary>A client that follows nothing and keeps nothing.</summary>
    public HttpClient Client() => _app.GetTestClient();

    /// <summary>An account without photos.</summary>
    public async Task<Account> AddMemberAsync(string email)
    {
        var account = new Account { Id = AccountId.New().ToString(), Email = email, Name = "Ada", IsAdmin = false, CreatedAt = Clock.GetUtcNow().ToUnixTimeMilliseconds() };
        await Get<KeyRing>().EnsureAccountKeyAsync(account.Id, CancellationToken.None);
        (await Get<Db>().WriteAsync(tx => Get<AccountStore>().TryInsertAsync(tx, account), CancellationToken.None)).ShouldBeTrue();
        return account;
    }

    /// <summary>An account with one photo, which <see cref="FakeFaceEngine"/> knows by its name.</summary>
    public async Task<Account> EnrolAsync(string email, string photo)
    {
        var account = await AddMemberAsync(email);
        (await Get<EnrolledPhotos>().AddAsync(
            account.AccountId, tx => Get<AccountStore>().LockAsync(tx, account.AccountId), FakeFaceEngine.Photo(photo), null, null, CancellationToken.None))
            .ShouldBeOfType<AddPhotoResult.Added>();
        return account;
    }

    /// <summary>Where the site keeps its files.</summary>
    public string Folder => _folder.Path;

    /// <summary>How many rows there are.</summary>
    public Task<long> CountAsync(string from) =>
        Get<Db>().ReadAsync(session => session.ScalarAsync<long>($"SELECT COUNT(*) FROM {from}"), CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A browser that speaks to an <see cref="HttpSite"/>: keeps cookies, follows no redirect.</summary>
public sealed partial class HttpVisitor(HttpSite site)
{
    private static readonly RequestOrigin Origin = new("192.0.2.7", "Firefox on Linux");
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>Begins a session, as the end of a sign-in does.</summary>
    public async Task BeginAsync(Account account, bool byMailOnly)
    {
        var proof = new SignInProof(byMailOnly ? SignInMethod.Face : SignInMethod.Passkey, byMailOnly, Device: null, LowLiveness: false);
        await BeginAsync(account, (await site.Get<SignInFinisher>().FinishAsync(account, proof, Origin, CancellationToken.None)).ShouldNotBeNull());
    }

    /// <summary>Begins a session of a sign-in after which the browser is remembered.</summary>
    public async Task BeginRememberedAsync(Account account)
    {
        var finisher = site.Get<SignInFinisher>();
        var proof = new SignInProof(SignInMethod.Registration, ByMailOnly: false, Device: null, LowLiveness: false);
        var prepared = await finisher.PrepareAsync(
            SignInFinisher.NewId(), account, proof, Origin, remember: true, oldDeviceToken: null, CancellationToken.None);
        var signIn = (await finisher.FinishAsync(prepared, null, CancellationToken.None)).ShouldNotBeNull();
        signIn.DeviceId.ShouldNotBeNull();
        _cookies[site.Get<IOptions<SiteOptions>>().Value.CookieName("device")] = signIn.NewDeviceToken.ShouldNotBeNull();
        await BeginAsync(account, signIn);
    }

    private async Task BeginAsync(Account account, FinishedSignIn signIn)
    {
        var now = site.Clock.GetUtcNow();
        var end = now + TimeSpan.FromMinutes(30);
        var scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var key = await site.Get<SessionTickets>().StoreAsync(
            new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(
                    [
                        new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.Name),
                        new Claim(SessionClaims.SessionIdType, Guid.CreateVersion7().ToString()), new Claim(SessionClaims.SignInIdType, signIn.SignInId),
                        new Claim(SessionClaims.EndsAtType, $"{end.ToUnixTimeMilliseconds()}"),
                        .. signIn.DeviceId is { } device ? [new Claim(SessionClaims.DeviceIdType, device)] : Array.Empty<Claim>(),
                    ], scheme)),
                new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end }, scheme),
            CancellationToken.None);
        var cookie = site.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var holder = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionCookie.KeyType, key)], scheme));
        _cookies[cookie.Cookie.Name!] = cookie.TicketDataFormat.Protect(new AuthenticationTicket(holder, null, scheme));
    }

    /// <summary>
    /// The session goes on under a new identifier elsewhere, as after a fresh proof in another tab: what this browser still
    /// holds answers reads only, and for seconds.
    /// </summary>
    public async Task RetireIdentifierAsync()
    {
        var cookie = site.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var key = cookie.TicketDataFormat.Unprotect(_cookies[cookie.Cookie.Name!])!.Principal.FindFirstValue(SessionCookie.KeyType)!;
        (await site.Get<SessionTickets>().ReplaceAsync(key, CancellationToken.None)).ShouldNotBeNull();
    }

    /// <summary>A page as it is shown.</summary>
    public async Task<string> GetAsync(string path)
    {
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {answer.Headers.Location}");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>What a page answers, whatever it is.</summary>
    public Task<HttpResponseMessage> AskAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a form that stands on a page.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string page, params (string Name, string Value)[] fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
                    .Append(KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value))),
        });

    /// <summary>Sends a form with a photo; the picture is the name of who is on it, null sends none.</summary>
    public Task<HttpResponseMessage> PostPhotoAsync(string path, string page, string? photo)
    {
        var form = new MultipartFormDataContent { { new StringContent(Token().Match(page).Groups[1].Value), "__RequestVerificationToken" } };
        if (photo is not null)
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(photo)) { Headers = { ContentType = new("image/jpeg") } }, "Photos", "photo.jpg");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form });
    }

    /// <summary>Sends a form with a file.</summary>
    public Task<HttpResponseMessage> PostFileAsync(string path, string page, string field, byte[] file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(Token().Match(page).Groups[1].Value), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(file) { Headers = { ContentType = new("application/json") } }, field, "export.json");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form });
    }

    /// <summary>Sends anything, with the browser's cookies.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(one => $"{one.Key}={one.Value}")));
        var answer = await site.Client().SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var one in set)
            {
                var pair = one.Split(';')[0].Split('=', 2);
                if (pair[1].Length == 0)
                    _cookies.Remove(pair[0]);
                else
                    _cookies[pair[0]] = pair[1];
            }
        }
        return answer;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
