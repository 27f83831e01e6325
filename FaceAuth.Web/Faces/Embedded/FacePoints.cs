using System.Numerics;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Five points of a face in pixels of the picture; left and right as seen in it.
/// </summary>
internal readonly record struct FacePoints(
    Vector2 LeftEye, Vector2 RightEye, Vector2 Nose, Vector2 LeftMouth, Vector2 RightMouth)
{
    /// <summary>Pixels between the eyes.</summary>
    public float EyeDistance => Vector2.Distance(LeftEye, RightEye);

    /// <summary>
    /// How far the head is turned to the side: 0 where the tip of the nose is midway between the eyes, measured along
    /// the line through them; 1 where it is beneath one eye.
    /// </summary>
    public float Yaw
    {
        get
        {
            var axis = RightEye - LeftEye;
            var along = Vector2.Dot(Nose - LeftEye, axis) / axis.LengthSquared();
            return MathF.Abs(2 * along - 1);
        }
    }

    /// <summary>How far the tip of the nose is on the way from the eyes (0) to the mouth (1): nods change it.</summary>
    public float NoseHeight
    {
        get
        {
            var eyes = (LeftEye + RightEye) / 2;
            var axis = (LeftMouth + RightMouth) / 2 - eyes;
            return Vector2.Dot(Nose - eyes, axis) / axis.LengthSquared();
        }
    }

    /// <summary>How far the line through the eyes is from level, in degrees.</summary>
    public float Roll
    {
        get
        {
            var axis = RightEye - LeftEye;
            return MathF.Atan2(axis.Y, axis.X) * (180 / MathF.PI);
        }
    }

    /// <summary>Pixels from the edge of a picture to the point nearest to it; negative where one lies outside.</summary>
    public float InsetIn(int width, int height)
    {
        var low = Vector2.Min(Vector2.Min(Vector2.Min(LeftEye, RightEye), Vector2.Min(LeftMouth, RightMouth)), Nose);
        var high = Vector2.Max(Vector2.Max(Vector2.Max(LeftEye, RightEye), Vector2.Max(LeftMouth, RightMouth)), Nose);
        return MathF.Min(MathF.Min(low.X, low.Y), MathF.Min(width - high.X, height - high.Y));
    }

    /// <summary>False for points that no face can have, as a wrong detection gives them.</summary>
    public bool AreSound =>
        float.IsFinite(Nose.X + Nose.Y + LeftMouth.X + LeftMouth.Y + RightMouth.X + RightMouth.Y) &&
        EyeDistance > 1 && Vector2.DistanceSquared((LeftMouth + RightMouth) / 2, (LeftEye + RightEye) / 2) > 1;
}
