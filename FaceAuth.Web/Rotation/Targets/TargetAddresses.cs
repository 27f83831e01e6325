using System.Net;
using System.Net.Sockets;

namespace FaceAuth.Rotation.Targets;

/// <summary>Which addresses are never connected to, whatever a list says.</summary>
internal static class TargetAddresses
{
    // Where clouds hand out their machines' credentials: AWS (also by IPv6), Azure's second one, Alibaba, Oracle, Google by IPv6.
    // 169.254.169.254, the usual one, is link-local.
    private static readonly IPAddress[] Metadata =
        [.. new[] { "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254" }.Select(IPAddress.Parse)];

    private static readonly IPNetwork[] Never =
    [
        .. new[]
        {
            "0.0.0.0/8", // unspecified, and this machine by another name
            "169.254.0.0/16", // link-local
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, with broadcast at its end
            "::/128", // unspecified
            "fe80::/10", // link-local
            "ff00::/8", // multicast
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Networks of houses and providers (RFC 1918, 6598, 4193, and 3879, whose addresses are still in use).
    private static readonly IPNetwork[] Private =
        [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10" }.Select(text => IPNetwork.Parse(text))];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96"), LocalNat64 = IPNetwork.Parse("64:ff9b:1::/48"),
        SixToFour = IPNetwork.Parse("2002::/16"), Teredo = IPNetwork.Parse("2001::/32"), Translated = IPNetwork.Parse("::ffff:0:0:0/96"),
        Compatible = IPNetwork.Parse("::/96");

    /// <summary>The address that is connected to: IPv6-mapped ones unmapped, no zone.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>It may be connected to.</summary>
    /// <param name="address">Unmapped.</param>
    /// <param name="loopback">This machine is named on the list.</param>
    /// <param name="privateToo">The host is named on the list, and is not one of many below a name: who writes the names there could lead into the house.</param>
    public static bool MayConnect(IPAddress address, bool loopback, bool privateToo)
    {
        if (IPAddress.IsLoopback(address))
            return loopback;
        IPAddress[] all = [address, .. Embedded(address)];
        return all.All(one => IsOrdinary(one) && !IPAddress.IsLoopback(one) && (privateToo || !Private.Any(network => network.Contains(one))));
    }

    private static bool IsOrdinary(IPAddress address) =>
        !Metadata.Contains(address) && !Never.Any(network => network.Contains(address));

    // IPv4 addresses that a gateway on the way may take out of an IPv6 one.
    private static IEnumerable<IPAddress> Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            yield break;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address) || Translated.Contains(address) || Compatible.Contains(address))
            yield return new IPAddress(bytes[12..]);
        if (LocalNat64.Contains(address))
        {
            // RFC 6052: the end of the address, or around its bits 64 to 71.
            yield return new IPAddress(bytes[12..]);
            yield return new IPAddress([bytes[6], bytes[7], bytes[9], bytes[10]]);
        }
        if (SixToFour.Contains(address))
            yield return new IPAddress(bytes[2..6]);
        if (Teredo.Contains(address))
        {
            yield return new IPAddress(bytes[4..8]);
            yield return new IPAddress([.. bytes[12..].Select(one => (byte)~one)]);
        }
    }
}
