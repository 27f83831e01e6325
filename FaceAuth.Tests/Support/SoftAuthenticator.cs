using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaceAuth.Tests.Support;

/// <summary>
/// A browser and its authenticator in software: one ES256 passkey, responses as <c>navigator.credentials</c> gives them
/// (WebAuthn Level 3), and ways to answer wrongly. The few bytes of CBOR are written by hand.
/// </summary>
public sealed class SoftAuthenticator
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The credential's id.</summary>
    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The address of the page that asks.</summary>
    public string Origin { get; set; } = "http://localhost:5000";

    /// <summary>The site that the credential is for.</summary>
    public string RpId { get; set; } = "localhost";

    /// <summary>Whether it checked that it is its owner.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Whether it may be copied to other devices.</summary>
    public bool IsSynced { get; set; }

    /// <summary>The page that asks is in a frame of another site.</summary>
    public bool CrossOrigin { get; set; }

    /// <summary>The counter; it goes up by <see cref="Step"/> with each use, and 0 means that it has none.</summary>
    public uint Count { get; set; }

    /// <summary>How far the counter goes with each use.</summary>
    public uint Step { get; set; } = 1;

    /// <summary>Whose it is, as the site said when it was made.</summary>
    public string? UserHandle { get; set; }

    /// <summary>Answers the options to make a credential.</summary>
    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        UserHandle = (string)asked["user"]!["id"]!;
        var client = ClientData("webauthn.create", (string)asked["challenge"]!);
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), .. Bytes(AuthenticatorData(attested: true))];
        return Json(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers the options to use a credential.</summary>
    public string Get(string options)
    {
        if (Count > 0)
            Count += Step;
        var client = ClientData("webauthn.get", (string)JsonNode.Parse(options)!["challenge"]!);
        var data = AuthenticatorData(attested: false);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Json(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = UserHandle,
        });
    }

    private byte[] ClientData(string type, string challenge) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = challenge, ["origin"] = Origin, ["crossOrigin"] = CrossOrigin,
    });

    // Site's hash, flags, counter; at the making also the credential: make, length, id, key.
    private byte[] AuthenticatorData(bool attested)
    {
        var flags = (byte)(0x01 | (VerifiesUser ? 0x04 : 0) | (IsSynced ? 0x18 : 0) | (attested ? 0x40 : 0));
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), flags, .. count];
        if (!attested)
            return head;
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        return [.. head, .. new byte[16], .. length, .. CredentialId, .. PublicKey()];
    }

    // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Bytes(point.X!), 0x22, .. Bytes(point.Y!)];
    }

    private string Json(JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(CredentialId),
        ["rawId"] = Base64Url.EncodeToString(CredentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static byte[] Text(string text) => [(byte)(0x60 | text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => bytes.Length < 256
        ? [0x58, (byte)bytes.Length, .. bytes]
        : [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
