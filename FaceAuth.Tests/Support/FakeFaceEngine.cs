using System.Security.Cryptography;
using System.Text;
using FaceAuth.Faces;
using FaceAuth.Faces.Replay;
using FaceAuth.Faces.Replay.Measurement;

namespace FaceAuth.Tests.Support;

/// <summary>
/// An engine whose verdict the test chooses: a photo is the name of who is on it, and "nobody", "crowd", "blurred",
/// "broken" and "busy" are the other readings. What a real engine says of real photos is tested with the real engine.
/// </summary>
public sealed class FakeFaceEngine : IFaceEngine
{
    /// <summary>How often a photo was read.</summary>
    public int Reads;

    /// <summary>How often a decoy was compared with.</summary>
    public int Decoys;

    /// <summary>The engine does not answer any comparison.</summary>
    public bool Down;

    /// <inheritdoc/>
    public string TemplateFormat => "fake-1";

    /// <inheritdoc/>
    public double Threshold => 70;

    /// <summary>A photo of somebody; add a digit for another photo of the same person: "ada", "ada2".</summary>
    public static PhotoUpload Photo(string who) => PhotoUpload.From(Encoding.UTF8.GetBytes(who));

    /// <inheritdoc/>
    public Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct)
    {
        Interlocked.Increment(ref Reads);
        using var reader = new StreamReader(photo.Open());
        var who = reader.ReadToEnd();
        return Task.FromResult<FaceReading>(who switch
        {
            "nobody" => new FaceReading.NoFace(),
            "crowd" => new FaceReading.SeveralFaces(),
            "blurred" => new FaceReading.Unfit([PhotoAdvice.HoldStill]),
            "broken" => new FaceReading.Refused(PhotoProblem.Damaged),
            "busy" => new FaceReading.Unavailable(TimeSpan.FromSeconds(7)),
            _ => new FaceReading.Found(new DetectedFace(
                new FaceTemplate(TemplateFormat, Encoding.UTF8.GetBytes(who.TrimEnd("0123456789".ToCharArray()))),
                new LivenessScore(who.EndsWith('0') ? 0.01 : 0.9, who.EndsWith('0')),
                purpose == ReadingPurpose.Enrolment ? new CleanPhoto(Encoding.UTF8.GetBytes($"picture of {who}"), 640, 480) : null,
                Fingerprint(who))),
        });
    }

    // Another name is another picture, the same name the same one: each name has a noise of its own.
    private static PhotoFingerprint Fingerprint(string who)
    {
        const int side = 32;
        var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(who));
        var grey = new byte[side * side];
        var dice = new Dice(BitConverter.ToInt32(sha256));
        foreach (ref var value in grey.AsSpan()) value = (byte)dice.Next(256);
        return new PhotoFingerprint(sha256, side, side, grey, new FaceArea(8, 8, 16, 16));
    }

    /// <inheritdoc/>
    public Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct)
    {
        Interlocked.Increment(ref Decoys);
        return Down ? Unavailable() : Task.FromResult<FaceVerdict>(new FaceVerdict.NoMatch(12));
    }

    /// <inheritdoc/>
    public Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct)
    {
        if (Down)
            return Unavailable();
        var match = enrolled.Any(face => face.Template.Bytes.Span.SequenceEqual(probe.Template.Bytes.Span));
        return Task.FromResult<FaceVerdict>(match ? new FaceVerdict.Match(95) : new FaceVerdict.NoMatch(12));
    }

    private static Task<FaceVerdict> Unavailable() => Task.FromResult<FaceVerdict>(new FaceVerdict.Unavailable(TimeSpan.FromSeconds(7)));
}
