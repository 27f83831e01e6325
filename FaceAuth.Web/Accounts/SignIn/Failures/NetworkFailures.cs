using System.Net;
using System.Net.Sockets;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Failures;

/// <summary>
/// Failures by network address, in windows of time. A team shares one address, so only failures count, and a remembered
/// device is never held up by what others at its address do.
/// </summary>
public sealed class NetworkFailures(Db db, NetworkFailureStore store, LookupHash hash, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>How long nothing more is decided for this address; null where it may go on.</summary>
    public async Task<TimeSpan?> FindWaitAsync(RequestOrigin origin, CancellationToken ct)
    {
        var window = WindowStart();
        var failures = await db.ReadAsync(session => store.ReadAsync(session, KeyOf(origin), window), ct);
        return failures < options.Value.FailuresFromOneNetwork
            ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(window) + options.Value.NetworkWindow - clock.GetUtcNow();
    }

    /// <summary>Counts one failure; part of the transaction that records it, where there is one.</summary>
    public Task CountAsync(DbSession tx, RequestOrigin origin) => store.CountAsync(tx, KeyOf(origin), WindowStart());

    /// <summary>Counts one failure.</summary>
    public Task CountAsync(RequestOrigin origin, CancellationToken ct) => db.WriteAsync(tx => CountAsync(tx, origin), ct);

    // An IPv6 customer has a whole /64 at least, so that much is one address.
    private string KeyOf(RequestOrigin origin)
    {
        var network = origin.NetworkAddress;
        if (IPAddress.TryParse(network, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            bytes.AsSpan(8).Clear();
            network = $"{new IPAddress(bytes)}/64";
        }
        return hash.Of(LookupKinds.Network, network);
    }

    private long WindowStart()
    {
        var window = (long)options.Value.NetworkWindow.TotalMilliseconds;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return now - now % window;
    }
}
