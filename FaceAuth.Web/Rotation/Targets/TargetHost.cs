using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace FaceAuth.Rotation.Targets;

/// <summary>Names and addresses of hosts in one form: lower case, ASCII, without brackets and final dot.</summary>
public static partial class TargetHost
{
    private const int MaxLength = 255;
    private static readonly IdnMapping Idn = new();

    /// <summary>Reads a name or an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
            return false;
        if (text.Contains(':'))
            return TryParseIPv6(text, out host);
        return TryParseName(text, out host);
    }

    /// <summary>Reads a name, an address, or <c>*.a.name</c> of at least two further labels: all names below it.</summary>
    public static bool TryParsePattern(string text, [NotNullWhen(true)] out string? pattern)
    {
        pattern = null;
        text = text.Trim();
        if (!IsPattern(text))
            return TryParse(text, out pattern);
        if (!TryParse(text[2..], out var name) || IPAddress.TryParse(name, out _) || !name.Contains('.') || name.Length + 2 > MaxLength)
            return false;
        pattern = $"*.{name}";
        return true;
    }

    /// <summary>It stands for all names below one.</summary>
    public static bool IsPattern(string host) => host.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>The host's name ends in the pattern's. Addresses have no names below them.</summary>
    public static bool IsBelow(string host, string pattern) =>
        IsPattern(pattern) && host.Length > pattern.Length - 1
        && host.EndsWith(pattern[1..], StringComparison.Ordinal);

    /// <summary>It is the machine itself by its proper name or address.</summary>
    public static bool IsLoopback(string host) => host == "localhost" || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    private static bool TryParseIPv6(string text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        if (text.StartsWith('[') && text.EndsWith(']'))
            text = text[1..^1];
        // A zone (%eth0) belongs to link-local addresses, which are never connected to.
        if (text.AsSpan().ContainsAny("%[]/") || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        host = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        return true;
    }

    private static bool TryParseName(string text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        if (text.EndsWith('.'))
            text = text[..^1];
        try
        {
            text = Ascii().IsMatch(text) ? text.ToLowerInvariant() : Idn.GetAscii(text.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return false;
        }
        if (text.Length > MaxLength || !Name().IsMatch(text))
            return false;
        // What ends in a number is an address of four decimal numbers or nothing: other readings (127.1, 0x7f000001, 2130706433) are
        // understood differently by different programs.
        if (Number().IsMatch(text) && !(IPAddress.TryParse(text, out var address) && address.ToString() == text))
            return false;
        host = text;
        return true;
    }

    [GeneratedRegex(@"\A[\x00-\x7f]*\z")]
    private static partial Regex Ascii();

    [GeneratedRegex(@"\A[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"(\A|\.)([0-9]+|0x[0-9a-f]*)\z")]
    private static partial Regex Number();
}
