using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>Our side of one sign-in by SCRAM-SHA-256 (RFC 5802, RFC 7677), bound to the server's certificate where both sides can.</summary>
/// <param name="password">One that <see cref="SaslPrep.LeavesAsItIs"/>.</param>
/// <param name="binding">The hash of the server's certificate (RFC 5929, <c>tls-server-end-point</c>); null without TLS, and for certificates without such a hash.</param>
/// <param name="bound">The server offers to bind, and <paramref name="binding"/> is there.</param>
/// <param name="nonce">Printable, without a comma, never the same.</param>
/// <param name="name">Empty: PostgreSQL takes the name from the start of the conversation.</param>
internal sealed class ScramClient(string password, byte[]? binding, bool bound, string nonce, string name = "") : IDisposable
{
    /// <summary>
    /// RFC 7677, 4: what a server announces should be at least this, which is also PostgreSQL's own number. The proof can be guessed at by
    /// whoever asked for it, and with fewer rounds that is cheaper than the server's own copy makes it.
    /// </summary>
    public const int MinIterations = 4096;

    /// <summary>
    /// The rounds are ours to compute, in one call that hears no token, and the number is the server's: this one takes about half a second,
    /// and the largest that can be written a quarter of an hour.
    /// </summary>
    public const int MaxIterations = 1_000_000;

    private readonly string _first = $"n={name},r={nonce}";
    private readonly byte[] _signature = new byte[SHA256.HashSizeInBytes];
    private bool _answered;

    /// <summary>The first message.</summary>
    public string First => Header + _first;

    // y: we could bind, and take it that the server cannot. One that offered it knows then that somebody took the offer away.
    private string Header => bound ? "p=tls-server-end-point,," : binding is null ? "n,," : "y,,";

    /// <summary>The second message, with the proof.</summary>
    /// <exception cref="PostgreSqlLineException">The server's is not of this sign-in, or asks for too much or too little work.</exception>
    public string Answer(string serverFirst)
    {
        if (serverFirst.Split(',') is not [['r', '=', .. var both], ['s', '=', .. var salt], ['i', '=', .. var rounds], ..]
            || both.Length <= nonce.Length || !both.StartsWith(nonce, StringComparison.Ordinal)
            || !TryDecode(salt, out var saltBytes) || !long.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        if (iterations is < MinIterations or > MaxIterations)
            throw new PostgreSqlLineException(TargetFaultKind.SignInNotSupported, "SCRAM ROUNDS");
        var header = Encoding.ASCII.GetBytes(Header);
        var last = $"c={Convert.ToBase64String(bound ? [.. header, .. binding!] : header)},r={both}";
        return $"{last},p={Convert.ToBase64String(Prove(saltBytes, (int)iterations, $"{_first},{serverFirst},{last}"))}";
    }

    /// <summary>The server's last message shows that it knows the password's verifier, too.</summary>
    public bool Believes(string serverFinal) =>
        _answered && serverFinal.Split(',') is [['v', '=', .. var signature], ..] && TryDecode(signature, out var bytes)
        && CryptographicOperations.FixedTimeEquals(bytes, _signature);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_signature);

    private byte[] Prove(byte[] salt, int iterations, string exchange)
    {
        var plain = Encoding.UTF8.GetBytes(password);
        var said = Encoding.ASCII.GetBytes(exchange);
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes], client = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes], server = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(plain, salt, salted, iterations, HashAlgorithmName.SHA256);
            HMACSHA256.HashData(salted, "Client Key"u8, client);
            SHA256.HashData(client, stored);
            HMACSHA256.HashData(salted, "Server Key"u8, server);
            HMACSHA256.HashData(server, said, _signature);
            _answered = true;
            var proof = HMACSHA256.HashData(stored, said);
            for (var i = 0; i < proof.Length; i++)
                proof[i] ^= client[i];
            return proof;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(salted);
            CryptographicOperations.ZeroMemory(client);
            CryptographicOperations.ZeroMemory(server);
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length == 0)
            return false;
        bytes = bytes[..length];
        return true;
    }
}
