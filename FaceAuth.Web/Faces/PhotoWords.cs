using System.Globalization;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces;

/// <summary>What is wrong with a photo, in a sentence that says what to do. Used by pages and command line alike.</summary>
public static class PhotoWords
{
    /// <summary>For an upload that is no picture we can read.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="limits">The limits in force, which some sentences name.</param>
    public static string For(PhotoProblem problem, ImageLimits limits) => problem switch
    {
        PhotoProblem.Empty => "No photo arrived. Choose a photo and send it again.",
        PhotoProblem.TooManyBytes =>
            $"This photo is larger than {Megabytes(limits.MaxBytes)} MB. Send a smaller one, for example at your camera's medium size.",
        PhotoProblem.NotJpegOrPng =>
            "This is not a JPEG or PNG picture. Save or export it as JPEG and send that, or take the photo with the camera here.",
        PhotoProblem.TooManyPixels =>
            "This picture is too wide, too high or has too many pixels. Shrink it to about 4000 × 3000 pixels, or take a new photo.",
        PhotoProblem.TooFewPixels =>
            string.Create(CultureInfo.InvariantCulture, $"This picture is too small: a side has fewer than {limits.MinSide} pixels. Send the original photo instead of a preview."),
        PhotoProblem.Damaged =>
            "This picture is damaged, incomplete or stored in an unusual way. Open it, save it again as an ordinary JPEG, or take a new photo.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    /// <summary>For a face that is not fit to be compared.</summary>
    public static string For(PhotoAdvice advice) => advice switch
    {
        PhotoAdvice.ComeCloser => "Your face is too small in the photo. Come closer to the camera.",
        PhotoAdvice.CentreTheFace => "Part of your face is outside the photo. Move until all of it is in the middle.",
        PhotoAdvice.MoreLight => "The photo is too dark. Turn towards a window or switch on a light.",
        PhotoAdvice.LessLight => "The photo is too bright. Move out of direct light, or turn away from the lamp.",
        PhotoAdvice.HoldStill => "The photo is blurred. Hold the camera still, wipe its lens, and try again.",
        PhotoAdvice.LookAtTheCamera => "Your face is turned away. Look straight at the camera.",
        _ => throw new ArgumentOutOfRangeException(nameof(advice)),
    };

    private static string Megabytes(int bytes) =>
        (bytes / (1024.0 * 1024.0)).ToString("0.#", CultureInfo.InvariantCulture);
}
