using FaceAuth.Faces;
using FaceAuth.Faces.Replay;
using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Tests.Faces.Embedded;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Replay;

/// <summary>The form in which fingerprints are stored, and how they come from the engine.</summary>
public sealed class KeepingAFingerprint
{
    [Fact]
    public async Task The_engine_gives_the_same_one_for_the_same_photo_and_knows_the_clean_copy_again()
    {
        var enrolled = await ReadAsync(SamplePhotos.Ada, ReadingPurpose.Enrolment);
        var signIn = await ReadAsync(SamplePhotos.Ada, ReadingPurpose.SignIn);
        signIn.Fingerprint.ToBytes().ShouldBe(enrolled.Fingerprint.ToBytes());

        var stored = await ReadAsync(enrolled.CleanPhoto!.Jpeg, ReadingPurpose.SignIn);
        ReplayComparison.IsSamePicture(stored.Fingerprint, enrolled.Fingerprint).ShouldBeTrue();
        var other = await ReadAsync(SamplePhotos.AdaAgain, ReadingPurpose.SignIn);
        ReplayComparison.IsSamePicture(other.Fingerprint, enrolled.Fingerprint).ShouldBeFalse();
    }

    [Fact]
    public void It_comes_back_from_its_bytes_as_it_was()
    {
        using var prints = new Prints();
        var print = prints.Of(SamplePhotos.Ada);
        var bytes = print.ToBytes();
        bytes.Length.ShouldBeLessThan(10_000);

        var back = PhotoFingerprint.FromBytes(bytes);
        back.ToBytes().ShouldBe(bytes);
        back.Face.ShouldBe(print.Face);
        ReplayComparison.IsSamePicture(back, prints.Of(Prints.Changed(SamplePhotos.Ada, "quality 50"))).ShouldBeTrue();
        ReplayComparison.Compare(prints.Of(Prints.Changed(SamplePhotos.Ada, "quality 50")), back)
            .ShouldBe(ReplayComparison.Compare(print, prints.Of(Prints.Changed(SamplePhotos.Ada, "quality 50"))));
    }

    [Fact]
    public void Bytes_that_are_none_are_refused()
    {
        using var prints = new Prints();
        var bytes = prints.Of(SamplePhotos.Ada).ToBytes();
        Should.Throw<ArgumentException>(() => PhotoFingerprint.FromBytes([]));
        Should.Throw<ArgumentException>(() => PhotoFingerprint.FromBytes(bytes.AsSpan(0, 40)));
        Should.Throw<ArgumentException>(() => PhotoFingerprint.FromBytes(bytes.AsSpan(0, bytes.Length - 1)));
        Should.Throw<ArgumentException>(() => PhotoFingerprint.FromBytes([.. bytes, 0]));
        bytes[0]++;
        Should.Throw<ArgumentException>(() => PhotoFingerprint.FromBytes(bytes));
    }

    [Fact]
    public void Its_words_do_not_tell_the_content()
    {
        using var prints = new Prints();
        $"{prints.Of(SamplePhotos.Ada)}".ShouldBe("(fingerprint of a photo)");
    }

    [Fact]
    public void Fingerprints_of_any_shape_can_be_compared()
    {
        var dice = new Dice(4);
        (int Width, int Height)[] sizes = [(1, 1), (3, 3), (4, 4), (5, 160), (255, 1), (255, 36), (16, 255), (96, 96), (31, 33)];
        var all = new List<PhotoFingerprint>();
        foreach (var (width, height) in sizes)
        {
            foreach (var plain in (bool[])[false, true])
            {
                var grey = new byte[width * height];
                foreach (ref var value in grey.AsSpan()) value = plain ? (byte)90 : (byte)dice.Next(256);
                var sha256 = new byte[32];
                foreach (ref var value in sha256.AsSpan()) value = (byte)dice.Next(256);
                all.Add(new PhotoFingerprint(sha256, width, height, grey, new FaceArea(dice.Next(300) - 20, dice.Next(300) - 20, 1 + dice.Next(300), 1 + dice.Next(300))));
            }
        }
        foreach (var a in all)
        {
            foreach (var b in all)
                ReplayComparison.IsSamePicture(a, b).ShouldBe(ReferenceEquals(a, b));
        }
    }

    private static async Task<DetectedFace> ReadAsync(byte[] photo, ReadingPurpose purpose) =>
        (await EmbeddedEngine.Shared.ReadAsync(PhotoUpload.From(photo), purpose, CancellationToken.None))
            .ShouldBeOfType<FaceReading.Found>().Face;
}
