using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Vault;

/// <summary>The vault; section <c>Vault</c>.</summary>
public sealed class VaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Vault";

    /// <summary>How long a fresh face allows its one reveal.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:05:00", ErrorMessage = "Vault:GrantLifetime must be between 00:00:10 and 00:05:00.")]
    public TimeSpan GrantLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fresh face allows an export: what protects the file is chosen in that time.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00", ErrorMessage = "Vault:ExportGrantLifetime must be between 00:01:00 and 00:15:00.")]
    public TimeSpan ExportGrantLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a secret stays on the page; the clipboard is cleared after the same time.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00", ErrorMessage = "Vault:Shown must be between 00:00:05 and 00:05:00.")]
    public TimeSpan Shown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a deleted entry can be taken out of the bin.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00", ErrorMessage = "Vault:Bin must be between 1 and 365 days.")]
    public TimeSpan Bin { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Entries in one vault, with those in the bin.</summary>
    [Range(1, 50_000, ErrorMessage = "Vault:MaxEntries must be between 1 and 50000.")]
    public int MaxEntries { get; set; } = 20_000;

    /// <summary>Entries that are held open in memory for all sessions together; the vault used longest ago leaves first.</summary>
    [Range(1_000, 10_000_000, ErrorMessage = "Vault:EntriesInMemory must be between 1000 and 10000000.")]
    public int EntriesInMemory { get; set; } = 200_000;
}
