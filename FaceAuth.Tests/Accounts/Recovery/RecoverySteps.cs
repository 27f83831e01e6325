using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.Recovery;

/// <summary>What the tests of recoveries begin with.</summary>
internal static class RecoverySteps
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Ten codes, made in a sign-in of that id.</summary>
    public static async Task<IReadOnlyList<RecoveryCode>> MakeCodesAsync(this TestSite site, Account account, string? signInId = null) =>
        (await site.Get<RecoveryCodes>().MakeAsync(account.AccountId, signInId ?? await site.SignInIdAsync(account), site.Origin, Ct)).ShouldNotBeNull();

    /// <summary>A sign-in of the account, written down and nothing else.</summary>
    public static async Task<string> SignInIdAsync(this TestSite site, Account account)
    {
        var row = new SignInRow
        {
            Id = NewId(), AccountId = account.Id, Outcome = nameof(SignInOutcome.Finished), LowLiveness = false, SealedOrigin = [],
            At = site.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await site.Database.Db.WriteAsync(tx => site.Get<SignInStore>().InsertAsync(tx, row), Ct);
        return row.Id;
    }

    /// <summary>Tries to sign in with a code from a browser.</summary>
    public static async Task<RecoveryResult> RecoverAsync(this TestSite site, TestBrowser browser, string email, RecoveryCode code)
    {
        EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        var result = await site.Get<RecoverySignIn>().SignInAsync(new RecoveryRequest(address, code, site.Origin, browser.Device), Ct);
        if (result is RecoveryResult.CodeSent { BrowserToken: var token })
            browser.Token = token;
        return result;
    }

    /// <summary>How many codes are left.</summary>
    public static async Task<int> LeftAsync(this TestSite site, Account account) =>
        (await site.Get<RecoveryCodes>().CountAsync(account.AccountId, Ct)).Left;

    /// <summary>The account as it is now.</summary>
    public static async Task<Account> AgainAsync(this TestSite site, Account account) =>
        (await site.Database.Db.ReadAsync(session => site.Get<AccountStore>().FindAsync(session, account.AccountId), Ct)).ShouldNotBeNull();

    public static string NewId() => Guid.CreateVersion7().ToString();
}
