using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>Sessions, remembered devices, and when a code is asked for.</summary>
public sealed class DevicesPage(IPage page)
{
    public const string Path = "/account/devices";

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Devices and sessions" });

    /// <summary>The sessions, without the table's head.</summary>
    public ILocator Sessions => Rows("Sessions");

    /// <summary>The remembered devices, without the table's head.</summary>
    public ILocator Devices => Rows("Remembered devices");

    public ILocator ThisDevice => Devices.Filter(new() { HasText = "This device" });

    public ILocator OtherDevices => Devices.Filter(new() { HasNotText = "This device" });

    public ILocator OtherSessions => Sessions.Filter(new() { HasNotText = "This session" });

    public ILocator OpenAgain => page.GetByRole(AriaRole.Button, new() { Name = "Open again" });

    public ILocator ForgetOthers => page.GetByRole(AriaRole.Button, new() { Name = "Forget all other devices" });

    public ILocator EndOthers => page.GetByRole(AriaRole.Button, new() { Name = "End all other sessions" });

    public ILocator AtEverySignIn => page.GetByRole(AriaRole.Radio, new() { Name = "At every sign-in" });

    public ILocator OnNewDevices => page.GetByRole(AriaRole.Radio, new() { Name = "On new devices" });

    public ILocator Save => page.GetByRole(AriaRole.Button, new() { Name = "Save" });

    /// <summary>The button of a row that forgets its device.</summary>
    public static ILocator Forget(ILocator row) => row.GetByRole(AriaRole.Button, new() { Name = "Forget" });

    /// <summary>The button of a row that approves its device.</summary>
    public static ILocator Approve(ILocator row) => row.GetByRole(AriaRole.Button, new() { Name = "Approve" });

    /// <summary>The button of a row that ends its session.</summary>
    public static ILocator End(ILocator row) => row.GetByRole(AriaRole.Button, new() { Name = "End the session" });

    private ILocator Rows(string region) =>
        page.GetByRole(AriaRole.Region, new() { Name = region }).GetByRole(AriaRole.Row)
            .Filter(new() { Has = page.GetByRole(AriaRole.Rowheader) });
}
