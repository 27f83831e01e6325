using System.Collections.Concurrent;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// New photos of people of whom there are few: frames of a camera before which somebody turns and moves, made from one
/// photo. The site refuses a picture that an account has seen, so nobody sends one twice.
/// </summary>
public static class Shots
{
    // More than people move from one frame to the next: two shots on one evening.
    private static readonly CameraClip.Motion BetweenShots = new("between two shots", 6, 20, 1, 6, .06f, 4);

    private static readonly ConcurrentDictionary<SamplePicture, CameraClip> Clips = new();

    private static int _taken;

    /// <summary>One more photo of this person; no two are the same.</summary>
    public static FilePayload Of(SamplePicture face)
    {
        var number = Interlocked.Increment(ref _taken);
        return Pictures.Jpeg($"{face.Name}-shot-{number}", Clips.GetOrAdd(face, ClipOf).Frame(BetweenShots, new Dice(number)));
    }

    private static CameraClip ClipOf(SamplePicture face)
    {
        using var portrait = Pictures.Decode(face);
        // Where the face is in a portrait, near enough to move it.
        float left = .3f * portrait.Width, top = .22f * portrait.Height;
        return new CameraClip(portrait, new FaceBox(left, top, left + .4f * portrait.Width, top + .45f * portrait.Height, 1), far: false);
    }
}
