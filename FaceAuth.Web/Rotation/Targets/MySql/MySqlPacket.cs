using System.Buffers.Binary;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>One side of a sign-in: packets of the MySQL protocol with their numbers, none larger than a sign-in needs.</summary>
/// <remarks>Exactly what was asked for is read: bytes that somebody put between the greeting and TLS are left to TLS, which refuses them.</remarks>
internal sealed class MySqlPacketStream(Stream stream)
{
    // A greeting has some hundred bytes, a public key a thousand, a response the name of an account and of a database.
    private const int MaxPayload = 16 * 1024;
    private byte _next;

    /// <summary>What it reads and writes.</summary>
    public Stream Stream { get; private set; } = stream;

    /// <summary>Goes on over TLS, with the numbers where they are.</summary>
    public void Wrap(Stream tls) => Stream = tls;

    /// <summary>The next packet's content.</summary>
    /// <exception cref="MySqlRelayException">It is too large, empty, or out of order.</exception>
    public Task<byte[]> ReadAsync(CancellationToken ct) => ReadAsync(mayBeEmpty: false, ct);

    /// <summary>Like <see cref="ReadAsync(CancellationToken)"/>, but empty where there is no password.</summary>
    public Task<byte[]> ReadAnswerAsync(CancellationToken ct) => ReadAsync(mayBeEmpty: true, ct);

    private async Task<byte[]> ReadAsync(bool mayBeEmpty, CancellationToken ct)
    {
        var header = new byte[4];
        await Stream.ReadExactlyAsync(header, ct);
        var length = header[0] | header[1] << 8 | header[2] << 16;
        if (length > MaxPayload || length == 0 && !mayBeEmpty || header[3] != _next)
            throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
        var payload = new byte[length];
        await Stream.ReadExactlyAsync(payload, ct);
        _next++;
        return payload;
    }

    /// <summary>Sends a packet.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var packet = new byte[4 + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(packet, payload.Length);
        packet[3] = _next++;
        payload.CopyTo(packet.AsMemory(4));
        await Stream.WriteAsync(packet, ct);
        await Stream.FlushAsync(ct);
        Array.Clear(packet);
    }
}

/// <summary>The relay broke off; what it says is a fault and nothing else.</summary>
internal sealed class MySqlRelayException(TargetFaultKind kind, string code = "", Exception? cause = null) : Exception($"The sign-in was broken off: {kind}.", cause)
{
    /// <summary>Why.</summary>
    public TargetFault Fault { get; } = new(kind, code);
}
