using System.Text;
using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using FaceAuth.Tests.Support;
using static FaceAuth.Tests.Faces.Imaging.Pictures;

namespace FaceAuth.Tests.Faces.Imaging;

public class HostileUploads
{
    /// <summary>Processor time. The dearest upload that is allowed takes half a second.</summary>
    private static readonly TimeSpan LongestDecode = TimeSpan.FromSeconds(3);

    private static readonly byte[] Jpeg = JpegFile.Encode(Photo, Width, Height);
    private static readonly byte[] ProgressiveJpeg = JpegFile.Encode(Photo, Width, Height, mode: JpegFile.Progressive);
    private static readonly byte[] Png = PngFile.Encode(Photo, Width, Height);

    [Fact]
    public void No_bytes_are_named_as_that() => Problem([]).ShouldBe(PhotoProblem.Empty);

    [Fact]
    public void As_many_bytes_as_allowed_pass_and_one_more_does_not()
    {
        foreach (var file in (byte[][])[Jpeg, Png])
        {
            var padded = new byte[Limits.MaxBytes];
            file.CopyTo(padded, 0);
            using (Decoded(padded)) { }
            Problem([.. padded, 0]).ShouldBe(PhotoProblem.TooManyBytes);
        }
    }

    public static TheoryData<string, byte[]> OtherTypes => new()
    {
        { "one byte", [0xFF] },
        { "the first two bytes of a JPEG", [0xFF, 0xD8] },
        { "GIF", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B] },
        { "WebP", [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8L"u8] },
        { "SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"u8.ToArray() },
        { "PDF", "%PDF-1.7\n"u8.ToArray() },
        { "HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "heicmif1"u8] },
        { "AVIF", [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0, .. "avifmif1"u8] },
        { "BMP", [.. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0] },
        { "TIFF", TiffBlock.Orientation(1) },
        { "ZIP", [.. "PK"u8, 3, 4, 20, 0] },
        { "HTML", "<!doctype html><script>alert(1)</script>"u8.ToArray() },
        { "text", "photo.jpg"u8.ToArray() },
        { "a JPEG behind a GIF's header", [.. "GIF89a"u8, .. Jpeg] },
        { "a PNG whose line ends were converted", [0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A, .. Png[8..]] },
    };

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public void Another_type_is_told_by_its_content(string type, byte[] file) =>
        Problem(file).ShouldBe(PhotoProblem.NotJpegOrPng, type);

    [Fact]
    public void A_file_cut_off_anywhere_is_damaged()
    {
        byte[][] files =
        [
            JpegFile.WithExif(Jpeg, TiffBlock.Orientation(6)), ProgressiveJpeg,
            JpegFile.Encode(Plain(96, 96, 200, 100, 50, 230), 96, 96, JpegFile.Cmyk),
            Png, PngFile.Encode(Photo, Width, Height, interlaced: true),
        ];
        foreach (var file in files)
        {
            int signature = JpegStructure.HasSignature(file) ? 3 : 8;
            for (int i = 0; i < 500; i++)
            {
                int length = signature + (int)((long)(file.Length - signature) * i / 500);
                Problem(file[..length]).ShouldBe(PhotoProblem.Damaged, $"cut to {length} of {file.Length} bytes");
            }
            Problem(file[..^1]).ShouldBe(PhotoProblem.Damaged);
        }
    }

    [Fact]
    public void A_jpeg_whose_middle_is_missing_is_damaged_although_it_has_an_end()
    {
        foreach (var file in (byte[][])[Jpeg, JpegFile.Encode(Green(Photo), Width, Height, JpegFile.Gray)])
        {
            int data = JpegFile.FirstScanData(file);
            for (int part = 1; part <= 9; part++)
            {
                byte[] cut = [.. file[..(data + (file.Length - data) * part / 10)], 0xFF, 0xD9];
                Problem(cut).ShouldBe(PhotoProblem.Damaged);
            }
        }
    }

    [Fact]
    public void Scans_cannot_hide_from_the_count_behind_a_reserved_marker()
    {
        foreach (byte reserved in (byte[])[0x02, 0x4F, 0xBF])
            Problem(JpegFile.WithSegment(Jpeg, reserved, [1, 2, 3, 4])).ShouldBe(PhotoProblem.Damaged);
    }

    [Fact]
    public void Stray_bytes_that_some_cameras_write_do_no_harm()
    {
        byte[] strayAtEnd = [.. Jpeg[..^2], 0, 0, 0, 0, 0xFF, 0xD9];
        byte[] strayBeforeFrame = [.. Jpeg[..JpegFile.FrameHeader(Jpeg)], 0, 0, .. Jpeg[JpegFile.FrameHeader(Jpeg)..]];
        byte[] filled = [.. Jpeg[..JpegFile.FrameHeader(Jpeg)], 0xFF, 0xFF, 0xFF, .. Jpeg[JpegFile.FrameHeader(Jpeg)..]];
        foreach (var file in (byte[][])[strayAtEnd, strayBeforeFrame, filled])
        {
            using var picture = Decoded(file);
            Difference(picture.Rgb, Photo).ShouldBeLessThan(3);
        }
    }

    [Fact]
    public void Whatever_hangs_on_behind_a_picture_never_reaches_the_clean_copy()
    {
        byte[][] tails =
        [
            "<script>alert(document.domain)</script>"u8.ToArray(), [.. "PK"u8, 3, 4, .. new byte[500], .. "PK"u8, 5, 6], Jpeg,
        ];
        foreach (var tail in tails)
        {
            foreach (var file in (byte[][])[Jpeg, Png])
            {
                byte[] polyglot = JpegStructure.HasSignature(file)
                    ? [.. JpegFile.WithSegment(file, 0xFE, "<html>*/=alert(1)/*"u8), .. tail]
                    : [.. file, .. tail];
                using var picture = Decoded(polyglot);
                Difference(picture.Rgb, Photo).ShouldBeLessThan(3);
                var clean = JpegEncoder.Encode(picture, 90);
                foreach (var trace in (string[])["<script>", "<html>", "alert", "PK\u0003\u0004"])
                    clean.AsSpan().IndexOf(Encoding.ASCII.GetBytes(trace)).ShouldBe(-1);
            }
        }
    }

    [Fact]
    public void A_header_that_claims_a_huge_picture_is_refused_by_its_header()
    {
        foreach (var (width, height) in ((int, int)[])[(65_500, 65_500), (12_001, 100), (100, 12_001), (10_001, 5_000)])
            Quickly(() => Problem(JpegFile.WithSize(Jpeg, width, height)).ShouldBe(PhotoProblem.TooManyPixels));

        byte[] few = PngFile.Chunk("IDAT", PngFile.Compress([0, 0, 0, 0])), end = PngFile.Chunk("IEND", []);
        foreach (var (width, height) in ((int, int)[])[(65_500, 65_500), (int.MaxValue, int.MaxValue), (12_001, 100), (4_001, 4_000)])
            Quickly(() => Problem(PngFile.Join([PngFile.Header(width, height), few, end])).ShouldBe(PhotoProblem.TooManyPixels));
        Quickly(() => Problem(PngFile.Join([PngFile.Header(3_000, 2_001, depth: 16), few, end])).ShouldBe(PhotoProblem.TooManyPixels));
    }

    [Fact]
    public void A_picture_too_small_for_a_face_is_refused()
    {
        Problem(JpegFile.Encode(Plain(79, 200, 9, 9, 9), 79, 200)).ShouldBe(PhotoProblem.TooFewPixels);
        Problem(PngFile.Encode(Plain(200, 79, 9, 9, 9), 200, 79)).ShouldBe(PhotoProblem.TooFewPixels);
        using (Decoded(PngFile.Encode(Plain(80, 80, 9, 9, 9), 80, 80))) { }
    }

    [Fact]
    public void The_largest_allowed_pictures_with_next_to_no_data_cost_little_time()
    {
        // The decoder goes over all of the picture that the header promises before it can say that it is not there.
        Quickly(() => Problem(JpegFile.WithSize(Jpeg, 10_000, 5_000)).ShouldBe(PhotoProblem.Damaged));
        Quickly(() => Problem(JpegFile.WithSize(ProgressiveJpeg, 6_000, 5_000)).ShouldBe(PhotoProblem.Damaged));
        byte[] few = PngFile.Chunk("IDAT", PngFile.Compress([0, 0, 0, 0])), end = PngFile.Chunk("IEND", []);
        Quickly(() => Problem(PngFile.Join([PngFile.Header(4_000, 4_000), few, end])).ShouldBe(PhotoProblem.Damaged));
        // A whole black picture in 50 kilobytes is a picture.
        var black = PngFile.Chunk("IDAT", PngFile.CompressedZeros(4_000L * (1 + 3 * 4_000)));
        Quickly(() => Decoded(PngFile.Join([PngFile.Header(4_000, 4_000), black, end])).Dispose());
    }

    [Fact]
    public void A_jpeg_of_many_scans_is_refused_before_it_is_decoded()
    {
        using (Decoded(ProgressiveJpeg)) { }
        foreach (int times in (int[])[32, 499, 5_000])
            Quickly(() => Problem(JpegFile.WithLastScanRepeated(ProgressiveJpeg, times)).ShouldBe(PhotoProblem.Damaged));
        // As many scans as are allowed, over as large a picture as is allowed.
        int scans = ProgressiveJpeg.AsSpan().Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var dearest = JpegFile.WithSize(
            JpegFile.WithLastScanRepeated(ProgressiveJpeg, Limits.MaxScans - scans), 6_000, 5_000);
        Quickly(() => Problem(dearest).ShouldBe(PhotoProblem.Damaged));
    }

    [Fact]
    public void A_progressive_jpeg_is_bounded_by_the_memory_it_needs()
    {
        // 4:2:0 needs 3 bytes a pixel: 96 MB are 33.5 megapixels; a sequential picture needs none and may have 50.
        Problem(JpegFile.WithSize(ProgressiveJpeg, 8_000, 4_500)).ShouldBe(PhotoProblem.TooManyPixels);
        Problem(JpegFile.WithSize(Jpeg, 8_000, 4_500)).ShouldBe(PhotoProblem.Damaged);
    }

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCA, "progressive arithmetic")]
    [InlineData(0xC1, null)]
    public void Codings_that_no_camera_writes_are_refused(byte frameMarker, string? coding)
    {
        var file = JpegFile.WithFrameMarker(Jpeg, frameMarker);
        if (coding is null)
            Decoded(file).Dispose();
        else
            Problem(file).ShouldBe(PhotoProblem.Damaged, coding);
    }

