using FaceAuth.Accounts;

namespace FaceAuth.Hosting;

/// <summary>Tells where a request comes from, in words its member understands.</summary>
public static class RequestOrigins
{
    // Order matters: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
         ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
         ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <summary>The origin of a request; the address is the one after trusted proxies.</summary>
    public static RequestOrigin Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return new RequestOrigin(address?.ToString() ?? "an unknown address", Device(context.Request.Headers.UserAgent.ToString()));
    }

    /// <summary>"Firefox on Linux"; what the header claims, which anybody can forge, so it is told and never relied on.</summary>
    public static string Device(string userAgent)
    {
        var browser = Browsers.FirstOrDefault(b => userAgent.Contains(b.Mark, StringComparison.Ordinal)).Name ?? "An unknown browser";
        var system = Systems.FirstOrDefault(s => userAgent.Contains(s.Mark, StringComparison.Ordinal)).Name;
        return system is null ? browser : $"{browser} on {system}";
    }
}
