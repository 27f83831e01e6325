using System.Numerics;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>
/// Frames of a camera that stands still before a person who does not quite, made from one photo: 640×480 about the
/// face, the head moved against the background, parts of the face moved in it, light, sensor noise and the camera's
/// JPEG different in each. Real sensors also clean noise and blur what moves, which is not made here.
/// </summary>
internal sealed class CameraClip
{
    public const int Width = 640, Height = 480;

    /// <summary>What the table calls clips of somebody far from the camera.</summary>
    public const string LeaningBack = "camera, face 15 % wide";

    private static readonly float[] Noise = MakeNoise();

    private readonly CubicSampler photo;
    private readonly Vector2 origin;
    private readonly float scale;
    private readonly Vector2 head, reach;

    /// <summary>A face as wide as this share of the frame is that of somebody who leans back.</summary>
    private const float FarFace = .15f;

    /// <param name="picture">The photo.</param>
    /// <param name="box">The face in it.</param>
    /// <param name="far">Whether the person sits far from the camera; the photo's surroundings are then mirrored at its edges.</param>
    public CameraClip(Pixels picture, in FaceBox box, bool far)
    {
        photo = new CubicSampler(picture);
        // The largest part of the camera's shape that the photo has, with the face in its middle as far as possible.
        scale = Math.Min((float)picture.Width / Width, (float)picture.Height / Height);
        if (far) scale = Math.Max(scale, box.Width / (FarFace * Width));
        origin = new Vector2(
            Within(box.CentreX - Width * scale / 2, picture.Width - Width * scale),
            Within(box.CentreY - Height * scale / 2, picture.Height - Height * scale));
        head = (new Vector2(box.CentreX, box.CentreY) - origin) / scale;
        // Hair, ears and chin move with the face.
        reach = new Vector2(box.Width * .7f, box.Height * .75f) / scale;
    }

    /// <summary>How much a person moves from one frame to another.</summary>
    /// <param name="Name">What the table calls it.</param>
    /// <param name="ShiftFrom">Least shift of the head, in pixels of the frame.</param>
    /// <param name="ShiftTo">Most.</param>
    /// <param name="TurnFrom">Least turn of the head in the picture's plane, in degrees.</param>
    /// <param name="TurnTo">Most.</param>
    /// <param name="Growth">Most growth of the head by coming closer, as a share.</param>
    /// <param name="Play">Most movement of eyes, brows and mouth, in pixels of the frame.</param>
    internal sealed record Motion(
        string Name, float ShiftFrom, float ShiftTo, float TurnFrom, float TurnTo, float Growth, float Play)
    {
        /// <summary>Somebody who sits at a desk and looks at the camera, two seconds later.</summary>
        public static readonly Motion AtADesk = new("moving as at a desk", 1, 4, .5f, 1.5f, .01f, 2);

        /// <summary>Somebody who holds as still as can be: the hardest case that is fair.</summary>
        public static readonly Motion NearlyStill = new("nearly still", 0, .5f, 0, .15f, .0015f, .5f);

        /// <summary>Nothing moves, as with a doll: only light and noise differ.</summary>
        public static readonly Motion Frozen = new("frozen, only light and noise differ", 0, 0, 0, 0, 0, 0);

        /// <summary>All of them.</summary>
        public static readonly IReadOnlyList<Motion> All = [AtADesk, NearlyStill, Frozen];
    }

    /// <summary>One frame as the camera's JPEG.</summary>
    /// <param name="motion">How far the head may be from where the photo has it; null for exactly there.</param>
    /// <param name="dice">Draws everything.</param>
    public byte[] Frame(Motion? motion, Dice dice)
    {
        motion ??= Motion.Frozen;

        float Either(float low, float high) => dice.Between(low, high) * (dice.Next(2) == 0 ? -1 : 1);

        var direction = dice.Between(0, MathF.Tau);
        var shift = dice.Between(motion.ShiftFrom, motion.ShiftTo) * new Vector2(MathF.Cos(direction), MathF.Sin(direction));
        var (sin, cos) = MathF.SinCos(Either(motion.TurnFrom, motion.TurnTo) * MathF.PI / 180);
        var growth = 1 + dice.Between(-motion.Growth, motion.Growth);
        // Eyes and brows, mouth: places in the face box, and how far each moves.
        var places = new Vector2[] { new(-.3f, -.25f), new(.3f, -.25f), new(0, .45f) };
        var plays = Array.ConvertAll(places, _ => new Vector2(dice.Between(-.4f, .4f), dice.Between(-1, 1)) * motion.Play);
        var exposure = dice.Between(.98f, 1.02f);
        var sigma = dice.Between(2, 4);
        var quality = 85 + dice.Next(8);

        using var frame = Pixels.Rent(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var row = frame.Row(y);
            var noise = dice.Next(Noise.Length - 4 * Width);
            for (var x = 0; x < Width; x++)
            {
                var p = new Vector2(x + .5f, y + .5f);
                var q = (p - head) / reach;
                var far = q.LengthSquared();
                if (far < 1.7f)
                {
                    // 1 within the head, falling to 0 around it: hair and collar follow a little.
                    var share = 1 - SmoothStep(.8f, 1.3f, MathF.Sqrt(far));
                    var from = p - head - shift;
                    from = new Vector2(from.X * cos + from.Y * sin, from.Y * cos - from.X * sin) / growth + head;
                    for (var i = 0; i < places.Length; i++)
                    {
                        var d = (q - places[i]) / .28f;
                        from -= plays[i] * MathF.Exp(-d.LengthSquared());
                    }
                    p = Vector2.Lerp(p, from, share);
                }
                var at = origin + p * scale;
                var grain = new Vector4(Noise[noise], Noise[noise + 1], Noise[noise + 2], 0) * sigma;
                noise += 3;
                CubicSampler.Put(row, x, photo.At(Mirrored(at.X, photo.Width), Mirrored(at.Y, photo.Height)) * exposure + grain);
            }
        }
        return JpegEncoder.Encode(frame, quality);
    }

    private static float Within(float start, float room) => room > 0 ? Math.Clamp(start, 0, room) : start;

    private static float Mirrored(float at, int size)
    {
        at = MathF.Abs(at) % (2 * size);
        return at > size ? 2 * size - at : at;
    }

    private static float SmoothStep(float from, float to, float value)
    {
        var t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }

    // Normal deviates (Box and Muller), drawn once.
    private static float[] MakeNoise()
    {
        var dice = new Dice(Width * Height);
        var noise = new float[1 << 17];
        for (var i = 0; i < noise.Length; i += 2)
        {
            var r = Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble()));
            var (sin, cos) = Math.SinCos(Math.Tau * dice.NextDouble());
            (noise[i], noise[i + 1]) = ((float)(r * cos), (float)(r * sin));
        }
        return noise;
    }
}
