using System.Globalization;
using FaceAuth.Faces.Imaging;
using FaceAuth.Tests.Support;
using static FaceAuth.Tests.Faces.Imaging.Pictures;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>Tests that measure the process, and therefore run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}

[Collection(MeasuredAlone.Name)]
public class MemoryOfHostileUploads
{
    private const long Megabyte = 1024 * 1024;

    // 8 MB of zeros in 8 kB: libpng would unpack and keep each.
    private static readonly byte[] Text = PngFile.Chunk("zTXt", [.. "bomb\0"u8, 0, .. PngFile.CompressedZeros(7_900_000)]);

    [Fact]
    public void The_dearest_uploads_one_after_another_leave_nothing_behind()
    {
        byte[] jpeg = JpegFile.Encode(Photo, Width, Height);
        byte[] progressive = JpegFile.Encode(Photo, Width, Height, mode: JpegFile.Progressive);
        byte[] end = PngFile.Chunk("IEND", []);
        byte[][] uploads =
        [
            JpegFile.WithSize(jpeg, 10_000, 5_000),
            JpegFile.WithSize(progressive, 6_000, 5_000),
            JpegFile.WithSize(jpeg, 65_500, 65_500),
            JpegFile.WithExif(jpeg, TiffBlock.Wide()),
            JpegFile.WithExif(jpeg, TiffBlock.Nested()),
            PngFile.Join([PngFile.Header(4_000, 4_000), PngFile.Chunk("IDAT", PngFile.CompressedZeros(4_000L * 12_001)), end]),
            PngFile.Join([PngFile.Header(2_400, 2_400, PngFile.Rgba, 16), PngFile.Chunk("IDAT", PngFile.CompressedZeros(2_400L * 19_201)), end]),
            PngFile.Encode(Photo, Width, Height, chunksBeforeData: PngFile.Chunk("iCCP", [.. "bomb\0"u8, 0, .. PngFile.CompressedZeros(1L << 30)])),
            PngFile.Encode(Photo, Width, Height, chunksBeforeData: [.. Enumerable.Repeat(Text, 250).SelectMany(chunk => chunk)]),
            SamplePhotos.Group("sample6.jpg"),
        ];
        DecodeAll(uploads);
        GC.Collect();
        long before = Resident();
        long highest = before;
        for (int round = 0; round < 5; round++)
        {
            DecodeAll(uploads);
            highest = Math.Max(highest, Resident());
        }
        GC.Collect();

        // One 16-megapixel PNG or the coefficients of one progressive JPEG may linger in the allocator.
        (highest - before).ShouldBeLessThan(160 * Megabyte);
        (Resident() - before).ShouldBeLessThan(100 * Megabyte);
    }

    [Fact]
    public void Decoding_a_photo_allocates_next_to_nothing()
    {
        var photo = SamplePhotos.Group("sample1.jpg");
        Decoded(photo).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Decoded(photo).Dispose();
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 20).ShouldBeLessThan(100 * 1024);
    }

    private static void DecodeAll(byte[][] uploads)
    {
        foreach (var upload in uploads)
        {
            if (ImageDecoder.Decode(upload, Limits, 1024) is Decoding.Decoded picture)
                picture.Pixels.Dispose();
        }
    }

    /// <summary>Bytes of this process in memory (proc(5), status).</summary>
    private static long Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
