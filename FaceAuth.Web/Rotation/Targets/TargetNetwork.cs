using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FaceAuth.Rotation.Targets;

/// <summary>
/// The one way from a host's name to an address: the administrators' list, then one look-up, whose answer is judged and is the
/// address to connect to. A name that means something else a moment later changes nothing.
/// </summary>
public sealed class TargetNetwork
{
    private readonly Func<string, int, CancellationToken, Task<AllowedTarget?>> _find;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <summary>By the list and the system's resolver.</summary>
    public TargetNetwork(AllowedTargets allowed) : this(allowed.FindAsync, Dns.GetHostAddressesAsync) { }

    internal TargetNetwork(
        Func<string, int, CancellationToken, Task<AllowedTarget?>> find, Func<string, CancellationToken, Task<IPAddress[]>> resolve) =>
        (_find, _resolve) = (find, resolve);

    /// <summary>The authorities whose certificates count; null for the system's.</summary>
    internal X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Checks a host and looks up its address. Of several addresses the first IPv4 one is taken, else the first.</summary>
    /// <exception cref="TargetRefusedException">
    /// <see cref="TargetFaultKind.NotAllowed"/>: not on the list, or one of its addresses is one that is never connected to, or not by a
    /// line for all names below one.
    /// <see cref="TargetFaultKind.NotResolved"/>: the name is not known.
    /// </exception>
    public async Task<TargetAddress> ResolveAsync(string host, int port, CancellationToken ct)
    {
        if (!TargetHost.TryParse(host, out var name) || await _find(name, port, ct) is not { } line)
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotAllowed));
        var addresses = await AddressesAsync(name, ct);
        var (loopback, named) = (TargetHost.IsLoopback(line.Host), !TargetHost.IsPattern(line.Host));
        if (!addresses.All(address => TargetAddresses.MayConnect(address, loopback, privateToo: named)))
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotAllowed, "ADDRESS"));
        var address = addresses.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        return new TargetAddress(name, new IPEndPoint(address, port), line.PlainTextAllowed);
    }

    /// <summary>How a server's certificate is checked, on every kind of target.</summary>
    /// <remarks>
    /// Nothing is fetched while the chain is built. The addresses of issuers and revocation lists stand in the certificate, so whoever
    /// answers chooses them, before anything about the certificate is believed: this machine would ask its cloud's metadata or a neighbour
    /// for them. A server has to send the certificates between its own and the authority's.
    /// </remarks>
    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (Authorities is null)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(Authorities);
        return policy;
    }

    private async Task<IPAddress[]> AddressesAsync(string name, CancellationToken ct)
    {
        if (IPAddress.TryParse(name, out var literal))
            return [TargetAddresses.Unmap(literal)];
        try
        {
            // The system's resolver does not always listen to the token.
            var found = await _resolve(name, ct).WaitAsync(ct);
            if (found.Length > 0)
                return [.. found.Select(TargetAddresses.Unmap)];
        }
        catch (SocketException)
        {
            // Not known, or no server to ask.
        }
        throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotResolved));
    }
}

/// <summary>Where a target may be reached: the address that was checked, and is the one to connect to.</summary>
/// <param name="Host">The name for which a certificate is verified.</param>
/// <param name="EndPoint">The checked address, IPv6-mapped ones unmapped.</param>
/// <param name="PlainTextAllowed">The administrator's list lets it be reached without TLS.</param>
public sealed record TargetAddress(string Host, IPEndPoint EndPoint, bool PlainTextAllowed);

/// <summary>A target may not be reached, or its name is not known.</summary>
public sealed class TargetRefusedException(TargetFault fault) : Exception($"The target may not be reached: {fault.Kind}.")
{
    /// <summary>Why.</summary>
    public TargetFault Fault { get; } = fault;
}
