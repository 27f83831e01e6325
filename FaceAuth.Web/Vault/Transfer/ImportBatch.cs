using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaceAuth.Vault.Transfer;

/// <summary>What was read from one file, as it waits sealed: compressed, because ten megabytes of text go into one row.</summary>
internal sealed record ImportBatch(IReadOnlyList<TransferEntry> Entries, IReadOnlyList<NotCarried> NotCarried, bool EndUnknown)
{
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var zip = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(zip, this, ImportJson.Default.ImportBatch);
        var result = bytes.ToArray();
        CryptographicOperations.ZeroMemory(bytes.GetBuffer());
        return result;
    }

    public static ImportBatch FromBytes(byte[] bytes)
    {
        using var zip = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(zip, ImportJson.Default.ImportBatch)!;
    }

    /// <summary>Never the content.</summary>
    public override string ToString() => "(import)";
}

[JsonSerializable(typeof(ImportBatch))]
internal sealed partial class ImportJson : JsonSerializerContext;
