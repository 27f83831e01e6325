using FaceAuth.E2E.PageObjects;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Support;

/// <summary>Somebody who registers: a name and an address of their own, so that journeys on one site do not meet.</summary>
public sealed record Member(string Name, string Email);

/// <summary>The two things that most journeys begin with.</summary>
public static class MemberSteps
{
    /// <summary>Registers by files and proves the address with the mailed code.</summary>
    public static async Task EnrolAsync(this Visitor visitor, Member member, params FilePayload[] photos)
    {
        await visitor.BeginWithPhotosAsync(member, photos);
        var mail = await visitor.Mailbox.OpenAsync(member.Email, Mails.Confirm);
        await visitor.GoAsync("/account/register/prove");
        await visitor.Prove.ProveAsync(Mailbox.CodeIn(mail));
        await Expect(visitor.RecoveryCodes.Heading).ToBeVisibleAsync();
    }

    /// <summary>Signs in with a file on a browser that is not remembered, and types the mailed code: the sign-in is on hold.</summary>
    public static async Task SignInFromNewDeviceAsync(this Visitor visitor, Member member, FilePayload photo)
    {
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync(member.Email, photo);
        await Expect(visitor.Page.GetByLabel("Code from the e-mail")).ToBeVisibleAsync();
        var mail = await visitor.Mailbox.OpenAsync(member.Email, Mails.SignInCode);
        await visitor.GoAsync("/account/sign-in/code");
        await visitor.Page.GetByLabel("Code from the e-mail").FillAsync(Mailbox.CodeIn(mail));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visitor.Account.Greeting).ToBeVisibleAsync();
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

    /// <summary>Signs in with a file and sees the member's page.</summary>
    public static async Task SignInAsync(this Visitor visitor, Member member, FilePayload photo)
    {
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync(member.Email, photo);
        await Expect(visitor.Account.Greeting).ToBeVisibleAsync();
    }
}

/// <summary>The subjects of the site's mails.</summary>
public static class Mails
{
    public const string Confirm = "Confirm your address for FaceAuth";
    public const string SignInCode = "Your FaceAuth sign-in code";
    public const string AccountReset = "Your FaceAuth account was reset";
    public const string SignedIn = "New sign-in to your FaceAuth account";
    public const string Refused = "A sign-in to your FaceAuth account was refused";
    public const string PasskeyAdded = "A passkey was added to your FaceAuth account";
    public const string PasskeyRemoved = "A passkey was removed from your FaceAuth account";
    public const string Deleted = "Your FaceAuth account is deleted";
}
