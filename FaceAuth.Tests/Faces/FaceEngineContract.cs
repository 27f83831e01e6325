using FaceAuth.Faces;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces;

/// <summary>What any face engine must do, on real photos: cuts of group photos that an npm package brings.</summary>
public abstract class FaceEngineContract
{
    /// <summary>The engine under test; may be shared by the tests.</summary>
    protected abstract IFaceEngine Engine { get; }

    [Fact]
    public async Task Two_photos_of_one_woman_match_both_ways()
    {
        (await CompareAsync(SamplePhotos.Ada, SamplePhotos.AdaAgain)).ShouldBeOfType<FaceVerdict.Match>();
        (await CompareAsync(SamplePhotos.AdaAgain, SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>();
    }

    [Fact]
    public async Task Strangers_are_refused_the_look_alike_too()
    {
        foreach (var stranger in SamplePhotos.Strangers)
        {
            (await CompareAsync(stranger, SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.NoMatch>();
            (await CompareAsync(stranger, SamplePhotos.Ada, SamplePhotos.AdaAgain)).ShouldBeOfType<FaceVerdict.NoMatch>();
        }
    }

    [Fact]
    public async Task A_match_is_at_or_above_the_threshold_and_no_match_below_it()
    {
        ((FaceVerdict.Match)await CompareAsync(SamplePhotos.AdaAgain, SamplePhotos.Ada)).Similarity.ShouldBeGreaterThanOrEqualTo(Engine.Threshold);
        ((FaceVerdict.NoMatch)await CompareAsync(SamplePhotos.LookAlike, SamplePhotos.Ada)).Similarity.ShouldBeLessThan(Engine.Threshold);
    }

    [Theory]
    [InlineData("sample1.jpg")]
    [InlineData("sample2.jpg")]
    [InlineData("sample3.jpg")]
    [InlineData("sample4.jpg")]
    [InlineData("sample5.jpg")]
    [InlineData("sample6.jpg")]
    public async Task In_a_group_it_is_not_clear_who_is_meant(string photo) =>
        (await ReadAsync(SamplePhotos.Group(photo))).ShouldBeOfType<FaceReading.SeveralFaces>();

    [Fact]
    public async Task A_picture_without_a_face_has_no_face()
    {
        (await ReadAsync(SpoiledPhoto.Draw(640, 480, static (x, y) => ((byte)(x / 3), (byte)(y / 2), 90)))).ShouldBeOfType<FaceReading.NoFace>();
        (await ReadAsync(SpoiledPhoto.Draw(640, 480, static (_, _) => (255, 255, 255)))).ShouldBeOfType<FaceReading.NoFace>();
    }

    [Fact]
    public async Task A_face_turned_by_the_phone_is_set_upright_by_its_Exif_orientation()
    {
        foreach (var orientation in (int[])[3, 6, 8])
        {
            var turned = SpoiledPhoto.TurnedWithExif(SamplePhotos.AdaAgain, orientation);
            (await CompareAsync(turned, SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>($"orientation {orientation}");
        }
    }

    [Theory]
    [InlineData(-15)]
    [InlineData(15)]
    public async Task A_head_tilted_further_still_matches(double degrees) =>
        (await CompareAsync(SpoiledPhoto.Rolled(SamplePhotos.AdaAgain, degrees), SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>();

    [Fact]
    public async Task A_photo_saved_at_quality_20_still_matches() =>
        (await CompareAsync(SpoiledPhoto.Saved(SamplePhotos.AdaAgain, quality: 20), SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>();

    [Fact]
    public async Task A_photo_a_third_as_large_still_matches() =>
        (await CompareAsync(SpoiledPhoto.Shrunk(SamplePhotos.AdaAgain, 1 / 3.0), SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>();

    [Fact]
    public async Task A_dark_photo_asks_for_more_light() =>
        (await AdviceAsync(SpoiledPhoto.Toned(SamplePhotos.AdaAgain, v => v * .15))).ShouldContain(PhotoAdvice.MoreLight);

    [Fact]
    public async Task A_washed_out_photo_asks_for_less_light() =>
        (await AdviceAsync(SpoiledPhoto.Toned(SamplePhotos.AdaAgain, v => v + 120))).ShouldContain(PhotoAdvice.LessLight);

    [Fact]
    public async Task A_blurred_photo_asks_to_hold_still() =>
        (await AdviceAsync(SpoiledPhoto.Blurred(SamplePhotos.AdaAgain, radius: 9))).ShouldContain(PhotoAdvice.HoldStill);

    [Fact]
    public async Task A_tiny_face_asks_to_come_closer() =>
        (await AdviceAsync(SpoiledPhoto.Shrunk(SamplePhotos.AdaAgain, .17))).ShouldContain(PhotoAdvice.ComeCloser);

    [Fact]
    public async Task A_face_cut_by_the_edge_asks_to_centre_it() =>
        (await AdviceAsync(SpoiledPhoto.Cut(SamplePhotos.AdaAgain, 250, 60, 350, 400))).ShouldContain(PhotoAdvice.CentreTheFace);

    [Fact]
    public async Task A_head_turned_away_asks_to_look_at_the_camera()
    {
        // The second woman from the left looks to the side.
        var advice = await AdviceAsync(SpoiledPhoto.Cut(SamplePhotos.Group("sample5.jpg"), 400, 290, 370, 480));
        advice.ShouldContain(PhotoAdvice.LookAtTheCamera);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_with_its_reason()
    {
        (await ReadAsync([])).ShouldBe(new FaceReading.Refused(PhotoProblem.Empty));
        (await ReadAsync("%PDF-1.7 no picture"u8.ToArray())).ShouldBe(new FaceReading.Refused(PhotoProblem.NotJpegOrPng));
        (await ReadAsync(SamplePhotos.Ada[..5000])).ShouldBe(new FaceReading.Refused(PhotoProblem.Damaged));
    }

    [Fact]
    public async Task Enrolment_makes_a_clean_photo_that_reads_as_the_same_face_and_sign_in_makes_none()
    {
        var enrolled = await FoundAsync(SamplePhotos.Ada, ReadingPurpose.Enrolment);
        var clean = enrolled.CleanPhoto.ShouldNotBeNull();
        Math.Max(clean.Width, clean.Height).ShouldBeLessThanOrEqualTo(1024);
        (await CompareAsync(clean.Jpeg, SamplePhotos.Ada)).ShouldBeOfType<FaceVerdict.Match>();
        (await FoundAsync(SamplePhotos.Ada, ReadingPurpose.SignIn)).CleanPhoto.ShouldBeNull();
    }

    [Fact]
    public async Task Parallel_readings_give_the_template_that_a_single_one_gives()
    {
        byte[][] photos = [SamplePhotos.Ada, SamplePhotos.AdaAgain, .. SamplePhotos.Strangers];
        var alone = new List<byte[]>();
        foreach (var photo in photos) alone.Add((await FoundAsync(photo, ReadingPurpose.SignIn)).Template.Bytes.ToArray());

        var together = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
            (await FoundAsync(photos[i % photos.Length], ReadingPurpose.SignIn)).Template.Bytes.ToArray()));
        for (var i = 0; i < together.Length; i++) together[i].ShouldBe(alone[i % photos.Length]);
    }

    [Fact]
    public async Task A_reading_that_was_called_off_ends_as_cancelled() =>
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Engine.ReadAsync(PhotoUpload.From(SamplePhotos.Ada), ReadingPurpose.SignIn, new CancellationToken(canceled: true)));

    protected Task<FaceReading> ReadAsync(byte[] photo, ReadingPurpose purpose = ReadingPurpose.SignIn) =>
        Engine.ReadAsync(PhotoUpload.From(photo), purpose, CancellationToken.None);

    protected async Task<DetectedFace> FoundAsync(byte[] photo, ReadingPurpose purpose)
    {
        var reading = await ReadAsync(photo, purpose);
        reading.ShouldBeOfType<FaceReading.Found>(reading is FaceReading.Unfit unfit ? string.Join(", ", unfit.Advice) : null);
        return ((FaceReading.Found)reading).Face;
    }

    protected async Task<FaceVerdict> CompareAsync(byte[] probe, params byte[][] enrolled)
    {
        var faces = new List<EnrolledFace>();
        foreach (var photo in enrolled) faces.Add(new EnrolledFace((await FoundAsync(photo, ReadingPurpose.Enrolment)).Template));
        return await Engine.CompareAsync(await FoundAsync(probe, ReadingPurpose.SignIn), faces, CancellationToken.None);
    }

    private async Task<IReadOnlyList<PhotoAdvice>> AdviceAsync(byte[] photo) =>
        (await ReadAsync(photo)).ShouldBeOfType<FaceReading.Unfit>().Advice;
}
