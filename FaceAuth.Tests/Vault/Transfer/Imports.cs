using FaceAuth.Tests.Support;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

/// <summary>Imports and exports as a member makes them, over the services.</summary>
internal static class Imports
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>So many different logins, named "entry 1" and so on.</summary>
    public static TransferEntry[] Some(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new TransferEntry { Name = $"entry {i}", Site = "https://example.org", UserName = "ada", Password = $"password {i}" })];

    public static Task<PreviewResult> ReadAsync(this VaultVisitor who, byte[] file, string? passphrase = null) =>
        who.Site.Get<VaultImports>().PreviewAsync(who.Session, file, null, passphrase, Ct);

    /// <summary>Reads entries from Bitwarden's JSON; the import waits then.</summary>
    public static async Task<string> WaitingAsync(this VaultVisitor who, params TransferEntry[] entries) =>
        (await who.ReadAsync(BitwardenJsonWriter.Write(entries).Content)).ShouldBeOfType<PreviewResult.Waiting>().ImportId;

    public static Task<ImportPreview?> PreviewAsync(this VaultVisitor who, string import) => who.Site.Get<VaultImports>().FindAsync(who.Session, import, Ct);

    public static Task<TakeImportResult> TakeAsync(this VaultVisitor who, string import, bool skipDuplicates = true) =>
        who.Site.Get<VaultImports>().TakeAsync(who.Session, import, skipDuplicates, Ct);

    public static Task<ExportResult> ExportAsync(this VaultVisitor who, string grant, Func<IReadOnlyList<TransferEntry>, ExportFile> write) =>
        who.Site.Get<VaultExports>().WriteAsync(who.Session, grant, write, Ct);
}
