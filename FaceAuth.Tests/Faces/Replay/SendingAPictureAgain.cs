using FaceAuth.Faces.Replay;
using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Replay;

/// <summary>A picture that was sent before is known again, also changed; another one is not.</summary>
public sealed class SendingAPictureAgain : IDisposable
{
    private readonly Prints prints = new();

    public static TheoryData<string> Promised =>
        [.. PictureChange.All.Where(change => change.Kind != PictureChange.Duty.Beyond).Select(change => change.Name)];

    [Theory]
    [MemberData(nameof(Promised))]
    public void A_changed_picture_is_known_again(string change)
    {
        foreach (var photo in (byte[][])[SamplePhotos.Ada, SamplePhotos.LookAlike])
        {
            PhotoFingerprint original = prints.Of(photo), again = prints.Of(Prints.Changed(photo, change));
            ReplayComparison.IsSamePicture(again, original).ShouldBeTrue(ReplayComparison.Compare(again, original).ToString());
            ReplayComparison.IsSamePicture(original, again).ShouldBeTrue("the order must not matter");
        }
    }

    [Fact]
    public void A_picture_is_known_after_each_of_several_changes_in_a_row()
    {
        var original = prints.Of(SamplePhotos.Ada);
        var photo = SamplePhotos.Ada;
        foreach (var change in (string[])["quality 70", "resized to 67 %", "cropped 5 %, one side", "quality 50"])
        {
            photo = Prints.Changed(photo, change);
            ReplayComparison.IsSamePicture(original, prints.Of(photo)).ShouldBeTrue(change);
        }
    }

    [Fact]
    public void Another_photo_of_the_same_woman_and_photos_of_others_are_other_pictures()
    {
        PhotoFingerprint[] all = [prints.Of(SamplePhotos.Ada), prints.Of(SamplePhotos.AdaAgain), .. SamplePhotos.Strangers.Select(prints.Of)];
        foreach (var a in all)
        {
            foreach (var b in all)
                ReplayComparison.IsSamePicture(a, b).ShouldBe(ReferenceEquals(a, b));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_of_a_camera_are_other_pictures_each(bool far)
    {
        foreach (var photo in (byte[][])[SamplePhotos.Ada, SamplePhotos.AdaAgain, SamplePhotos.LookAlike])
        {
            var clip = prints.Film(photo, far);
            var dice = new Dice(2);
            var frames = Enumerable.Range(0, 4).Select(_ => prints.Of(clip.Frame(CameraClip.Motion.AtADesk, dice))).ToList();
            for (var i = 0; i < frames.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    ReplayComparison.IsSamePicture(frames[i], frames[j])
                        .ShouldBeFalse(ReplayComparison.Compare(frames[i], frames[j]).ToString());
                }
            }
        }
    }

    [Theory]
    [InlineData("quality 30")]
    [InlineData("resized to 50 %")]
    [InlineData("resized to 200 %")]
    [InlineData("cropped 10 %, off centre")]
    [InlineData("cropped 10 %, quality 30")]
    public void A_frame_of_a_camera_is_known_again(string change)
    {
        foreach (var far in (bool[])[false, true])
        {
            var frame = prints.Film(SamplePhotos.AdaAgain, far).Frame(CameraClip.Motion.AtADesk, new Dice(3));
            ReplayComparison.IsSamePicture(prints.Of(frame), prints.Of(Prints.Changed(frame, change))).ShouldBeTrue();
        }
    }

    // docs/replay-guard.md says so: who reads it must not believe that more is caught.
    [Theory]
    [InlineData("mirrored")]
    [InlineData("turned by 2°")]
    [InlineData("face moved by 1 % of its width")]
    public void What_the_documentation_says_passes_does_pass(string change) =>
        ReplayComparison.IsSamePicture(prints.Of(SamplePhotos.Ada), prints.Of(Prints.Changed(SamplePhotos.Ada, change))).ShouldBeFalse();

    public void Dispose() => prints.Dispose();
}
