using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaceAuth.Email;

/// <summary>A message as bytes, to be sealed: JSON in UTF-8.</summary>
internal static class MailFormat
{
    public static byte[] Write(Mail mail) => JsonSerializer.SerializeToUtf8Bytes(mail, MailJson.Default.Mail);

    /// <exception cref="JsonException">Not a message, or one with a part that only a later version knows.</exception>
    public static Mail Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, MailJson.Default.Mail) ?? throw new JsonException("No message.");
}

/// <summary>The compiled serializer of <see cref="MailFormat"/>; fields are included for the pairs in facts.</summary>
[JsonSourceGenerationOptions(IncludeFields = true)]
[JsonSerializable(typeof(Mail))]
internal sealed partial class MailJson : JsonSerializerContext;
