namespace FaceAuth.Faces.Replay;

/// <summary>
/// Which place of the second picture belongs to a place of the first: scale and shift along each axis, which is all
/// that resizing and cropping can do.
/// </summary>
internal readonly record struct AxisWarp(float ScaleX, float ShiftX, float ScaleY, float ShiftY)
{
    /// <summary>The same between the pictures at half the resolution.</summary>
    public AxisWarp Halved() => this with { ShiftX = ShiftX / 2, ShiftY = ShiftY / 2 };

    /// <summary>The same between the pictures at twice the resolution.</summary>
    public AxisWarp Doubled() => this with { ShiftX = ShiftX * 2, ShiftY = ShiftY * 2 };
}
