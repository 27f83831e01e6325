using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace FaceAuth.Rotation.Targets.Webhook;

/// <summary>One signed request: docs/webhooks.md. Whatever counts stands in the body, which is signed.</summary>
internal sealed class WebhookMessage : IDisposable
{
    /// <summary>Set this password.</summary>
    public const string Change = "password.change";

    /// <summary>Is this the password?</summary>
    public const string Verify = "password.verify";

    /// <summary>A password counts now.</summary>
    public const string Changed = "password.changed";

    private readonly byte[] _body;
    private readonly string _id, _seconds, _signature;

    private WebhookMessage(byte[] body, string id, string seconds, string signature) => (_body, _id, _seconds, _signature) = (body, id, seconds, signature);

    /// <summary>Writes and signs a message that is to be taken until <paramref name="expires"/>.</summary>
    /// <param name="type">One of the three.</param>
    /// <param name="rotationId">The rotation.</param>
    /// <param name="version">The version of the password.</param>
    /// <param name="userName">Whose.</param>
    /// <param name="password">Null for the notice, which does not carry it.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time stamp.</param>
    /// <param name="expires">The end.</param>
    public static WebhookMessage Write(
        string type, string rotationId, int version, string userName, SecretText? password, WebhookKey key, DateTimeOffset now, DateTimeOffset expires)
    {
        var id = type switch
        {
            // The same at every attempt: who has done it need not do it again.
            Change => $"{rotationId}_{version}",
            Changed => $"{rotationId}_{version}_changed",
            // Never the same: an answer that is kept for a repeated id would be no answer.
            _ => $"verify_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}",
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteStartObject("data");
            json.WriteString("rotation", rotationId);
            json.WriteNumber("version", version);
            json.WriteNumber("expiresAt", expires.ToUnixTimeMilliseconds());
            json.WriteString("userName", userName);
            if (password is not null)
                json.WriteString("password", password.Plain);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        var body = buffer.WrittenSpan.ToArray();
        buffer.Clear(); // with zeros
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new WebhookMessage(body, id, seconds, key.Sign(id, seconds, body));
    }

    /// <summary>The request.</summary>
    public HttpRequestMessage ToRequest(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("FaceAuth", null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.ConnectionClose = true;
        request.Headers.Add("webhook-id", _id);
        request.Headers.Add("webhook-timestamp", _seconds);
        request.Headers.Add("webhook-signature", _signature);
        return request;
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_body);
}
