using System.Text.RegularExpressions;
using FaceAuth.E2E.PageObjects;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// What somebody sends who does without our pages: forms by hand, with the cookies of their browser. For what no button
/// offers, and for what is tried many times.
/// </summary>
public static partial class ByHand
{
    /// <summary>Sends a form; redirects are answers here and not followed.</summary>
    /// <param name="visitor">Whose browser.</param>
    /// <param name="address">Where to.</param>
    /// <param name="fields">The fields beside the token that every form carries.</param>
    public static async Task<IAPIResponse> PostAsync(this Visitor visitor, string address, params (string Name, string Value)[] fields)
    {
        // Every page that a member sees has a form: the one that signs out.
        var page = await (await visitor.Context.APIRequest.GetAsync(AccountPage.Path)).TextAsync();
        var form = visitor.Context.APIRequest.CreateFormData();
        form.Set(AntiforgeryField, Hidden(page, AntiforgeryField));
        foreach (var (name, value) in fields)
            form.Set(name, value);
        return await visitor.Context.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 });
    }

    /// <summary>Opens the sign-in form, to be sent once or several times.</summary>
    public static async Task<SignInForm> OpenSignInFormAsync(this Visitor visitor)
    {
        var page = await (await visitor.Context.APIRequest.GetAsync(SignInPage.Path)).TextAsync();
        return new SignInForm(visitor, Hidden(page, AntiforgeryField), Hidden(page, SignInForm.TokenField));
    }

    /// <summary>A page without what differs from one showing to the next: the tokens of its forms.</summary>
    public static string WithoutTokens(string page) => TokenValues().Replace(page, "$1");

    private const string AntiforgeryField = "__RequestVerificationToken";

    private static string Hidden(string page, string field) =>
        Regex.Match(page, $"name=\"{field}\"[^>]*value=\"([^\"]+)\"") is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"The page has no field {field}.");

    [GeneratedRegex("(name=\"(?:form|__RequestVerificationToken)\"[^>]*value=\")[^\"]*")]
    private static partial Regex TokenValues();

    /// <summary>The sign-in form, opened once.</summary>
    public sealed class SignInForm(Visitor visitor, string antiforgery, string token)
    {
        internal const string TokenField = "form";

        /// <summary>Sends it.</summary>
        public Task<IAPIResponse> SendAsync(string email, FilePayload photo)
        {
            var form = visitor.Context.APIRequest.CreateFormData();
            form.Set(AntiforgeryField, antiforgery);
            form.Set(TokenField, token);
            form.Set("Input.Email", email);
            form.Set("Input.Photos", photo);
            return visitor.Context.APIRequest.PostAsync(SignInPage.Path, new() { Multipart = form, MaxRedirects = 0 });
        }
    }
}
