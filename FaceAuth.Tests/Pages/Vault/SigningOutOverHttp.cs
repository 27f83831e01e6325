using System.Net;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Pages.Vault;

public sealed class SigningOutOverHttp
{
    [Fact]
    public async Task It_closes_the_vault_of_that_session_at_once_and_no_other_one()
    {
        await using var site = await HttpSite.StartAsync();
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var (ada, other) = (new HttpVisitor(site), new HttpVisitor(site));
        await ada.BeginAsync(account, byMailOnly: false);
        await VaultThings.MakeAsync(site, await site.SessionOfAsync(account), "Bank");
        await other.BeginAsync(account, byMailOnly: false);
        var page = await other.GetAsync("/vault");
        var vaults = site.Get<OpenVaults>();
        vaults.Count.ShouldBe(2);

        (await ada.PostAsync("/account/sign-out", await ada.GetAsync("/vault"))).Headers.Location!.ToString().ShouldBe("/account/sign-in");
        vaults.Count.ShouldBe(1);
        (await other.GetAsync("/vault")).ShouldContain("Bank");
        vaults.Count.ShouldBe(1, "hers is the one that is open still");
        (await other.PostAsync("/account/sign-out", page)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        vaults.Count.ShouldBe(0);
        (await site.CountAsync("ledger WHERE kind = 'session-ended'")).ShouldBe(2);
    }
}
