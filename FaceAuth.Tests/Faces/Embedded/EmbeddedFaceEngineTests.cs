using FaceAuth.Faces;
using FaceAuth.Faces.Embedded;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Embedded;

/// <summary>The embedded engine keeps the contract, and what only it promises.</summary>
public sealed class EmbeddedFaceEngineTests : FaceEngineContract
{
    protected override IFaceEngine Engine => EmbeddedEngine.Shared;

    [Fact]
    public async Task A_template_is_512_floats_of_length_1()
    {
        var bytes = (await FoundAsync(SamplePhotos.Ada, ReadingPurpose.SignIn)).Template.Bytes.ToArray();
        bytes.Length.ShouldBe(2048);
        FusedScore.FromBytes(bytes).Sum(v => (double)v * v).ShouldBe(1, 1e-4);
    }

    [Fact]
    public async Task Templates_that_are_not_of_this_engine_are_refused()
    {
        var probe = await FoundAsync(SamplePhotos.Ada, ReadingPurpose.SignIn);
        Task<FaceVerdict> Against(params EnrolledFace[] enrolled) => Engine.CompareAsync(probe, enrolled, CancellationToken.None);

        await Should.ThrowAsync<ArgumentException>(() => Against());
        await Should.ThrowAsync<ArgumentException>(() => Against(new EnrolledFace(new FaceTemplate("other", probe.Template.Bytes.ToArray()))));
        await Should.ThrowAsync<ArgumentException>(() => Against(new EnrolledFace(new FaceTemplate(Engine.TemplateFormat, new byte[2048]))));
        await Should.ThrowAsync<ArgumentException>(() => Against(new EnrolledFace(new FaceTemplate(Engine.TemplateFormat, new byte[7]))));
    }

    [Fact]
    public async Task With_the_queue_full_a_photo_is_turned_away_and_the_next_one_is_read_again()
    {
        using var engine = EmbeddedEngine.Load(new EmbeddedEngineOptions { Concurrency = 1, QueueLength = 1, RetryAfterSeconds = 7 });
        var slow = new SlowUpload(SamplePhotos.Ada);
        var first = engine.ReadAsync(slow.Upload, ReadingPurpose.SignIn, CancellationToken.None);
        await slow.Opened;
        var second = engine.ReadAsync(PhotoUpload.From(SamplePhotos.Ada), ReadingPurpose.SignIn, CancellationToken.None);

        var third = await engine.ReadAsync(PhotoUpload.From(SamplePhotos.Ada), ReadingPurpose.SignIn, CancellationToken.None);
        third.ShouldBe(new FaceReading.Unavailable(TimeSpan.FromSeconds(7)));

        slow.Release();
        (await first).ShouldBeOfType<FaceReading.Found>();
        (await second).ShouldBeOfType<FaceReading.Found>();
        (await engine.ReadAsync(PhotoUpload.From(SamplePhotos.Ada), ReadingPurpose.SignIn, CancellationToken.None))
            .ShouldBeOfType<FaceReading.Found>();
    }

    [Fact]
    public async Task A_photo_that_waits_is_not_opened()
    {
        using var engine = EmbeddedEngine.Load(new EmbeddedEngineOptions { Concurrency = 1, QueueLength = 1 });
        var slow = new SlowUpload(SamplePhotos.Ada);
        var first = engine.ReadAsync(slow.Upload, ReadingPurpose.SignIn, CancellationToken.None);
        await slow.Opened;
        var opened = false;
        using var called = new CancellationTokenSource();
        var waiting = engine.ReadAsync(
            new PhotoUpload(1000, () => { opened = true; return new MemoryStream(new byte[1000]); }), ReadingPurpose.SignIn, called.Token);

        await called.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        opened.ShouldBeFalse();
        slow.Release();
        await first;
    }

    [Fact]
    public async Task An_upload_over_the_limit_is_refused_unopened()
    {
        var upload = new PhotoUpload(10 * 1024 * 1024 + 1, () => throw new InvalidOperationException("must not be opened"));
        (await Engine.ReadAsync(upload, ReadingPurpose.SignIn, CancellationToken.None))
            .ShouldBe(new FaceReading.Refused(PhotoProblem.TooManyBytes));
    }

    [Theory]
    [InlineData("fr_detect.onnx")]
    [InlineData("fr_landmark.onnx")]
    [InlineData("fr_feature.onnx")]
    [InlineData("fr_liveness.onnx")]
    [InlineData("libonnxruntime.so.1")]
    public void A_missing_or_damaged_file_is_refused_by_its_name(string name)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-models-");
        try
        {
            foreach (var file in Directory.GetFiles(EmbeddedEngine.ModelsFolder))
                File.CreateSymbolicLink(Path.Combine(folder.FullName, Path.GetFileName(file)), file);
            var path = Path.Combine(folder.FullName, name);
            var content = File.ReadAllBytes(path);
            File.Delete(path);
            var options = new EmbeddedEngineOptions { ModelsFolder = folder.FullName };

            Should.Throw<ModelFileException>(() => EmbeddedEngine.Load(options)).Message.ShouldContain($"{path} is missing");

            content[content.Length / 2] ^= 1; // one bit
            File.WriteAllBytes(path, content);
            Should.Throw<ModelFileException>(() => EmbeddedEngine.Load(options)).Message.ShouldContain($"{path} is damaged");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>An upload whose bytes come only when the test says so.</summary>
    private sealed class SlowUpload(byte[] photo)
    {
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PhotoUpload Upload => new(photo.Length, () =>
        {
            opened.SetResult();
            return new Held(photo, released.Task);
        });

        public Task Opened => opened.Task;

        public void Release() => released.SetResult();

        private sealed class Held(byte[] photo, Task released) : MemoryStream(photo)
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default)
            {
                await released;
                return await base.ReadAsync(buffer, ct);
            }
        }
    }
}
