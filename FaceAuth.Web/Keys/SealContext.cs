namespace FaceAuth.Keys;

/// <summary>
/// Where a sealed value belongs. It is the associated data of the seal, so a value copied to another account, record,
/// field or version does not open there.
/// </summary>
/// <param name="Purpose">One of <see cref="KeyPurposes"/>; chooses the data key together with <paramref name="Account"/>.</param>
/// <param name="Account">The account's id, or <c>""</c> for the installation.</param>
/// <param name="Record">The row's id.</param>
/// <param name="Version">The record's version; 1 where it has none.</param>
/// <param name="Field">The column or part.</param>
public sealed record SealContext(string Purpose, string Account, string Record, int Version, string Field);
