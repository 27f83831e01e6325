using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>One thing an attacker may do to a picture before sending it again.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Kind">Whether it must be caught.</param>
/// <param name="Make">Makes the new file from the old one's bytes and pixels; the dice place the cuts.</param>
internal sealed record PictureChange(string Name, PictureChange.Duty Kind, Func<byte[], Pixels, Dice, byte[]> Make)
{
    /// <summary>What is asked of the guard.</summary>
    internal enum Duty
    {
        /// <summary>Named by the specification: at least 99 % are to be caught.</summary>
        Named,

        /// <summary>Two named ones together: measured, no promise.</summary>
        Combined,

        /// <summary>Beyond what it is made for: measured so that nobody believes otherwise.</summary>
        Beyond,
    }

    // What picture programs save with where nothing is said.
    private const int Saved = 92;

    /// <summary>All that are measured.</summary>
    public static IReadOnlyList<PictureChange> All { get; } =
    [
        new("same bytes", Duty.Named, static (file, _, _) => file),
        .. new[] { 95, 85, 70, 50, 30 }.Select(q => Change($"quality {q}", Duty.Named, static (p, _) => Copy(p), q)),
        .. new[] { 50, 67, 80, 125, 150, 200 }.Select(s => Change($"resized to {s} %", Duty.Named, (p, _) => Resize(p, s / 100.0))),
        .. new[] { 2, 5, 8, 10 }.Select(c => Change($"cropped {c} %, one side", Duty.Named, (p, dice) => CropSide(p, c / 100.0, dice))),
        .. new[] { 2, 5, 8, 10 }.Select(c => Change($"cropped {c} %, off centre", Duty.Named, (p, dice) => Crop(p, c / 100.0, dice))),
        Change("resized to 50 %, quality 50", Duty.Combined, static (p, _) => Resize(p, .5), 50),
        Change("resized to 67 %, quality 30", Duty.Combined, static (p, _) => Resize(p, .67), 30),
        Change("resized to 150 %, quality 50", Duty.Combined, static (p, _) => Resize(p, 1.5), 50),
        Change("cropped 5 %, quality 50", Duty.Combined, static (p, dice) => Crop(p, .05, dice), 50),
        Change("cropped 10 %, quality 30", Duty.Combined, static (p, dice) => Crop(p, .1, dice), 30),
        Change("cropped 10 %, resized to 50 %", Duty.Combined, static (p, dice) => Then(Crop(p, .1, dice), c => Resize(c, .5))),
        Change("cropped 10 %, resized to 200 %", Duty.Combined, static (p, dice) => Then(Crop(p, .1, dice), c => Resize(c, 2))),
        Change("cropped 5 %, resized to 67 %, quality 50", Duty.Combined, static (p, dice) => Then(Crop(p, .05, dice), c => Resize(c, .67)), 50),
        Change("cropped 10 % off each side", Duty.Beyond, static (p, _) => Inner(p, .1)),
        Change("mirrored", Duty.Beyond, static (p, _) => Mirror(p)),
        Change("brightened by 10 %", Duty.Beyond, static (p, _) => Tone(p, static v => v * 1.1f)),
        Change("gamma 0.8", Duty.Beyond, static (p, _) => Tone(p, static v => 255 * MathF.Pow(v / 255, .8f))),
        Change("blurred (σ 1 px)", Duty.Beyond, static (p, _) => Then(Resize(p, .6), c => ResizeTo(c, p.Width, p.Height))),
        Change("turned by 0.5°", Duty.Beyond, static (p, _) => Turn(p, .5)),
        Change("turned by 2°", Duty.Beyond, static (p, _) => Turn(p, 2)),
        Change("face moved by 1 % of its width", Duty.Beyond, static (p, _) => Stretch(p)),
    ];

    /// <summary>Those that are tried on frames of a camera too.</summary>
    public static IReadOnlyList<PictureChange> OfFrames { get; } =
    [
        .. All.Where(change => change.Name is "quality 70" or "quality 30" or "resized to 50 %" or "resized to 200 %"
            or "cropped 10 %, off centre" or "cropped 10 %, quality 30"),
    ];

