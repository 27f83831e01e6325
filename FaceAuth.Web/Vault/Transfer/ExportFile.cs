namespace FaceAuth.Vault.Transfer;

/// <summary>A file to be downloaded, and what of the entries it does not hold.</summary>
/// <param name="Content">Its bytes; plain text unless a passphrase was given.</param>
/// <param name="ContentType">For the answer's header.</param>
/// <param name="Extension">For the file's name, without a dot.</param>
/// <param name="NotCarried">For the person who takes it, to be shown before they rely on it.</param>
public sealed record ExportFile(byte[] Content, string ContentType, string Extension, IReadOnlyList<string> NotCarried)
{
    internal static ExportFile Of(byte[] content, string contentType, string extension, IReadOnlyList<string> notCarried) =>
        new(content, contentType, extension, content.Length <= EntryLimits.FileBytes
            ? notCarried
            : [.. notCarried, $"The file is larger than the {EntryLimits.FileBytes / 1024 / 1024} MB that this site takes in one import. Export fewer entries at a time if it is to come back here"]);

    /// <summary>Never the content.</summary>
    public override string ToString() => $"(export, {Content.Length} bytes)";
}
