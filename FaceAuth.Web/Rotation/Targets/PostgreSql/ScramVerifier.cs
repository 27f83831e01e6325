using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5802, RFC 7677), made here: the server and its log never see the password itself, and
/// take the verifier as it is.
/// </summary>
internal static class ScramVerifier
{
    /// <summary>PostgreSQL's own number of rounds.</summary>
    public const int Iterations = 4096;

    private const int SaltSize = 16;

    /// <summary>The verifier of a password that <see cref="SaslPrep.LeavesAsItIs"/>, with a new salt.</summary>
    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltSize), Iterations);

    /// <summary>The verifier for a given salt. Letters, digits and <c>$ : + / = -</c> only.</summary>
    public static string Of(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes], client = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes], server = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(bytes, salt, salted, iterations, HashAlgorithmName.SHA256);
            HMACSHA256.HashData(salted, "Client Key"u8, client);
            SHA256.HashData(client, stored);
            HMACSHA256.HashData(salted, "Server Key"u8, server);
            return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(salted);
            CryptographicOperations.ZeroMemory(client);
        }
    }
}