    [Fact]
    public void A_frame_header_that_makes_no_sense_is_damage()
    {
        int frame = JpegFile.FrameHeader(Jpeg);
        foreach (var (offset, value) in ((int, byte)[])
            [(4, 12), (9, 2), (9, 5), (9, 0), (11, 0x00), (11, 0x51), (11, 0x15), (3, 8)])
        {
            var file = (byte[])Jpeg.Clone();
            file[frame + offset] = value;
            Problem(file).ShouldBe(PhotoProblem.Damaged, $"byte {offset} of the frame header is {value}");
        }
        Problem(JpegFile.WithSize(Jpeg, 0, 100)).ShouldBe(PhotoProblem.Damaged);
        Problem(JpegFile.WithSize(Jpeg, 100, 0)).ShouldBe(PhotoProblem.Damaged);
        Problem([.. Jpeg[..2], .. Jpeg]).ShouldBe(PhotoProblem.Damaged);
    }

    [Fact]
    public void An_exif_bomb_costs_nothing_and_spoils_nothing()
    {
        byte[][] bombs =
        [
            TiffBlock.Nested(), TiffBlock.Wide(), TiffBlock.Build(true, 8, (TiffBlock.ExifPointer, TiffBlock.Long, 1, 8)),
            TiffBlock.Build(false, 8, (TiffBlock.ExifPointer, TiffBlock.Long, uint.MaxValue, uint.MaxValue)),
            TiffBlock.Build(true, 8, (TiffBlock.OrientationTag, TiffBlock.Short, uint.MaxValue, 8)),
            TiffBlock.Build(true, 8, (TiffBlock.OrientationTag, TiffBlock.Long, 1, 6), (0x0100, 99, 7, 7)),
            TiffBlock.Build(true, uint.MaxValue), TiffBlock.Orientation(6)[..12], [.. "MM"u8], [0], new byte[60_000],
            [.. "II"u8, 42, 0, 0xFF, 0xFF, 0xFF, 0x7F],
        ];
        foreach (var bomb in bombs)
        {
            Quickly(() =>
            {
                using var picture = Decoded(JpegFile.WithExif(Jpeg, bomb));
                Difference(picture.Rgb, Photo).ShouldBeLessThan(3);
            });
        }
        var large = new byte[4 * 1024 * 1024];
        TiffBlock.Wide().CopyTo(large, 0);
        var png = PngFile.Encode(Photo, Width, Height, chunksBeforeData: PngFile.Chunk("eXIf", large));
        Quickly(() => Decoded(png).Dispose());
    }

