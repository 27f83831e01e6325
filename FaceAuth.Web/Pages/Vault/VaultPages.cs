using FaceAuth.Accounts.Sessions;
using FaceAuth.Hosting;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Pages.Vault;

/// <summary>What the pages of the vault share.</summary>
internal static class VaultPages
{
    /// <summary>The member, their session and where the request comes from.</summary>
    public static VaultSession VaultSession(this HttpContext context) => new(
        context.User.AccountId(), context.User.SessionId(), context.User.SignInId(), context.User.DeviceId(), context.User.EndsAt(),
        RequestOrigins.Of(context));

    /// <summary>The field that an address names; null where it names none.</summary>
    public static SecretField? FieldOf(string? name) => name switch
    {
        "password" => SecretField.Password,
        "notes" => SecretField.Notes,
        "totp" => SecretField.Totp,
        _ => null,
    };

    /// <summary>How addresses name a field.</summary>
    public static string PathName(this SecretField field) => field switch
    {
        SecretField.Password => "password",
        SecretField.Notes => "notes",
        _ => "totp",
    };

    /// <summary>What people call a field.</summary>
    public static string Words(this SecretField field) => field switch
    {
        SecretField.Password => "password",
        SecretField.Notes => "notes",
        _ => "one-time code",
    };

    /// <summary>Where a face is shown for a target.</summary>
    public static string RevealPath(this RevealTarget target) =>
        target.Entry is { } entry ? $"/vault/{entry}/reveal/{target.Field.PathName()}/{target.Version}" : "/vault/export";

    /// <summary>How long ago something was, in the largest unit that fits.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at).TotalDays switch
    {
        < 1 => "today",
        < 2 => "yesterday",
        < 60 and var days => $"{(int)days} days ago",
        < 730 and var days => $"{(int)(days / 30.44)} months ago",
        var days => $"{(int)(days / 365.25)} years ago",
    };

    /// <summary>An address that a link may lead to: http or https, with "https://" put before a bare host; null for anything else.</summary>
    public static Uri? LinkOf(string site)
    {
        var text = site.Contains("://", StringComparison.Ordinal) ? site : $"https://{site}";
        return site.Length > 0 && !site.Contains(' ') && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Host.Contains('.') ? uri : null;
    }
}
