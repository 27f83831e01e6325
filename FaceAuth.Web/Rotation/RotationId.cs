namespace FaceAuth.Rotation;

/// <summary>The id of a rotation.</summary>
public readonly record struct RotationId(Guid Value)
{
    /// <summary>A new one; later ones sort behind earlier ones.</summary>
    public static RotationId New() => new(Guid.CreateVersion7());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out RotationId id)
    {
        var whole = Guid.TryParseExact(text, "D", out var value);
        id = new RotationId(value);
        return whole;
    }

    /// <summary>36 characters.</summary>
    public override string ToString() => Value.ToString("D");
}
