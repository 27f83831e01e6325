using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>New secrets for browsers and people; stored as <see cref="LookupHash"/> only.</summary>
public static class Tokens
{
    /// <summary>256 random bits in base64url: 43 characters, safe in a URL and a cookie.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Six digits, each number from 000000 to 999999 as likely as any other. Short: good with few tries only.</summary>
    public static string NewCode() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
}