    [Fact]
    public void Compressed_metadata_in_a_png_is_not_unpacked()
    {
        byte[] zeros = PngFile.CompressedZeros(1L << 30);
        foreach (var (type, prefix) in ((string, byte[])[])
            [("zTXt", [.. "bomb\0"u8, 0]), ("iTXt", [.. "bomb\0"u8, 1, 0, 0, 0]), ("iCCP", [.. "bomb\0"u8, 0])])
        {
            var file = PngFile.Encode(Photo, Width, Height, chunksBeforeData: PngFile.Chunk(type, [.. prefix, .. zeros]));
            Quickly(() => Decoded(file).Dispose());
        }
    }

    [Fact]
    public void A_png_of_chunks_alone_is_walked_and_refused()
    {
        byte[] empty = PngFile.Chunk("teXt", []);
        byte[] crowd = [.. Enumerable.Repeat(empty, 800_000).SelectMany(chunk => chunk)];
        Quickly(() => Problem([.. PngFile.Join([PngFile.Header(100, 100)]), .. crowd]).ShouldBe(PhotoProblem.Damaged));
        Quickly(() => Problem(PngFile.Join([empty, PngFile.Header(100, 100), PngFile.Chunk("IEND", [])])).ShouldBe(PhotoProblem.Damaged));
        Quickly(() => Problem(PngFile.Join([PngFile.Header(100, 100), PngFile.Chunk("IEND", [])])).ShouldBe(PhotoProblem.Damaged));
    }

    [Fact]
    public void Limits_are_those_that_were_configured()
    {
        var tight = new ImageLimits { MaxSide = 100, MaxBytes = Png.Length };
        ImageDecoder.Decode(Png, tight, 1024).ShouldBe(new Decoding.Refused(PhotoProblem.TooManyPixels));
        tight.MaxBytes--;
        ImageDecoder.Decode(Png, tight, 1024).ShouldBe(new Decoding.Refused(PhotoProblem.TooManyBytes));
    }

    private static void Quickly(Action work)
    {
        var start = ThreadTime.Now;
        work();
        (ThreadTime.Now - start).ShouldBeLessThan(LongestDecode);
    }
}
