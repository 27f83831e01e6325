using System.Text.Json;
using System.Text.Json.Serialization;
using FaceAuth.Keys;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Rotation;

/// <summary>What a member set for an entry; sealed under the vault's key.</summary>
public sealed record RotationSettings
{
    /// <summary>Where the password is changed.</summary>
    public TargetSettings Target { get; init; } = new();

    /// <summary>When; an empty one for only on request.</summary>
    public RotationSchedule Schedule { get; init; } = new();

    /// <summary>Minutes after the password was shown; null for not then.</summary>
    public int? AfterReveal { get; init; }

    /// <summary>Never what it says.</summary>
    public override string ToString() => "(rotation settings)";

    internal static SealContext Context(string account, string entry, long version) =>
        new(KeyPurposes.Vault, account, entry, checked((int)version), "rotation");

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RotationJson.Default.RotationSettings);

    internal static RotationSettings FromBytes(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, RotationJson.Default.RotationSettings)!;
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(RotationSettings))]
internal sealed partial class RotationJson : JsonSerializerContext;
