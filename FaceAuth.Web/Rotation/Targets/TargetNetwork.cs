using System.Net;

namespace FaceAuth.Rotation.Targets;

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
