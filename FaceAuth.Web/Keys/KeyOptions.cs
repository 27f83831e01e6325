using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Keys;

/// <summary>How account keys are held in memory; section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Keys";

    /// <summary>How many unwrapped account keys are held at most; the one used longest ago leaves first.</summary>
    [Range(1, 100_000, ErrorMessage = "Keys:AccountKeysInMemory must be between 1 and 100000.")]
    public int AccountKeysInMemory { get; set; } = 500;

    /// <summary>
    /// How long an unwrapped account key is held. It is also how long another instance can still open the data of an
    /// account that was deleted here.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Keys:AccountKeyLifetime must be between 00:00:01 and 01:00:00.")]
    public TimeSpan AccountKeyLifetime { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>The master-key file; section <c>Keys:Local</c>.</summary>
public sealed class LocalKeyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Keys:Local";

    /// <summary>The file, relative to the data folder or absolute; made beside an empty database only.</summary>
    [Required(ErrorMessage = "Keys:Local:Path must name the master-key file.")]
    public string Path { get; set; } = "master.key";
}
