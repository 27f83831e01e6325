using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Ledger;

/// <summary>How the ledger is anchored and how long it is kept.</summary>
public sealed class LedgerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ledger";

    /// <summary>The file that remembers the newest row, relative to the data folder.</summary>
    [Required]
    public string AnchorFile { get; set; } = "ledger-anchor";

    /// <summary>Also mail the newest row's number and MAC to the administrators, once a day.</summary>
    public bool AnchorMail { get; set; }

    /// <summary>How long rows are kept.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "36500.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(730);
}