    private static PictureChange Change(string name, Duty kind, Func<Pixels, Dice, Pixels> make, int quality = Saved) =>
        new(name, kind, (_, picture, dice) =>
        {
            using var changed = make(picture, dice);
            return JpegEncoder.Encode(changed, quality);
        });

    private static Pixels Copy(Pixels picture) => picture.Crop(0, 0, picture.Width, picture.Height);

    private static Pixels Then(Pixels picture, Func<Pixels, Pixels> next)
    {
        using (picture) return next(picture);
    }

    private static Pixels Resize(Pixels picture, double factor) =>
        ResizeTo(picture, (int)Math.Round(picture.Width * factor), (int)Math.Round(picture.Height * factor));

    // The mean over the area where it shrinks, cubic where it grows.
    private static Pixels ResizeTo(Pixels picture, int width, int height)
    {
        if (width <= picture.Width && height <= picture.Height) return Shrinking.To(picture, width, height);
        var (across, down) = ((float)picture.Width / width, (float)picture.Height / height);
        return Map(picture, width, height, (x, y) => (x * across, y * down));
    }

    private static Pixels CropSide(Pixels picture, double share, Dice dice)
    {
        int x = (int)Math.Round(picture.Width * share), y = (int)Math.Round(picture.Height * share);
        return dice.Next(4) switch
        {
            0 => picture.Crop(x, 0, picture.Width - x, picture.Height),
            1 => picture.Crop(0, 0, picture.Width - x, picture.Height),
            2 => picture.Crop(0, y, picture.Width, picture.Height - y),
            _ => picture.Crop(0, 0, picture.Width, picture.Height - y),
        };
    }

    // The share of width and height goes, taken from all four sides unevenly.
    private static Pixels Crop(Pixels picture, double share, Dice dice)
    {
        int x = (int)Math.Round(picture.Width * share), y = (int)Math.Round(picture.Height * share);
        return picture.Crop(dice.Next(x + 1), dice.Next(y + 1), picture.Width - x, picture.Height - y);
    }

    private static Pixels Inner(Pixels picture, double share)
    {
        int x = (int)Math.Round(picture.Width * share), y = (int)Math.Round(picture.Height * share);
        return picture.Crop(x, y, picture.Width - 2 * x, picture.Height - 2 * y);
    }

    private static Pixels Mirror(Pixels picture) => Map(picture, picture.Width, picture.Height, (x, y) => (picture.Width - x, y));

    private static Pixels Tone(Pixels picture, Func<float, float> tone)
    {
        var changed = Copy(picture);
        foreach (ref var value in changed.Rgb) value = (byte)Math.Clamp(tone(value) + .5f, 0, 255);
        return changed;
    }

    private static Pixels Turn(Pixels picture, double degrees)
    {
        var (sin, cos) = MathF.SinCos((float)(degrees * Math.PI / 180));
        var middle = new Vector2(picture.Width, picture.Height) / 2;
        return Map(picture, picture.Width, picture.Height, (x, y) =>
        {
            var p = new Vector2(x, y) - middle;
            return (p.X * cos + p.Y * sin + middle.X, p.Y * cos - p.X * sin + middle.Y);
        });
    }

    // What somebody does who knows this guard: the middle of the picture drawn a little to one side.
    private static Pixels Stretch(Pixels picture) => Map(picture, picture.Width, picture.Height, (x, y) =>
    {
        var (dx, dy) = (x / picture.Width - .5f, y / picture.Height - .5f);
        return (x + .004f * picture.Width * MathF.Exp(-(dx * dx + dy * dy) / .05f), y);
    });

    private static Pixels Map(Pixels picture, int width, int height, Func<float, float, (float X, float Y)> place)
    {
        var from = new CubicSampler(picture);
        var to = Pixels.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = to.Row(y);
            for (var x = 0; x < width; x++)
            {
                var at = place(x + .5f, y + .5f);
                CubicSampler.Put(row, x, from.At(at.X, at.Y));
            }
        }
        return to;
    }
}
