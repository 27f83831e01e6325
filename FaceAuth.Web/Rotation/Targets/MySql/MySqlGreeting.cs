using System.Buffers.Binary;
using System.Text;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// A server's first packet (protocol 10): what it can do, a random number, and how it would like us to sign in. Nobody has proven yet
/// who sent it.
/// </summary>
internal sealed class MySqlGreeting
{
    // Bits of the capabilities, as the protocol's documents name them.
    private const uint Compress = 0x20, LocalFiles = 0x80, Protocol41 = 0x200, Ssl = 0x800, SecureConnection = 0x8000,
        MultiStatements = 0x1_0000, PluginAuth = 0x8_0000, ConnectAttributes = 0x10_0000, Zstandard = 0x400_0000;

    private readonly byte[] _payload;
    private readonly int _low;
    private readonly uint _capabilities;

    private MySqlGreeting(byte[] payload, int low)
    {
        (_payload, _low) = (payload, low);
        _capabilities = Word(low) | (uint)Word(low + 5) << 16;
        if ((_capabilities & (Protocol41 | SecureConnection | PluginAuth)) != (Protocol41 | SecureConnection | PluginAuth))
            throw new MySqlRelayException(TargetFaultKind.SignInNotSupported);
        // The second part of the random number has twelve bytes and a zero; the plugin's name follows.
        var name = low + 18 + Math.Max(13, _payload[low + 7] - 8);
        if (name >= payload.Length)
            throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
        Plugin = ReadName(payload, name, out _);
        Nonce = [.. payload[(low - 9)..(low - 1)], .. payload[(low + 18)..(low + 30)]];
    }

    /// <summary>How it would like us to sign in.</summary>
    public string Plugin { get; }

    /// <summary>Its random number.</summary>
    public byte[] Nonce { get; }

    /// <summary>It offers TLS.</summary>
    public bool OffersTls => (_capabilities & Ssl) != 0;

    /// <summary>Reads it.</summary>
    /// <exception cref="MySqlRelayException">It is none.</exception>
    public static MySqlGreeting Read(byte[] payload)
    {
        // Protocol, version, zero, thread (4), random number (8), zero, capabilities (2), character set, status (2), capabilities (2), length, zeros (10).
        var end = Array.IndexOf(payload, (byte)0, 1);
        if (payload[0] != 10 || end < 0 || payload.Length < end + 1 + 4 + 8 + 1 + 18 + 13)
            throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
        return new MySqlGreeting(payload, end + 14);
    }

    /// <summary>
    /// What the driver sees: no TLS, which is the relay's work; no compression; no local files; one statement at a time; and nobody asks it
    /// for the names of process and operating system.
    /// </summary>
    public byte[] ForDriver()
    {
        var shown = (byte[])_payload.Clone();
        var capabilities = _capabilities & ~(Ssl | Compress | LocalFiles | MultiStatements | ConnectAttributes | Zstandard);
        BinaryPrimitives.WriteUInt16LittleEndian(shown.AsSpan(_low), (ushort)capabilities);
        BinaryPrimitives.WriteUInt16LittleEndian(shown.AsSpan(_low + 5), (ushort)(capabilities >> 16));
        return shown;
    }

    /// <summary>The driver's response as the server gets it: without what was not offered, with TLS where that is.</summary>
    public static byte[] ForServer(byte[] response, bool tls)
    {
        if (response.Length < 33)
            throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
        var capabilities = BinaryPrimitives.ReadUInt32LittleEndian(response) & ~(Compress | LocalFiles | MultiStatements | Ssl);
        BinaryPrimitives.WriteUInt32LittleEndian(response, tls ? capabilities | Ssl : capabilities);
        return response;
    }

    /// <summary>A text up to its zero, or the end.</summary>
    public static string ReadName(byte[] payload, int from, out int next)
    {
        var zero = Array.IndexOf(payload, (byte)0, from);
        var end = zero < 0 ? payload.Length : zero;
        next = Math.Min(end + 1, payload.Length);
        return Encoding.ASCII.GetString(payload, from, end - from);
    }

    private ushort Word(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_payload.AsSpan(at));
}
