using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.E2E.PageObjects;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault.Transfer;
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

    private const string SomebodysRecoveryCode = "000000-000000-000000-000000";

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
        new("welcome", visitor => visitor.JoinAsync(NewPerson(), Pictures.Ada)),
        new("signed-out", visitor => visitor.EnrolAsync(NewPerson(), Pictures.Ada)),

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
        new("passkeys", visitor => visitor.GoAsync(PasskeysPage.Path), SignedIn: true),
        new("passkeys-added", async visitor =>
        {
            await VirtualAuthenticator.OfAsync(visitor);
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync(PasskeysPage.Path);
            await visitor.Passkeys.Name.FillAsync("My laptop");
            await visitor.Passkeys.Add.ClickAsync();
            await Expect(visitor.Passkeys.Of("My laptop")).ToBeVisibleAsync();
        }),
        new("passkey-confirm", visitor => visitor.GoAsync("/account/confirm/passkey"), SignedIn: true),
        new("passkey-sign-in", visitor => visitor.GoAsync("/account/sign-in/passkey")),
        new("passkey-sign-in-without-script", visitor => visitor.GoAsync("/account/sign-in/passkey"), Script: false),
        new("delete", visitor => visitor.GoAsync(DeletePage.Path), SignedIn: true),
        new("delete-nothing-filled", async visitor =>
        {
            await visitor.GoAsync(DeletePage.Path);
            await visitor.Delete.Send.ClickAsync();
            await Expect(visitor.Page.GetByText("Tick the box")).ToBeVisibleAsync();
        }, SignedIn: true),

        new("sign-in-code", visitor => visitor.AtTheCodeAsync(NewPerson())),
        new("sign-in-code-wrong", async visitor =>
        {
            await visitor.Expecting(422).AtTheCodeAsync(NewPerson());
            await visitor.SignInCode.FinishAsync(SomebodysCode);
            await Expect(visitor.Page.GetByText("This is not the code. You have 4 more tries.")).ToBeVisibleAsync();
        }),
        new("sign-in-code-sent-again", async visitor =>
        {
            await visitor.AtTheCodeAsync(NewPerson());
            await visitor.SignInCode.SendAnother.ClickAsync();
            await Expect(visitor.Page.GetByText("A new e-mail is on its way.")).ToBeVisibleAsync();
        }),
        new("sign-in-link", async visitor =>
        {
            var person = NewPerson();
            await visitor.AtTheCodeAsync(person);
            await visitor.FollowAsync(person, Mails.Code, "/account/sign-in/link/");
            await Expect(visitor.SignInLink.Yes).ToBeVisibleAsync();
        }),
        new("sign-in-link-elsewhere", async visitor =>
        {
            var person = NewPerson();
            await visitor.AtTheCodeAsync(person);
            await visitor.Context.ClearCookiesAsync();
            await visitor.FollowAsync(person, Mails.Code, "/account/sign-in/link/");
            await Expect(visitor.SignInLink.StopIt).ToBeVisibleAsync();
        }),
        new("sign-in-link-over", async visitor =>
        {
            await visitor.GoAsync("/account/sign-in/link/nothing");
            await Expect(visitor.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();
        }),
        new("sign-in-picture-used-before", async visitor =>
        {
            var person = NewPerson();
            await visitor.Expecting(422).EnrolAsync(person, Pictures.Ada);
            await visitor.SignInAsync(person, Pictures.AdaAgain);
            await visitor.SignOutAsync();
            await visitor.SignIn.WithFileAsync(person.Email, Pictures.AdaAgain);
            await Expect(visitor.Page.GetByText("This picture was used before")).ToBeVisibleAsync();
        }),

        new("recover", visitor => visitor.GoAsync(RecoverPage.Path)),
        new("recover-without-script", visitor => visitor.GoAsync(RecoverPage.Path), Script: false),
        new("recover-no-code", async visitor =>
        {
            await visitor.GoAsync(RecoverPage.Path);
            await visitor.Recover.WithCodeAsync("nobody@example.org", "123456");
            await Expect(visitor.Page.GetByText("A recovery code has 24 letters and digits")).ToBeVisibleAsync();
        }),
        new("recover-nothing-filled", async visitor =>
        {
            await visitor.GoAsync(RecoverPage.Path);
            await visitor.Recover.GoOn.ClickAsync();
            await Expect(visitor.Page.GetByText("Enter one of your recovery codes.")).ToBeVisibleAsync();
        }),
        new("recover-refused", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(RecoverPage.Path);
            await visitor.Recover.WithCodeAsync("nobody@example.org", SomebodysRecoveryCode);
            await Expect(visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "could not sign you in" })).ToBeVisibleAsync();
        }),
        new("recovery-codes-none", visitor => visitor.GoAsync(RecoveryCodesPage.Path), SignedIn: true),
        new("recovery-codes-made", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.RecoveryCodes.MakeAsync();
        }),
        new("recovery-codes-left", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.RecoveryCodes.MakeAsync();
            await visitor.GoAsync(RecoveryCodesPage.Path);
            await Expect(visitor.Page.GetByText("10 codes left")).ToBeVisibleAsync();
        }),
        new("step-up", visitor => visitor.GoAsync($"{StepUpPage.Path}?next={RecoveryCodesPage.Path}"), SignedIn: true),
        new("step-up-refused", async visitor =>
        {
            await visitor.Expecting(422).GoAsync(StepUpPage.Path);
            await visitor.StepUp.WithFileAsync(Shots.Of(Pictures.StrangersFace));
            await Expect(visitor.Page.GetByText("This photo does not match yours.")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("hold", async visitor =>
        {
            await visitor.OnHoldAsync(NewPerson());
            await visitor.GoAsync(DeletePage.Path);
            await Expect(visitor.Hold.Heading).ToBeVisibleAsync();
        }),
        new("hold-wrong-code", async visitor =>
        {
            await visitor.Expecting(422).OnHoldAsync(NewPerson());
            await visitor.GoAsync(HoldPage.Path);
            await visitor.Hold.Code.FillAsync(SomebodysRecoveryCode);
            await visitor.Hold.End.ClickAsync();
            await Expect(visitor.Hold.Code).ToHaveAccessibleDescriptionAsync(new Regex("This is not one of your recovery codes"));
        }),

        new("devices", visitor => visitor.GoAsync(DevicesPage.Path), SignedIn: true),
        new("devices-on-hold", async visitor =>
        {
            await visitor.OnHoldAsync(NewPerson());
            await visitor.GoAsync(DevicesPage.Path);
            await Expect(visitor.Page.GetByText("forgets no other device")).ToBeVisibleAsync();
        }),
        new("devices-one-to-approve", async visitor =>
        {
            var person = NewPerson();
            await visitor.OnHoldAsync(person, thenAtHome: true);
            await visitor.CloseNewDevicesAsync(person);
            await visitor.GoAsync(DevicesPage.Path);
            await Expect(DevicesPage.Approve(visitor.Devices.OtherDevices)).ToBeVisibleAsync();
            await Expect(visitor.Devices.OpenAgain).ToBeVisibleAsync();
        }),
        new("not-me", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.SignInAsync(person, Pictures.AdaAgain);
            await visitor.FollowAsync(person, Mails.SignedIn, "/account/not-me/");
            await Expect(visitor.NotMe.EndItAll).ToBeVisibleAsync();
        }),
        new("not-me-registration", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.FollowAsync(person, Mails.Welcome, "/account/not-me/");
            await Expect(visitor.NotMe.CloseTheAccount).ToBeVisibleAsync();
        }),
        new("not-me-done", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.SignInAsync(person, Pictures.AdaAgain);
            await visitor.FollowAsync(person, Mails.SignedIn, "/account/not-me/");
            await visitor.NotMe.EndItAll.ClickAsync();
            await Expect(visitor.NotMe.Done).ToBeVisibleAsync();
        }),
        new("not-me-refused", async visitor =>
        {
            var person = NewPerson();
            await visitor.RefusedAsync(person);
            await visitor.FollowAsync(person, Mails.Refused, "/account/not-me/");
            await Expect(visitor.NotMe.AskForACode).ToBeVisibleAsync();
        }),
        new("not-me-refused-done", async visitor =>
        {
            var person = NewPerson();
            await visitor.RefusedAsync(person);
            await visitor.FollowAsync(person, Mails.Refused, "/account/not-me/");
            await visitor.NotMe.AskForACode.ClickAsync();
            await Expect(visitor.NotMe.Done).ToBeVisibleAsync();
        }),
        new("not-me-over", async visitor =>
        {
            await visitor.GoAsync("/account/not-me/nothing");
            await Expect(visitor.Page.GetByText("This link no longer works")).ToBeVisibleAsync();
        }),
        new("address", visitor => visitor.GoAsync(AddressPage.Path), SignedIn: true),
        new("address-codes", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtTheCodesForAsync(NewAddress());
        }),
        new("address-codes-wrong", async visitor =>
        {
            var (person, address) = (NewPerson(), NewAddress());
            await visitor.Expecting(422).JoinAsync(person, Pictures.Ada);
            await visitor.AtTheCodesForAsync(address);
            await visitor.Address.CodeSentTo(person.Email).FillAsync(SomebodysCode);
            await visitor.Address.CodeSentTo(address).FillAsync(SomebodysCode);
            await visitor.Address.Change.ClickAsync();
            await Expect(visitor.Page.GetByText("These are not the two codes that we mailed.")).ToBeVisibleAsync();
        }),

        new("vault-empty", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync(VaultPage.Path);
            await Expect(visitor.Page.GetByText("There is nothing in it yet.")).ToBeVisibleAsync();
        }),
        new("vault", async visitor =>
        {
            await visitor.WithEntriesAsync();
            await visitor.GoAsync(VaultPage.Path);
            await Expect(visitor.Vault.Entry("Bank of Examples").First).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-nothing-found", async visitor =>
        {
            await visitor.WithEntriesAsync();
            await visitor.GoAsync(VaultPage.Path);
            await visitor.Vault.Search.FillAsync("zebra");
            await Expect(visitor.Page.GetByText("No entry fits.")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-new", visitor => visitor.GoAsync("/vault/new"), SignedIn: true),
        new("vault-new-nothing-filled", async visitor =>
        {
            await visitor.GoAsync("/vault/new");
            await visitor.Vault.Keep.ClickAsync();
            await Expect(visitor.Page.GetByText("Give the entry a name")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-password-made", async visitor =>
        {
            await visitor.GoAsync("/vault/new");
            await visitor.Vault.MakeAPassword.ClickAsync();
            await visitor.Vault.MakeOne.ClickAsync();
            await Expect(visitor.Page.GetByText("very strong")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-entry", visitor => visitor.AtAnEntryAsync(), SignedIn: true),
        new("vault-edit", async visitor =>
        {
            await visitor.AtAnEntryAsync();
            await visitor.Entry.Change.ClickAsync();
            await Expect(visitor.Vault.Save).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-history", async visitor =>
        {
            await visitor.AtAnEntryAsync();
            await visitor.Entry.History.ClickAsync();
            await Expect(visitor.Page.GetByText("Current").First).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-bin", async visitor =>
        {
            await visitor.AtAnEntryAsync();
            await visitor.Entry.IntoTheBin.ClickAsync();
            await visitor.GoAsync("/vault/bin");
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Take" }).First).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-reveal", async visitor =>
        {
            await visitor.AtAnEntryAsync();
            await visitor.Entry.Reveal("password").ClickAsync();
            await Expect(visitor.Entry.CheckMyFace).ToBeVisibleAsync();
        }, SignedIn: true),
        // Members of their own: a face that is recognised gives the session a new identifier.
        new("vault-it-is-you", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtAnEntryAsync();
            await visitor.Entry.Reveal("password").ClickAsync();
            await visitor.Entry.ProveAsync(Pictures.AdaNow);
        }),
        new("vault-shown", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtAnEntryAsync();
            await visitor.Entry.RevealAsync("password", Pictures.AdaNow);
        }),
        new("vault-shown-code", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtAnEntryAsync();
            await visitor.Entry.RevealAsync("one-time code", Pictures.AdaNow);
        }),
        new("vault-shown-before", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtAnEntryAsync();
            await visitor.Entry.RevealAsync("password", Pictures.AdaNow);
            await visitor.GoAsync(new Uri(visitor.Page.Url).AbsolutePath);
            await Expect(visitor.Entry.Over).ToBeVisibleAsync();
        }),

        new("vault-import", visitor => visitor.GoAsync(TransferPage.ImportPath), SignedIn: true),
        new("vault-import-refused", async visitor =>
        {
            await visitor.Expecting(422).Transfer.ReadAsync("name,url,username,password\nMail,https://mail.example,ada,secret\nBank,https://bank.example,ada\nShop,https://shop.example\n", "chrome.csv");
            await Expect(visitor.Page.GetByText("Line 3")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("vault-import-passphrase", async visitor =>
        {
            var locked = BitwardenJsonWriter.WriteEncrypted([new TransferEntry { Name = "Mail", Password = "secret" }], "correct horse battery staple");
            await visitor.Expecting(422).Transfer.ReadAsync(Encoding.UTF8.GetString(locked.Content), "bitwarden.json");
            await Expect(visitor.Transfer.Passphrase).ToHaveAccessibleDescriptionAsync(new Regex("passphrase", RegexOptions.IgnoreCase));
        }, SignedIn: true),
        new("vault-import-preview", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.Vault.AddAsync("Bank of Examples", "ada@bank.example", "secret");
            await visitor.Transfer.ReadAsync(TransferPage.BitwardenFile, "bitwarden.json");
            await Expect(visitor.Transfer.PreviewHeading).ToBeVisibleAsync();
        }),
        new("vault-import-preview-without-script", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.Transfer.ReadAsync("name,url,username,password\nMail,https://mail.example,ada,secret\n", "chrome.csv");
            await Expect(visitor.Transfer.PreviewHeading).ToBeVisibleAsync();
        }, Script: false),
        new("vault-export", visitor => visitor.GoAsync(TransferPage.ExportPath), SignedIn: true),
        new("vault-export-file", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.Transfer.ProveAsync(Pictures.AdaNow);
        }),
        new("vault-export-wrong", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.Transfer.ProveAsync(Pictures.AdaNow);
            await visitor.Transfer.ForTheFile.FillAsync("too short");
            await visitor.Transfer.Make.ClickAsync();
            await Expect(visitor.Page.GetByText("Choose at least 15 characters")).ToBeVisibleAsync();
        }),
        new("vault-export-used", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.Transfer.ProveAsync(Pictures.AdaNow);
            await visitor.Transfer.PlainJson.CheckAsync();
            await visitor.Transfer.IKnow.CheckAsync();
            await visitor.Transfer.DownloadAsync();
            await visitor.Page.ReloadAsync();
            await Expect(visitor.Transfer.Over).ToBeVisibleAsync();
        }),

        new("rotation-by-hand", async visitor =>
        {
            await visitor.AtAnEntryAsync();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Rotation", Exact = true }).ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Changed by hand" })).ToBeVisibleAsync();
        }, SignedIn: true),
        new("rotation-planned", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.WithAPlanAsync();
            await Expect(visitor.Rotation.RotateNow).ToBeVisibleAsync();
        }),
        new("rotation-shown-in-session", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.WithAPlanAsync();
            await visitor.GoAsync(RotationPage.PathFrom(visitor.Page.Url).Replace("/rotation", "", StringComparison.Ordinal));
            await visitor.Entry.RevealAsync("password", Pictures.AdaNow);
            await visitor.GoAsync("/vault");
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change it now" })).ToBeVisibleAsync();
        }),
        new("rotation-shown-is-changed", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.WithAPlanAsync();
            await visitor.GoAsync(RotationPage.PathFrom(visitor.Page.Url).Replace("/rotation", "", StringComparison.Ordinal));
            await visitor.Entry.RevealAsync("password", Pictures.AdaNow);
            await visitor.GoAsync("/vault");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change it now" }).ClickAsync();
            await Expect(visitor.Page.GetByText("One rotation has begun.")).ToBeVisibleAsync();
        }),
        new("rotation-held", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.WithAPlanAsync();
            await visitor.Db().WriteAsync(tx => tx.ExecuteAsync(
                "UPDATE rotation_plans SET held_at = @Now WHERE entry_id = @Entry",
                new { Now = visitor.Site.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Entry = RotationPage.PathFrom(visitor.Page.Url).Split('/')[2] }), CancellationToken.None);
            await visitor.Page.ReloadAsync();
            await Expect(visitor.Page.GetByText("Held", new() { Exact = true })).ToBeVisibleAsync();
        }),
        new("rotation-done", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.WithAPlanAsync();
            await visitor.Rotation.RotateAsync(1);
        }),
        new("rotation-running", async visitor =>
        {
            var person = NewPerson();
            await visitor.JoinAsync(person, Pictures.Ada);
            await visitor.WithARotationAsync(person, RotationState.Applying);
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Under way" })).ToBeVisibleAsync();
        }),
        new("rotation-needs-you", async visitor =>
        {
            var person = NewPerson();
            await visitor.JoinAsync(person, Pictures.Ada);
            await visitor.WithARotationAsync(person, RotationState.Attention);
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
        }),
        new("rotation-steps", async visitor =>
        {
            var person = NewPerson();
            await visitor.JoinAsync(person, Pictures.Ada);
            var rotation = await visitor.WithARotationAsync(person, RotationState.Attention);
            await visitor.GoAsync($"{new Uri(visitor.Page.Url).AbsolutePath}/{rotation}");
            await Expect(visitor.Rotation.Steps).ToHaveCountAsync(4);
        }),
        new("rotation-settings", async visitor =>
        {
            await visitor.AtTheSettingsAsync();
            await visitor.RotationSettings.MySql.CheckAsync();
            await Expect(visitor.RotationSettings.HostPart).ToBeVisibleAsync();
            await Expect(visitor.RotationSettings.SigningKey).ToBeHiddenAsync();
        }, SignedIn: true),
        new("rotation-settings-by-hand", visitor => visitor.AtTheSettingsAsync(), SignedIn: true),
        new("rotation-settings-webhook", async visitor =>
        {
            await visitor.AtTheSettingsAsync();
            await visitor.RotationSettings.Webhook.CheckAsync();
            await Expect(visitor.RotationSettings.SigningKey).ToBeVisibleAsync();
        }, SignedIn: true),
        new("rotation-settings-times", async visitor =>
        {
            await visitor.AtTheSettingsAsync();
            await visitor.RotationSettings.VaultOnly.CheckAsync();
            await visitor.RotationSettings.ByCron.CheckAsync();
            await visitor.RotationSettings.Cron.FillAsync("0 3 * * 1");
            await visitor.RotationSettings.ShowTheNextTimes.ClickAsync();
            await Expect(visitor.Page.GetByText("Nothing is saved yet.")).ToBeVisibleAsync();
        }, SignedIn: true),
        new("rotation-settings-wrong", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.AtAnEntryAsync();
            await visitor.RotationSettings.OpenAsync();
            await visitor.RotationSettings.PostgreSql.CheckAsync();
            await visitor.RotationSettings.ByCron.CheckAsync();
            await visitor.RotationSettings.Cron.FillAsync("* * * * *");
            await visitor.RotationSettings.Save.ClickAsync();
            await Expect(visitor.Page.GetByText("more often than once an hour").First).ToBeVisibleAsync();
        }),
        new("rotation-settings-without-script", async visitor =>
        {
            await visitor.AtTheSettingsAsync();
            await Expect(visitor.RotationSettings.Save).ToBeVisibleAsync();
        }, SignedIn: true, Script: false),
        new("admin-rotations", async visitor =>
        {
            var person = NewPerson();
            await visitor.AdministratorAsync(person);
            await visitor.WithARotationAsync(person, RotationState.Attention);
            await visitor.GoAsync("/admin/rotations");
            await Expect(visitor.Page.GetByRole(AriaRole.Rowheader, new() { Name = person.Email })).ToBeVisibleAsync();
        }),
        new("admin-jobs", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync("/admin/jobs");
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run now: Deliver mail" })).ToBeVisibleAsync();
        }),
        new("admin-job-pause", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync("/admin/jobs/disowned-reveals/pause");
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Pause the job" })).ToBeVisibleAsync();
        }),
        new("admin-targets", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.Targets.AllowAsync($"db{Interlocked.Increment(ref _people)}.example.org", 3306);
            await visitor.Targets.AllowAsync("127.0.0.1", 5432, withoutTls: true);
        }),
        new("admin-target-wrong", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync("/admin/targets/new");
            await visitor.Targets.AllowIt.ClickAsync();
            await Expect(visitor.Page.GetByText("Enter a name such as")).ToBeVisibleAsync();
        }),

        new("people", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync(PeoplePage.Path);
            await Expect(visitor.People.Heading).ToBeVisibleAsync();
        }),
        new("people-reset", async visitor =>
        {
            await visitor.AtTheResetOfAsync(NewPerson());
        }),
        new("people-close", async visitor =>
        {
            var person = NewPerson();
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync(PeoplePage.Path);
            await visitor.People.Close(person.Email).ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Close the account" })).ToBeVisibleAsync();
        }),
        new("ledger", async visitor =>
        {
            await visitor.AdministratorAsync(NewPerson());
            await visitor.GoAsync("/admin/ledger");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
            await Expect(visitor.Page.GetByText("The ledger is whole")).ToBeVisibleAsync();
        }),
        new("ledger-of-a-member", async visitor =>
        {
            await visitor.JoinAsync(NewPerson(), Pictures.Ada);
            await visitor.GoAsync("/account/ledger");
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "What was done" })).ToBeVisibleAsync();
            await Expect(visitor.Page.GetByText("Account made")).ToBeVisibleAsync();
        }),
        new("reset", async visitor =>
        {
            var person = NewPerson();
            await visitor.AtTheResetOfAsync(person);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset and mail the link" }).ClickAsync();
            await Expect(visitor.People.Heading).ToBeVisibleAsync();
            await visitor.FollowAsync(person, Mails.Reset, "/account/reset/");
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Add new photos" })).ToBeVisibleAsync();
        }),
        new("reset-over", async visitor =>
        {
            await visitor.GoAsync("/account/reset/nothing");
            await Expect(visitor.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();
        }),

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
        new("mail-with-code", async visitor =>
        {
            var person = NewPerson();
            await visitor.AtTheCodeAsync(person);
            await visitor.Mailbox.OpenAsync(person.Email, Mails.Code);
        }),
        new("mail-as-html", visitor => visitor.AsHtmlAsync(Mails.Confirm, person => visitor.BeginWithPhotosAsync(person, Pictures.Ada)), Script: false),
        new("mail-with-code-as-html", visitor => visitor.AsHtmlAsync(Mails.Code, visitor.AtTheCodeAsync), Script: false),
        new("mail-of-sign-in-as-html", visitor => visitor.AsHtmlAsync(Mails.SignedIn, person => visitor.OnHoldAsync(person)), Script: false),
        new("mail-of-refusal-as-html", visitor => visitor.AsHtmlAsync(Mails.Refused, visitor.RefusedAsync), Script: false),
        new("mail-of-undoing-as-html", visitor => visitor.AsHtmlAsync(Mails.Disowned, async person =>
        {
            await visitor.EnrolAsync(person, Pictures.Ada);
            await visitor.SignInAsync(person, Pictures.AdaAgain);
            await visitor.FollowAsync(person, Mails.SignedIn, "/account/not-me/");
            await visitor.NotMe.EndItAll.ClickAsync();
            await Expect(visitor.NotMe.Done).ToBeVisibleAsync();
        }), Script: false),
    ];

    // The first factor, in a browser that is not remembered.
    private static async Task AtTheCodeAsync(this Visitor visitor, Member person)
    {
        await visitor.EnrolAsync(person, Pictures.Ada);
        await visitor.Context.ClearCookiesAsync();
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync(person.Email, Pictures.AdaAgain);
        await Expect(visitor.SignInCode.Heading).ToBeVisibleAsync();
    }

    // Signed in and remembered on a second device; or on the first one, beside that.
    private static async Task OnHoldAsync(this Visitor visitor, Member person, bool thenAtHome = false)
    {
        await visitor.EnrolAsync(person, Pictures.Ada);
        var home = await visitor.Context.CookiesAsync();
        await visitor.Context.ClearCookiesAsync();
        await visitor.SignInWithCodeAsync(person, Pictures.AdaAgain, remember: true);
        if (!thenAtHome)
            return;
        await visitor.Context.ClearCookiesAsync();
        await visitor.Context.AddCookiesAsync(home.Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = true,
        }));
        await visitor.SignInAsync(person, Pictures.AdaNow);
    }

    private static async Task RefusedAsync(this Visitor visitor, Member person)
    {
        await visitor.Expecting(422).EnrolAsync(person, Pictures.Ada);
        await visitor.SignIn.WithFileAsync(person.Email, Pictures.Stranger);
        await Expect(visitor.Page.GetByText("This photo does not match yours.")).ToBeVisibleAsync();
    }

    private static async Task AtTheCodesForAsync(this Visitor visitor, string address)
    {
        await visitor.GoAsync(AddressPage.Path);
        await visitor.Address.Email.FillAsync(address);
        await visitor.Address.SendTheCodes.ClickAsync();
        await Expect(visitor.Address.CodeSentTo(address)).ToBeVisibleAsync();
    }

    /// <summary>Goes to what a picture of the README shows: no face is in any.</summary>
    public static async Task ForTheReadmeAsync(Visitor visitor, string picture)
    {
        if (picture == "sign-in")
        {
            await visitor.GoAsync(SignInPage.Path);
            await visitor.SignIn.Email.FillAsync("ada@example.org");
            await visitor.SignIn.Heading.ClickAsync();
            return;
        }
        var person = NewPerson();
        await visitor.JoinAsync(person, Pictures.Ada);
        if (picture == "rotation")
        {
            await visitor.Vault.AddAsync("Reports", "reports", "correct horse battery staple");
            await visitor.RotationSettings.OpenAsync();
            await visitor.RotationSettings.AtMariaDbAsync("db.example.org", 3306);
            await visitor.RotationSettings.SaveAsync();
            await visitor.InAStateAsync(
                person, TargetKind.MySql, RotationState.Tried, RotationState.Stored, RotationState.Applying, RotationState.Applied, RotationState.Tried);
            await Expect(visitor.Rotation.Steps).ToHaveCountAsync(5);
            return;
        }
        await visitor.Vault.AddAsync("Bank of Examples", "ada@bank.example", "correct horse battery staple", "money, daily");
        if (picture == "secret")
        {
            await visitor.Entry.RevealAsync("password", Pictures.AdaNow);
            return;
        }
        await visitor.Vault.AddAsync("Forum of Examples", "ada", "x", "daily");
        await visitor.Vault.AddAsync("Railway", "ada@example.org", "x", "travel");
        await visitor.Vault.AddAsync("Town library", "1234 5678", "x", "town");
        await visitor.GoAsync(VaultPage.Path);
        await Expect(visitor.Vault.Entry("Town library")).ToBeVisibleAsync();
    }

    private static async Task AtAnEntryAsync(this Visitor visitor)
    {
        await visitor.Vault.AddAsync("Bank of Examples", "ada@bank.example", "correct horse battery staple", "money, daily", "The card’s number is in the drawer.", "JBSWY3DPEHPK3PXP");
        // Without the message that it is kept.
        await visitor.GoAsync(visitor.Page.Url);
    }

    private static async Task WithAPlanAsync(this Visitor visitor)
    {
        await visitor.AtAnEntryAsync();
        await visitor.RotationSettings.OpenAsync();
        await visitor.RotationSettings.VaultOnly.CheckAsync();
        await visitor.RotationSettings.SaveAsync();
    }

    // Without a proof, which would give the session of all these states a new identifier.
    private static async Task AtTheSettingsAsync(this Visitor visitor)
    {
        await visitor.AtAnEntryAsync();
        await visitor.GoAsync($"{RotationPage.PathFrom(visitor.Page.Url)}/settings");
    }

    private static async Task<string> WithARotationAsync(this Visitor visitor, Member person, RotationState state)
    {
        await visitor.WithAPlanAsync();
        return await visitor.InAStateAsync(person, TargetKind.VaultOnly, state, RotationState.Stored, RotationState.Applying);
    }

    // As it is in the middle of one; nobody works on it, because it is somebody else's for an hour.
    private static async Task<string> InAStateAsync(
        this Visitor visitor, Member person, TargetKind kind, RotationState state, params RotationState[] steps)
    {
        var services = visitor.Site.Services;
        var store = services.GetRequiredService<RotationStore>();
        EmailAddress.TryParse(person.Email, out var email).ShouldBeTrue();
        var path = RotationPage.PathFrom(visitor.Page.Url);
        var id = RotationId.New().ToString();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        var account = (await visitor.Db().ReadAsync(
            session => services.GetRequiredService<AccountStore>().FindByEmailAsync(session, email), CancellationToken.None)).ShouldNotBeNull();
        var row = new RotationRow
        {
            Id = id, AccountId = account.Id, EntryId = path.Split('/')[2], Kind = kind.ToString(), HostKey = "", Cause = nameof(RotationCause.Request),
            State = state.ToString(), Candidate = 2, DueAt = now + 3_600_000, CreatedAt = now,
        };
        await visitor.Db().WriteAsync(async tx =>
        {
            (await store.TryInsertAsync(tx, row)).ShouldBeTrue();
            await tx.ExecuteAsync(
                "UPDATE rotations SET lease_id = @Lease, leased_until = @Until, fault = @Fault, fault_code = @Code WHERE id = @id",
                new
                {
                    id, Lease = state == RotationState.Attention ? null : "another", Until = state == RotationState.Attention ? (long?)null : now + 3_600_000,
                    Fault = state == RotationState.Attention ? nameof(TargetFaultKind.NoneAccepted) : null, Code = state == RotationState.Attention ? "1045" : null,
                });
        }, CancellationToken.None);
        // A transaction for each step, as a rotation goes.
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, at) = (steps[i].ToString(), now + (40 * i));
            await visitor.Db().WriteAsync(tx => store.NoteAsync(tx, row, step, 0, null, at), CancellationToken.None);
        }
        if (state == RotationState.Attention)
        {
            var fault = new TargetFault(TargetFaultKind.NoneAccepted, "1045");
            await visitor.Db().WriteAsync(tx => store.NoteAsync(tx, row, nameof(RotationState.Attention), 9, fault, now + 900), CancellationToken.None);
        }
        await visitor.GoAsync(path);
        return id;
    }

    private static async Task WithEntriesAsync(this Visitor visitor)
    {
        await visitor.Vault.AddAsync("Bank of Examples", "ada@bank.example", "correct horse battery staple", "money, daily");
        await visitor.Vault.AddAsync("Forum for people who like very long names of things, and of other things besides", "ada", "x", "daily");
        await visitor.Vault.AddAsync("Library", "1234 5678", "", "town");
    }

    private static Task AdministratorAsync(this Visitor visitor, Member person) => visitor.JoinAsAdministratorAsync(person, Pictures.Ada);

    private static async Task AtTheResetOfAsync(this Visitor visitor, Member person)
    {
        await visitor.EnrolAsync(person, Pictures.Ada);
        await visitor.AdministratorAsync(NewPerson());
        await visitor.GoAsync(PeoplePage.Path);
        await visitor.People.Reset(person.Email).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset and mail the link" })).ToBeVisibleAsync();
    }

    // What thirty tries with half a minute between them would do.
    private static async Task CloseNewDevicesAsync(this Visitor visitor, Member person)
    {
        var services = visitor.Site.Services;
        EmailAddress.TryParse(person.Email, out var email).ShouldBeTrue();
        await visitor.Db().WriteAsync(async tx =>
        {
            var account = await services.GetRequiredService<AccountStore>().FindByEmailAsync(tx, email);
            for (var i = 0; i < 30; i++)
                await services.GetRequiredService<FailureStore>().CountAsync(
                    tx, account!.Id, SignInWay.NewDevice, visitor.Site.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        }, CancellationToken.None);
    }

    private static Db Db(this Visitor visitor) => visitor.Site.Services.GetRequiredService<Db>();

    private static async Task FollowAsync(this Visitor visitor, Member person, string subject, string link)
    {
        await visitor.Mailbox.OpenAsync(person.Email, subject);
        await visitor.GoAsync(await visitor.Mailbox.LinkAsync(link));
    }

    private static async Task AsHtmlAsync(this Visitor visitor, string subject, Func<Member, Task> cause)
    {
        var person = NewPerson();
        await cause(person);
        await visitor.Mailbox.OpenAsync(person.Email, subject);
        // The trace would run its own script there, and the sandbox refuses it as it refuses every script.
        visitor.ExpectingWords("Blocked script execution");
        await visitor.Mailbox.AsHtml.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Article, new() { Name = subject })).ToBeVisibleAsync();
    }

    private static Member NewPerson() => new("Ada Example", NewAddress());

    private static string NewAddress() => $"ada-{Interlocked.Increment(ref _people)}@example.org";
}

