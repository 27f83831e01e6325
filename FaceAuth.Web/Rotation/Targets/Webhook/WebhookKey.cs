using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Rotation.Targets.Webhook;

/// <summary>The key that requests are signed with, by the Standard Webhooks specification: HMAC-SHA-256 over id, time stamp and body.</summary>
internal sealed class WebhookKey : IDisposable
{
    /// <summary>Shorter keys are refused.</summary>
    public const int MinBytes = 16;

    private const string Prefix = "whsec_";
    private readonly byte[] _bytes;

    private WebhookKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads a key: <c>whsec_</c> and Base64, or any other text, whose UTF-8 bytes it is. Null where it is too short.</summary>
    public static WebhookKey? Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var decoded = new byte[bytes.Length];
            if (!Convert.TryFromBase64String(text[Prefix.Length..], decoded, out var length))
                return null;
            bytes = decoded[..length];
        }
        return bytes.Length < MinBytes ? null : new WebhookKey(bytes);
    }

    /// <summary>The header's value.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="seconds">Its time stamp.</param>
    /// <param name="body">Its bytes as they are sent.</param>
    public string Sign(string id, string seconds, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _bytes);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{seconds}."));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
