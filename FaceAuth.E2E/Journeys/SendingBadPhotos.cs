using System.Text.RegularExpressions;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>A photo that cannot be used is answered with what is wrong with it, and nothing that was typed is lost.</summary>
public sealed class SendingBadPhotos(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    /// <summary>Photo, what the server says to it, and what a script says before anything is sent, where one can tell.</summary>
    private static readonly Dictionary<string, (FilePayload Photo, string Server, string? Script)> Bad = new()
    {
        ["a group"] = (Pictures.Group, "There are several faces in this photo.", null),
        ["a landscape"] = (Pictures.Landscape, "There is no face to be seen in this photo.", null),
        ["a letter"] = (Pictures.Text, "This is not a JPEG or PNG picture.", null),
        ["an empty file"] = (Pictures.Empty, "No photo arrived.", "“empty.jpg” is empty."),
        ["a file of more than 10 MB"] = (Pictures.TooLarge, "This photo is larger than 10 MB.", "“large.jpg” is larger than 10 MB."),
    };

    public static TheoryData<string> Kinds => [.. Bad.Keys];

    [BrowserTheory]
    [MemberData(nameof(Kinds))]
    public Task At_sign_in_without_a_script_the_server_says_what_is_wrong(string kind) => WalkAsync(async () =>
    {
        var visitor = (await ArriveAsync(script: false)).Expecting(422);
        await visitor.GoAsync(SignInPage.Path);
        await visitor.SignIn.WithFileAsync("ada@example.org", Bad[kind].Photo);

        await Expect(visitor.Page.GetByText(Bad[kind].Server)).ToBeVisibleAsync();
        await Expect(visitor.SignIn.Photo.Input).ToHaveAccessibleDescriptionAsync(new Regex(Regex.Escape(Bad[kind].Server)));
        await Expect(visitor.SignIn.Email).ToHaveValueAsync("ada@example.org");
    }, name: $"At sign-in, {kind}");

    [BrowserTheory]
    [MemberData(nameof(Kinds))]
    public Task At_registration_a_script_tells_before_sending_what_it_can_tell(string kind) => WalkAsync(async () =>
    {
        var visitor = (await ArriveAsync()).Expecting(422);
        await visitor.Register.BeginAsync("Ada Example", "ada@example.org");
        await visitor.Photos.First.ChooseAsync(Bad[kind].Photo);
        if (Bad[kind].Script is { } words)
        {
            await Expect(visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = words })).ToBeVisibleAsync();
            await Expect(visitor.Photos.First.Previews).ToHaveCountAsync(0);
        }
        else
        {
            await visitor.Photos.Check.ClickAsync();
            await Expect(visitor.Page.GetByText(Bad[kind].Server)).ToBeVisibleAsync();
        }

        // The registration goes on where it was.
        await visitor.Photos.AddFirstAsync(Pictures.Ada);
    }, name: $"At registration, {kind}");

    [BrowserFact]
    public Task A_photo_of_somebody_else_is_refused_beside_the_first_which_stays() => WalkAsync(async () =>
    {
        var visitor = (await ArriveAsync()).Expecting(422);
        await visitor.Register.BeginAsync("Ada Example", "ada@example.org");
        await visitor.Photos.AddFirstAsync(Pictures.Ada);
        await visitor.Photos.Another.ChooseAsync(Pictures.Stranger);
        await visitor.Photos.CheckAndAdd.ClickAsync();

        await Expect(visitor.Page.GetByText("All photos must show the same person.")).ToBeVisibleAsync();
        await Expect(visitor.Photos.Taken).ToHaveCountAsync(1);
    });
}
