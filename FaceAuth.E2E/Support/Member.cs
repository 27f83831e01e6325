using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.E2E.PageObjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Support;

/// <summary>Somebody who registers: a name and an address of their own, so that journeys on one site do not meet.</summary>
public sealed record Member(string Name, string Email);

/// <summary>What most journeys begin with.</summary>
public static class MemberSteps
{
    /// <summary>Registers, and signs out again: the browser is remembered, and the sign-in page is open.</summary>
    public static async Task EnrolAsync(this Visitor visitor, Member member, params FilePayload[] photos)
    {
        await visitor.JoinAsync(member, photos);
        await visitor.SignOutAsync();
    }

    /// <summary>
    /// Registers by files and proves the address with the mailed code. The browser is signed in then and remembered, and
    /// the page for the recovery codes is open.
    /// </summary>
    public static async Task JoinAsync(this Visitor visitor, Member member, params FilePayload[] photos)
    {
        await visitor.BeginWithPhotosAsync(member, photos);
        var mail = await visitor.Mailbox.OpenAsync(member.Email, Mails.Confirm);
        await visitor.GoAsync("/account/register/prove");
        await visitor.Prove.ProveAsync(Mailbox.CodeIn(mail));
        await Expect(visitor.Page).ToHaveURLAsync(visitor.Site.Address + RecoveryCodesPage.Path);
        await Expect(visitor.Header.SignOut).ToBeVisibleAsync();
    }

    /// <summary>Registers as above, and is made an administrator by whoever runs the site.</summary>
    public static async Task JoinAsAdministratorAsync(this Visitor visitor, Member member, params FilePayload[] photos)
    {
        await visitor.JoinAsync(member, photos);
        EmailAddress.TryParse(member.Email, out var email).ShouldBeTrue();
        var services = visitor.Site.Services;
        (await services.GetRequiredService<Db>().WriteAsync(
            tx => services.GetRequiredService<AccountStore>().GrantAdminAsync(tx, email), CancellationToken.None)).ShouldBeTrue();
    }

    /// <summary>Registers up to the moment when the mail is on its way.</summary>
    public static async Task BeginWithPhotosAsync(this Visitor visitor, Member member, params FilePayload[] photos)
    {
        await visitor.Register.BeginAsync(member.Name, member.Email);
        await visitor.Photos.AddFirstAsync(photos[0]);
        for (var i = 1; i < photos.Length; i++)
            await visitor.Photos.AddAnotherAsync(photos[i], i + 1);
        await visitor.Photos.GoOn.ClickAsync();
        await Expect(visitor.Prove.Heading).ToBeVisibleAsync();
    }

    /// <summary>Signs in with a file where the browser is remembered, and sees the member's page.</summary>
    public static async Task SignInAsync(this Visitor visitor, Member member, FilePayload photo)
    {
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync(member.Email, photo);
        await Expect(visitor.Account.Greeting).ToBeVisibleAsync();
    }

    /// <summary>Signs in where the browser is not remembered: with a file, and the code from the mailbox.</summary>
    public static async Task SignInWithCodeAsync(this Visitor visitor, Member member, FilePayload photo, bool remember = false)
    {
        var code = await visitor.BeginSignInAsync(member, photo);
        await visitor.GoAsync(SignInCodePage.Path);
        await visitor.SignInCode.FinishAsync(code, remember);
        await Expect(visitor.Account.Greeting).ToBeVisibleAsync();
    }

    /// <summary>
    /// The first factor where the browser is not remembered; the mail with the code is open then, and the code is the
    /// answer.
    /// </summary>
    public static async Task<string> BeginSignInAsync(this Visitor visitor, Member member, FilePayload photo)
    {
        var before = await visitor.Mailbox.CountAsync(member.Email, Mails.Code);
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync(member.Email, photo);
        await Expect(visitor.SignInCode.Heading).ToBeVisibleAsync();
        return Mailbox.CodeIn(await visitor.Mailbox.OpenAsync(member.Email, Mails.Code, before + 1));
    }

    /// <summary>Signs in with a recovery code and the code from the mailbox.</summary>
    public static async Task RecoverAsync(this Visitor visitor, Member member, string recoveryCode)
    {
        var before = await visitor.Mailbox.CountAsync(member.Email, Mails.Code);
        await visitor.GoAsync(RecoverPage.Path);
        await visitor.Recover.WithCodeAsync(member.Email, recoveryCode);
        await Expect(visitor.SignInCode.Heading).ToBeVisibleAsync();
        var code = Mailbox.CodeIn(await visitor.Mailbox.OpenAsync(member.Email, Mails.Code, before + 1));
        await visitor.GoAsync(SignInCodePage.Path);
        await visitor.SignInCode.FinishAsync(code);
        await Expect(visitor.Account.Greeting).ToBeVisibleAsync();
    }

    /// <summary>Signs out.</summary>
    public static async Task SignOutAsync(this Visitor visitor)
    {
        await visitor.Header.SignOut.ClickAsync();
        await Expect(visitor.SignIn.Heading).ToBeVisibleAsync();
    }
}

/// <summary>The subjects of the site's mails.</summary>
public static class Mails
{
    public const string Confirm = "Confirm your address for FaceAuth";
    public const string Welcome = "Welcome to FaceAuth";
    public const string Code = "Your FaceAuth sign-in code";
    public const string SignedIn = "New sign-in to your FaceAuth account";
    public const string Refused = "A sign-in to your FaceAuth account was refused";
    public const string NewDevicesClosed = "Sign-in from new devices to your FaceAuth account is closed";
    public const string Disowned = "Your FaceAuth account is closed to whoever signed in";
    public const string RecoveryCodesMade = "You have new recovery codes for FaceAuth";
    public const string DeviceApproved = "A device of your FaceAuth account was approved";
    public const string OldAddress = "Confirm the change of your FaceAuth address";
    public const string NewAddress = "Confirm your new address for FaceAuth";
    public const string AddressChanged = "The address of your FaceAuth account is changed";
    public const string Reset = "Your FaceAuth account was reset";
    public const string PasskeyAdded = "A passkey was added to your FaceAuth account";
    public const string PasskeyRemoved = "A passkey was removed from your FaceAuth account";
    public const string Deleted = "Your FaceAuth account is deleted";
}
