using FaceAuth.Accounts;
using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>Turns the outcome of reading a photo into words and, where the engine is busy, into 503 with Retry-After.</summary>
public sealed class PhotoAnswers(IOptions<ImageLimits> limits)
{
    /// <summary>Why a photo could not be used and what to do.</summary>
    public string Words(FaceReading reading) => reading switch
    {
        FaceReading.NoFace => "There is no face to be seen in this photo. Face the camera, with light from the front.",
        FaceReading.SeveralFaces => "There are several faces in this photo. Take one in which only you are close to the camera.",
        FaceReading.Unfit { Advice: var advice } => string.Join(" ", advice.Select(PhotoWords.For)),
        FaceReading.Refused { Problem: var problem } => PhotoWords.For(problem, limits.Value),
        FaceReading.Unavailable { RetryAfter: var wait } =>
            $"Too many photos are being checked right now. Please try again in {Math.Ceiling(wait.TotalSeconds)} seconds.",
        _ => throw new ArgumentOutOfRangeException(nameof(reading), "A usable photo needs no words."),
    };

    /// <summary>The words of an added photo's outcome; null where it was added.</summary>
    public string? Words(AddPhotoResult result) => result switch
    {
        AddPhotoResult.Added => null,
        AddPhotoResult.NotUsable { Reading: var reading } => Words(reading),
        AddPhotoResult.SomebodyElse => "This photo does not match your other photos. All photos must show the same person.",
        AddPhotoResult.NotComparable => "One of your photos cannot be compared any more. Remove it first, then add this one.",
        AddPhotoResult.Full => $"There are {EnrolledPhotos.Max} photos already. Remove one to add another.",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>Sets the status of an answer that carries <paramref name="reading"/>'s words.</summary>
    public void SetStatus(HttpResponse response, FaceReading reading)
    {
        if (reading is FaceReading.Unavailable { RetryAfter: var wait })
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0");
        }
        else
        {
            response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
    }

    /// <summary>The files of a form as uploads; those without a name are fields left empty.</summary>
    public static IReadOnlyList<PhotoUpload> Uploads(IEnumerable<IFormFile>? files) =>
        files is null ? [] : [.. files.Where(f => f.FileName.Length > 0).Select(f => new PhotoUpload(f.Length, f.OpenReadStream))];
}
