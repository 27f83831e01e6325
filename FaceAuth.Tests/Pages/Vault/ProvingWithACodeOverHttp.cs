using System.Net;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Email;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaceAuth.Tests.Pages.Vault;

/// <summary>On a remembered device a picture that looks little alive needs the mailed code too, and then no second photo.</summary>
public sealed partial class ProvingWithACodeOverHttp : IAsyncLifetime
{
    private const string Password = "hidden-password";
    private HttpSite _site = null!;
    private HttpVisitor _ada = null!;
    private Account _account = null!;
    private VaultThings _things = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync(services => services.AddSingleton<CollectedMail>()
            .Replace(ServiceDescriptor.Singleton<IEmailSender>(all => all.GetRequiredService<CollectedMail>())));
        _account = await _site.EnrolAsync("ada@example.org", "ada");
        _ada = new HttpVisitor(_site);
        await _ada.BeginRememberedAsync(_account);
        _things = await VaultThings.MakeAsync(_site, await _site.SessionOfAsync(_account), "Bank", Password);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task After_the_code_the_password_is_shown_once()
    {
        var grant = await ProveAsync($"/vault/{_things.Entry}/reveal/password/1");
        grant.ShouldStartWith("/vault/grants/");

        var page = await _ada.GetAsync(grant);
        page.ShouldNotContain(Password);
        (await (await _ada.PostAsync(grant, page)).Content.ReadAsStringAsync()).ShouldContain(Password);
        var again = await _ada.PostAsync(grant, page);
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await again.Content.ReadAsStringAsync()).ShouldNotContain(Password);
        (await _site.CountAsync("ledger WHERE kind = 'revealed'")).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_code_the_file_is_given_once()
    {
        var grant = await ProveAsync("/vault/export");
        grant.ShouldStartWith("/vault/export/");

        var page = await _ada.GetAsync(grant);
        var file = await _ada.PostAsync(grant, page, ("Kind", "json"), ("Sure", "true"));
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await file.Content.ReadAsStringAsync()).ShouldContain(Password);
        var again = await _ada.PostAsync(grant, page, ("Kind", "json"), ("Sure", "true"));
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await again.Content.ReadAsStringAsync()).ShouldNotContain(Password);
        (await _site.CountAsync("ledger WHERE kind = 'exported'")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_code_there_is_no_grant_for_the_session_that_asked()
    {
        var address = $"/vault/{_things.Entry}/reveal/password/1";
        var grants = await _site.CountAsync("reveal_grants WHERE session_id IS NOT NULL");
        (await _ada.PostPhotoAsync(address, await _ada.GetAsync(address), "ada10")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await _ada.AskAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK, "the form, and no way on");
        (await _site.CountAsync("reveal_grants WHERE session_id IS NOT NULL")).ShouldBe(grants);
    }

    // From the page that asks for a photo to the page of the grant, on which the session that the code began goes on.
    private async Task<string> ProveAsync(string address)
    {
        var sent = await _ada.PostPhotoAsync(address, await _ada.GetAsync(address), "ada10");
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var typing = sent.Headers.Location!.ToString();
        typing.ShouldBe($"/account/sign-in/code?next={Uri.EscapeDataString(address)}");

        var code = await CodeAsync();
        var finished = await _ada.PostAsync(typing, await _ada.GetAsync(typing), ("Code", code), ("next", address));
        finished.StatusCode.ShouldBe(HttpStatusCode.Redirect, await finished.Content.ReadAsStringAsync());
        finished.Headers.Location!.ToString().ShouldBe(address);
        (await _site.CountAsync("ledger WHERE kind = 'session-ended'")).ShouldBe(1, "the session that asked has given way to that of the code");

        var back = await _ada.AskAsync(address);
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return back.Headers.Location!.ToString();
    }

    // The site delivers its mail by itself.
    private async Task<string> CodeAsync()
    {
        var mail = _site.Get<CollectedMail>();
        var code = "";
        await Eventually.IsTrueAsync(() =>
        {
            lock (mail.Messages)
                code = mail.Messages.Select(message => Code().Match(message.Text)).LastOrDefault(match => match.Success)?.Value ?? "";
            return code.Length > 0;
        });
        return code;
    }

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Code();
}
