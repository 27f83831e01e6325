using System.Text.Json.Serialization;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Vault;

/// <summary>How the vault's sealed records are written; ten thousand are read at once, so without reflection.</summary>
[JsonSerializable(typeof(VaultCard))]
[JsonSerializable(typeof(RevealFacts))]
internal sealed partial class VaultJson : JsonSerializerContext;
