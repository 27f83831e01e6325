using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace FaceAuth.Site;

/// <summary>What the site is called and where people reach it; configuration section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Site";

    /// <summary>
    /// The address people type, such as <c>https://faces.example.org</c>; a path is allowed. Links in mails are made from
    /// it and never from the Host header, which whoever sends the request chooses.
    /// </summary>
    [Required]
    public string PublicUrl { get; set; } = "http://localhost:5000";

    /// <summary>What mails call the site.</summary>
    [Required, StringLength(60)]
    public string Name { get; set; } = "FaceAuth";

    /// <summary>
    /// Addresses of the proxies in front of the site. Only their X-Forwarded-For and X-Forwarded-Proto are believed; with
    /// none, nobody's are.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>People reach the site over TLS.</summary>
    public bool IsHttps => PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Secure always under TLS; on a plain loopback address as the request is.</summary>
    public CookieSecurePolicy CookieSecurePolicy => IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>
    /// A cookie's full name. Under TLS with the prefix <c>__Host-</c>: browsers then refuse one that was set for a domain,
    /// another path, or without TLS (OWASP ASVS 5.0 3.3.1, 3.3.3).
    /// </summary>
    public string CookieName(string what) => IsHttps ? $"__Host-faceauth-{what}" : $"faceauth-{what}";

    /// <summary>The full address of a place on this site.</summary>
    /// <param name="path">Begins with <c>/</c>; may carry a query.</param>
    /// <exception cref="ArgumentException">The path does not stay on this site.</exception>
    public Uri Link(string path)
    {
        // "//host" and "/\host" would be another site's address to a browser.
        if (path is not ['/', ..] || path is ['/', '/' or '\\', ..])
            throw new ArgumentException("A link needs a path of this site, beginning with one slash.", nameof(path));
        return new Uri(PublicUrl.TrimEnd('/') + path);
    }
}

/// <summary>Checks <see cref="SiteOptions"/> beyond what annotations can say.</summary>
internal sealed class SiteOptionsValidator(IHostEnvironment environment) : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        const string key = $"{SiteOptions.Section}:{nameof(SiteOptions.PublicUrl)}";
        if (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || url.Host.Length == 0)
            return ValidateOptionsResult.Fail($"{key} must be an absolute http or https address.");
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            return ValidateOptionsResult.Fail($"{key} must be an address without a query, a fragment or a user name.");

        // A code or a link that goes over plain http can be read on its way. Loopback never leaves the machine, and in
        // Development a phone in the same room is a fair way to try the site.
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !environment.IsDevelopment())
            return ValidateOptionsResult.Fail($"{key} must begin with https:// unless its host is this machine.");
        // It goes into the subjects of mails, each of which would be refused for it.
        if (options.Name.Any(sign => char.GetUnicodeCategory(sign) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            return ValidateOptionsResult.Fail($"{SiteOptions.Section}:{nameof(SiteOptions.Name)} must be one line without invisible characters.");
        if (options.TrustedProxies.FirstOrDefault(proxy => !IPAddress.TryParse(proxy, out _)) is { } wrong)
            return ValidateOptionsResult.Fail($"{SiteOptions.Section}:{nameof(SiteOptions.TrustedProxies)} must hold network addresses; \"{wrong}\" is none.");
        return ValidateOptionsResult.Success;
    }
}
