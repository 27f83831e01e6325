using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Database;
using FaceAuth.E2E.PageObjects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Support;

/// <summary>One page in one state that a person can meet.</summary>
/// <param name="Name">What it is called in tests and as a picture's file name.</param>
/// <param name="Reach">Goes there.</param>
/// <param name="SignedIn">The visitor is a member who has signed in.</param>
/// <param name="Script">The visitor's browser runs scripts.</param>
public sealed record PageState(string Name, Func<Visitor, Task> Reach, bool SignedIn = false, bool Script = true);

/// <summary>Every page in every state: what must be accessible, fit a phone and look right.</summary>
public static class PageStates
{
    private const string SomebodysCode = "000000";

    private static int _people;

    public static IReadOnlyList<PageState> All { get; } =
    [
        new("start", visitor => visitor.GoAsync("/")),
        new("privacy", visitor => visitor.GoAsync("/privacy")),
        new("notice", visitor => visitor.GoAsync("/privacy/notice")),
        new("not-found", visitor => visitor.Expecting(404).GoAsync("/no-such-page")),
        new("server-error", visitor => visitor.Expecting(500).GoAsync("/error/500")),

        new("sign-in", visitor => visitor.GoAsync(SignInPage.Path)),
        new("sign-in-without-script", visitor => visitor.GoAsync(SignInPage.Path), Script: false),
        new("sign-in-session-over", visitor => visitor.GoAsync($"{SignInPage.Path}?ended=1")),
        new("sign-in-nothing-filled", async visitor =>
        {
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.Send.ClickAsync();
            await Expect(visitor.Page.GetByText("Enter your e-mail address.")).ToBeVisibleAsync();
        }),
        new("sign-in-camera-open", async visitor =>
        {
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.Photo.UseTheCamera.ClickAsync();
            await Expect(visitor.SignIn.Photo.TakeThePhoto).ToBeEnabledAsync();
            await Expect(visitor.Page.GetByText("Good. Look at the camera")).ToBeVisibleAsync();
        }),
        new("sign-in-photo-taken", async visitor =>
        {
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.Photo.TakeAsync();
        }),
        new("sign-in-photo-refused-before-sending", async visitor =>
        {
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.Photo.ChooseAsync(Pictures.Empty);
            await Expect(visitor.Page.GetByText("“empty.jpg” is empty.")).ToBeVisibleAsync();
        }),
        new("sign-in-photo-not-usable", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(SignInPage.Path);
            await visitor.SignIn.WithFileAsync("nobody@example.org", Pictures.Landscape);
            await Expect(visitor.Page.GetByText("There is no face to be seen")).ToBeVisibleAsync();
        }),
        new("sign-in-refused", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(SignInPage.Path);
            await visitor.SignIn.WithFileAsync("nobody@example.org", Pictures.Ada);
            await Expect(visitor.SignIn.Refusal).ToBeVisibleAsync();
        }),

        new("register", visitor => visitor.GoAsync(RegisterPage.Path)),
        new("register-nothing-filled", async visitor =>
        {
            await visitor.GoAsync(RegisterPage.Path);
            await visitor.Register.GoOn.ClickAsync();
            await Expect(visitor.Page.GetByText("Enter your name.")).ToBeVisibleAsync();
        }),
        new("register-photos", async visitor =>
        {
            await visitor.Register.BeginAsync("Ada Example", NewAddress());
            await Expect(visitor.Photos.Check).ToBeVisibleAsync();
        }),
        new("register-photos-chosen", async visitor =>
        {
            await visitor.Register.BeginAsync("Ada Example", NewAddress());
            await visitor.Photos.First.ChooseAsync(Pictures.Ada, Pictures.AdaAgain);
            await Expect(visitor.Photos.First.Previews).ToHaveCountAsync(2);
        }),
        new("register-photo-not-usable", async visitor =>
        {
            await visitor.Expecting(422).Register.BeginAsync("Ada Example", NewAddress());
            await visitor.Photos.First.ChooseAsync(Pictures.Group);
            await visitor.Photos.Check.ClickAsync();
            await Expect(visitor.Page.GetByText("There are several faces in this photo.")).ToBeVisibleAsync();
        }),
        new("register-photo-taken", async visitor =>
        {
            await visitor.Register.BeginAsync("Ada Example", NewAddress());
            await visitor.Photos.AddFirstAsync(Pictures.Ada);
        }),
        new("register-began-before", async visitor =>
        {
            await visitor.Register.BeginAsync("Ada Example", NewAddress());
            await visitor.GoAsync(RegisterPage.Path);
            await Expect(visitor.Page.GetByText("You began with")).ToBeVisibleAsync();
        }),
        new("prove", visitor => visitor.BeginWithPhotosAsync(NewPerson(), Pictures.Ada)),
        new("prove-wrong-code", async visitor =>
        {
            await visitor.Expecting(422).BeginWithPhotosAsync(NewPerson(), Pictures.Ada);
            await visitor.Prove.ProveAsync(SomebodysCode);
            await Expect(visitor.Page.GetByText("This is not the code.")).ToBeVisibleAsync();
        }),
        new("confirm", async visitor =>
        {
            var person = NewPerson();
            await visitor.BeginWithPhotosAsync(person, Pictures.Ada);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Confirm);
            await visitor.GoAsync(await visitor.Mailbox.LinkAsync());
            await Expect(visitor.Confirm.Yes).ToBeVisibleAsync();
        }),
        new("confirm-elsewhere", async visitor =>
        {
            var person = NewPerson();
            await visitor.BeginWithPhotosAsync(person, Pictures.Ada);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Confirm);
            var link = await visitor.Mailbox.LinkAsync();
            await visitor.Context.ClearCookiesAsync();
            await visitor.GoAsync(link);
            await Expect(visitor.Confirm.NotMe).ToBeVisibleAsync();
        }),
        new("confirm-over", async visitor =>
        {
            await visitor.GoAsync("/account/register/confirm/nothing");
            await Expect(visitor.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();
        }),
        new("welcome", visitor => visitor.EnrolAsync(NewPerson(), Pictures.Ada)),

        new("account", visitor => visitor.GoAsync(AccountPage.Path), SignedIn: true),
        new("account-last-photo", async visitor =>
        {
            await visitor.GoAsync(AccountPage.Path);
            await visitor.Account.Remove(1).ClickAsync();
            await Expect(visitor.Page.GetByText("This is your only photo.")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("account-photo-refused", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(AccountPage.Path);
            await visitor.Account.AddAsync(Pictures.Stranger);
            await Expect(visitor.Page.GetByText("does not match your other photos")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("account-five-photos", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada, Pictures.AdaAgain, Pictures.Ada, Pictures.AdaAgain, Pictures.Ada);
            await visitor.SignInAsync(person, Pictures.AdaAgain);
            await Expect(visitor.Account.MyPhotos).ToHaveCountAsync(5);
        }),
        // Members of their own: these pages want a proof of the last ten minutes.
        new("passkeys", async visitor =>
        {
            await visitor.EnrolAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync(PasskeysPage.Path);
            await Expect(visitor.Passkeys.Add).ToBeVisibleAsync();
        }),
        new("passkeys-added", async visitor =>
        {
            await VirtualAuthenticator.OfAsync(visitor);
            await visitor.EnrolAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync(PasskeysPage.Path);
            await visitor.Passkeys.Name.FillAsync("My laptop");
            await visitor.Passkeys.Add.ClickAsync();
            await Expect(visitor.Passkeys.Of("My laptop")).ToBeVisibleAsync();
        }),
        new("passkey-confirm", visitor => visitor.GoAsync("/account/confirm/passkey"), SignedIn: true),
        new("passkey-sign-in", visitor => visitor.GoAsync("/account/sign-in/passkey")),
        new("passkey-sign-in-without-script", visitor => visitor.GoAsync("/account/sign-in/passkey"), Script: false),
        new("recovery-codes-first", visitor => visitor.EnrolAsync(NewPerson(), Pictures.Ada)),
        new("recovery-codes-made", async visitor =>
        {
            await visitor.EnrolAsync(NewPerson(), Pictures.Ada);
            await visitor.RecoveryCodes.MakeAsync();
        }),
        new("recovery-codes-left", async visitor =>
        {
            await visitor.EnrolAsync(NewPerson(), Pictures.Ada);
            await visitor.RecoveryCodes.MakeAsync();
            await visitor.GoAsync(RecoveryCodesPage.Path);
            await Expect(visitor.Page.GetByText("10 codes left")).ToBeVisibleAsync();
        }),
        new("recover", visitor => visitor.GoAsync(RecoverPage.Path)),
        new("recover-without-script", visitor => visitor.GoAsync(RecoverPage.Path), Script: false),
        new("recover-no-code", async visitor =>
        {
            await visitor.GoAsync(RecoverPage.Path);
            await visitor.Recover.WithAsync("nobody@example.org", "123456");
            await Expect(visitor.Page.GetByText("A recovery code has 24 letters and digits")).ToBeVisibleAsync();
        }),
        new("recover-refused", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(RecoverPage.Path);
            await visitor.Recover.WithAsync("nobody@example.org", "000000-000000-000000-000000");
            await Expect(visitor.Page.GetByText("We could not sign you in with this address and recovery code.")).ToBeVisibleAsync();
        }),
        new("step-up", async visitor =>
        {
            await visitor.EnrolAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync("/account/confirm?next=/account/recovery-codes");
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Use a recovery code instead" })).ToBeVisibleAsync();
        }),
        new("hold", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.Context.ClearCookiesAsync();
            await visitor.SignInFromNewDeviceAsync(person, Pictures.AdaAgain);
            await visitor.GoAsync(RecoveryCodesPage.Path);
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "This sign-in is on hold" })).ToBeVisibleAsync();
        }),
        new("reset", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.AccountOfAsync(person, (services, account) =>
                services.GetRequiredService<AccountResets>().ResetAsync(account.AccountId, madeBy: null, CancellationToken.None));
            await visitor.Mailbox.OpenAsync(person.Email, Mails.AccountReset);
            await visitor.GoAsync(await visitor.Mailbox.LinkAsync());
            await Expect(visitor.Page.GetByText("These photos take the place of the old ones")).ToBeVisibleAsync();
        }),
        new("reset-over", async visitor =>
        {
            await visitor.GoAsync("/account/reset/nothing");
            await Expect(visitor.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();
        }),
        new("people", async visitor =>
        {
            await AdministratorAsync(visitor);
            await visitor.GoAsync("/admin/people");
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "People" })).ToBeVisibleAsync();
        }),
        new("people-reset", async visitor =>
        {
            var other = await AdministratorAsync(visitor);
            await visitor.GoAsync($"/admin/people?search={other.Email}");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"Reset {other.Email}" }).ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset and mail the link" })).ToBeVisibleAsync();
        }),
        new("people-close", async visitor =>
        {
            var other = await AdministratorAsync(visitor);
            await visitor.GoAsync($"/admin/people?search={other.Email}");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"Close {other.Email}" }).ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Close the account" })).ToBeVisibleAsync();
        }),
        new("delete", visitor => visitor.GoAsync(DeletePage.Path), SignedIn: true),
        new("delete-nothing-filled", async visitor =>
        {
            await visitor.GoAsync(DeletePage.Path);
            await visitor.Delete.Send.ClickAsync();
            await Expect(visitor.Page.GetByText("Tick the box")).ToBeVisibleAsync();
        }, SignedIn: true),

        new("mailbox", async visitor =>
        {
            var person = NewPerson();
            await visitor.BeginWithPhotosAsync(person, Pictures.Ada);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Confirm);
            await visitor.GoAsync(Mailbox.Path);
        }),
        new("mail", async visitor =>
        {
            var person = NewPerson();
            await visitor.BeginWithPhotosAsync(person, Pictures.Ada);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Confirm);
        }),
        new("mail-as-html", async visitor =>
        {
            var person = NewPerson();
            await visitor.BeginWithPhotosAsync(person, Pictures.Ada);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Confirm);
            // The trace would run its own script there, and the sandbox refuses it as it refuses every script.
            visitor.ExpectingWords("Blocked script execution");
            await visitor.Mailbox.AsHtml.ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Article, new() { Name = Mails.Confirm })).ToBeVisibleAsync();
        }, Script: false),
    ];

    // Somebody else's account, and then an administrator who is signed in.
    private static async Task<Member> AdministratorAsync(Visitor visitor)
    {
        var (other, administrator) = (NewPerson(), NewPerson());
        await visitor.EnrolAsync(other, Pictures.Ada);
        await visitor.Context.ClearCookiesAsync();
        await visitor.EnrolAsync(administrator, Pictures.Ada);
        EmailAddress.TryParse(administrator.Email, out var address);
        var services = visitor.Site.Services;
        await services.GetRequiredService<Db>().WriteAsync(
            tx => services.GetRequiredService<AccountStore>().GrantAdminAsync(tx, address), CancellationToken.None);
        return other;
    }

    private static async Task AccountOfAsync(this Visitor visitor, Member member, Func<IServiceProvider, Account, Task> act)
    {
        EmailAddress.TryParse(member.Email, out var address);
        var services = visitor.Site.Services;
        var account = await services.GetRequiredService<Db>().ReadAsync(
            session => services.GetRequiredService<AccountStore>().FindByEmailAsync(session, address), CancellationToken.None);
        await act(services, account!);
    }

    private static Member NewPerson() => new("Ada Example", NewAddress());

    private static string NewAddress() => $"ada-{Interlocked.Increment(ref _people)}@example.org";
}

/// <summary>A member who has signed in once, whose browser's cookies each state that wants a member begins with.</summary>
public sealed class SignedInMember
{
    private string? _cookies;

    /// <summary>The cookies, as Playwright keeps them; the first call registers and signs in.</summary>
    public async Task<string> CookiesAsync(Func<Task<Visitor>> arrive)
    {
        if (_cookies is null)
        {
            var member = new Member("Ada Example", "member@example.org");
            var visitor = (await arrive()).Expecting(422);
            await visitor.EnrolAsync(member, Pictures.Ada);
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.WithFileAsync(member.Email, Pictures.Stranger);
            await Expect(visitor.SignIn.Refusal).ToBeVisibleAsync();
            await visitor.SignInAsync(member, Pictures.AdaAgain);
            _cookies = await visitor.Context.StorageStateAsync();
        }
        return _cookies;
    }
}
