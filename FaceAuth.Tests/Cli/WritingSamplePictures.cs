using System.CommandLine;
using FaceAuth.Cli;
using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Samples;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Cli;

public sealed class WritingSamplePictures : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faceauth-samples-");

    [Fact]
    public void Each_is_written_as_a_jpeg_and_once_more_changes_nothing()
    {
        for (int i = 0; i < 2; i++)
        {
            var (code, output, _) = Run(_folder.FullName, "--from", SamplePhotos.Folder);
            code.ShouldBe(0);
            output.ShouldContain(Path.Combine(_folder.FullName, "ada-1.jpg"));
        }
        _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal).ShouldBe(
            SamplePictures.All.Select(picture => picture.Name + ".jpg").Order(StringComparer.Ordinal));
        foreach (var file in _folder.GetFiles())
        {
            var picture = ImageDecoder.Decode(File.ReadAllBytes(file.FullName), new ImageLimits(), 1024);
            using var pixels = picture.ShouldBeOfType<Decoding.Decoded>().Pixels;
            Math.Min(pixels.Width, pixels.Height).ShouldBeGreaterThan(400);
        }
    }

    [Fact]
    public void Somebodys_own_file_is_not_overwritten()
    {
        var own = Path.Combine(_folder.FullName, "ada-2.jpg");
        File.WriteAllText(own, "mine");
        var (code, _, errors) = Run(_folder.FullName, "--from", SamplePhotos.Folder);
        code.ShouldBe(2);
        errors.ShouldContain(own);
        _folder.GetFiles().ShouldHaveSingleItem();
        File.ReadAllText(own).ShouldBe("mine");
    }

    [Fact]
    public void Without_the_package_the_remedy_is_named()
    {
        var (code, _, errors) = Run(_folder.FullName, "--from", _folder.FullName);
        code.ShouldBe(2);
        errors.ShouldContain("npm ci");
        _folder.GetFiles().ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = FacesSamples.Create().Parse(arguments)
            .Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