/// <summary>A member whose browser's cookies each state that wants a member begins with.</summary>
public sealed class SignedInMember
{
    // Some pages ask for a fresh proof after ten minutes; a slow machine takes longer for all states.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(6);

    private readonly Member _member = new("Ada Example", "member@example.org");
    private string? _cookies;
    private DateTimeOffset _signedInAt;

    /// <summary>
    /// The cookies, as Playwright keeps them, of a session that began lately; the first call registers.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="arrive">Opens a browser with these cookies, or with none.</param>
    public async Task<string> CookiesAsync(SiteUnderTest site, Func<string?, Task<Visitor>> arrive)
    {
        if (_cookies is not null && site.Clock.GetUtcNow() - _signedInAt < Fresh)
            return _cookies;
        var visitor = (await arrive(_cookies)).Expecting(422);
        if (_cookies is null)
        {
            await visitor.EnrolAsync(_member, Pictures.Ada);
            await visitor.SignIn.WithFileAsync(_member.Email, Pictures.Stranger);
            await Expect(visitor.Page.GetByText("This photo does not match yours.")).ToBeVisibleAsync();
        }
        else
        {
            await visitor.GoAsync(AccountPage.Path);
            await visitor.SignOutAsync();
        }
        await visitor.SignInAsync(_member, Pictures.AdaNow);
        _signedInAt = site.Clock.GetUtcNow();
        return _cookies = await visitor.Context.StorageStateAsync();
    }
}
