using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using OtpNet;

namespace FaceAuth.Vault;

/// <summary>One code of a <see cref="Totp"/>, and the time in which it is good: from <see cref="Begins"/>, before <see cref="Ends"/>.</summary>
[DebuggerDisplay("code")]
public readonly record struct TotpCode(string Digits, DateTimeOffset Begins, DateTimeOffset Ends)
{
    /// <summary>Never the digits.</summary>
    public override string ToString() => "(code)";
}

/// <summary>
/// A key for time-based one-time codes (RFC 6238), as an <c>otpauth://totp/…</c> address or as bare base32. Printing it
/// shows nothing of the key.
/// </summary>
[DebuggerDisplay("TOTP key")]
public sealed class Totp
{
    /// <summary>
    /// The fewest bytes of a key. RFC 4226 (R6) wants 16; many sites give 10 and a few give 5, and their owner has no
    /// choice. What is shorter is a typing mistake.
    /// </summary>
    public const int MinKeyBytes = 5;

    private readonly OtpNet.Totp generator;

    private Totp(byte[] key, int digits, int period, OtpHashMode mode)
    {
        Digits = digits;
        Period = period;
        generator = new OtpNet.Totp(key, period, mode, digits);
    }

    /// <summary>How many digits a code has, 6 to 8.</summary>
    public int Digits { get; }

    /// <summary>How long a code is good, 15 to 120 seconds.</summary>
    public int Period { get; }

    /// <summary>
    /// Reads an <c>otpauth://totp/…</c> address (the key URI format of Google Authenticator) or bare base32, in upper or
    /// lower case, with blanks and hyphens between. What is not said is 6 digits, 30 seconds, SHA-1.
    /// </summary>
    /// <returns>False for anything else: a counter-based key, another algorithm, digits or periods out of bounds.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Totp? totp)
    {
        totp = null;
        if (string.IsNullOrWhiteSpace(text)) return false;
        text = text.Trim();
        if (!text.StartsWith("otpauth:", StringComparison.OrdinalIgnoreCase))
            return TryKey(text, out var bare) && Make(bare, 6, 30, OtpHashMode.Sha1, out totp);

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !uri.Host.Equals("totp", StringComparison.OrdinalIgnoreCase)) return false;
        var said = QueryHelpers.ParseQuery(uri.Query);
        // Said twice is not read at all: two programs could take different ones.
        if (said.Any(one => one.Value.Count > 1) || said.ContainsKey("encoder")) return false;
        if (!said.TryGetValue("secret", out var secret) || !TryKey(secret.ToString(), out var key)) return false;
        if (!TryNumber(said, "digits", 6, out var digits) || !TryNumber(said, "period", 30, out var period)) return false;
        return TryMode(said, out var mode) && Make(key, digits, period, mode, out totp);
    }

    /// <summary>The code of an instant and the ones that follow it.</summary>
    /// <param name="instant">When.</param>
    /// <param name="howMany">How many codes, the first one being that of <paramref name="instant"/>.</param>
    public IReadOnlyList<TotpCode> CodesFrom(DateTimeOffset instant, int howMany)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(howMany);
        var seconds = instant.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(instant));
        var begins = DateTimeOffset.FromUnixTimeSeconds(seconds - seconds % Period);
        return [.. Enumerable.Range(0, howMany).Select(step =>
        {
            var at = begins.AddSeconds((long)step * Period);
            return new TotpCode(generator.ComputeTotp(at.UtcDateTime), at, at.AddSeconds(Period));
        })];
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "(TOTP key)";

    private static bool Make(byte[] key, int digits, int period, OtpHashMode mode, [NotNullWhen(true)] out Totp? totp)
    {
        totp = digits is >= 6 and <= 8 && period is >= 15 and <= 120 ? new Totp(key, digits, period, mode) : null;
        return totp is not null;
    }

    private static bool TryKey(string text, out byte[] key)
    {
        key = [];
        var letters = string.Concat(text.Where(c => c is not (' ' or '-'))).TrimEnd('=').ToUpperInvariant();
        // 8 letters are 5 bytes; 1, 3 or 6 letters over are no whole byte (RFC 4648, section 6).
        if (letters.Length == 0 || letters.Length % 8 is 1 or 3 or 6 || !letters.All(c => c is >= 'A' and <= 'Z' or >= '2' and <= '7')) return false;
        key = Base32Encoding.ToBytes(letters);
        return key.Length >= MinKeyBytes;
    }

    private static bool TryNumber(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> said, string name, int unsaid, out int number)
    {
        number = unsaid;
        return !said.TryGetValue(name, out var value) || int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryMode(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> said, out OtpHashMode mode)
    {
        var name = said.TryGetValue("algorithm", out var value) ? value.ToString().ToUpperInvariant().Replace("-", "").Replace("HMAC", "") : "SHA1";
        (mode, var known) = name switch
        {
            "SHA1" => (OtpHashMode.Sha1, true),
            "SHA256" => (OtpHashMode.Sha256, true),
            "SHA512" => (OtpHashMode.Sha512, true),
            _ => (OtpHashMode.Sha1, false),
        };
        return known;
    }
}
