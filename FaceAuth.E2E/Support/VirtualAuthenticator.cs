using System.Text.Json;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// Chromium's own authenticator, which answers in its owner's place: built into the device, keeps passkeys, and has checked
/// its owner unless it is told otherwise.
/// </summary>
public sealed class VirtualAuthenticator
{
    private readonly ICDPSession _browser;
    private readonly string _id;

    private VirtualAuthenticator(ICDPSession browser, string id) => (_browser, _id) = (browser, id);

    /// <summary>Gives the visitor's page one.</summary>
    public static async Task<VirtualAuthenticator> OfAsync(Visitor visitor)
    {
        var browser = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        await browser.SendAsync("WebAuthn.enable");
        var added = await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualAuthenticator(browser, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>How many passkeys it keeps.</summary>
    public async Task<int> CountAsync()
    {
        var answer = await _browser.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _id });
        return answer!.Value.GetProperty("credentials").EnumerateArray().Count();
    }

    /// <summary>Whether the finger or face that it is shown is its owner's.</summary>
    public Task ShowOwnerAsync(bool isOwner) => _browser.SendAsync(
        "WebAuthn.setUserVerified", new() { ["authenticatorId"] = _id, ["isUserVerified"] = isOwner });
}
