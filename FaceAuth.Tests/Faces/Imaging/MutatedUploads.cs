using FaceAuth.Faces.Imaging;
using FaceAuth.Tests.Support;
using static FaceAuth.Tests.Faces.Imaging.Pictures;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>
/// Tens of thousands of damaged files: each ends as a picture of allowed size or as a problem, in bounded time. The seed
/// is fixed so that a failure can be repeated; FACEAUTH_MUTATION_SEED sets another.
/// </summary>
public class MutatedUploads
{
    private const int MutationsEach = 2_500;
    private static readonly TimeSpan LongestDecode = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Kinds =>
        ["baseline", "progressive", "grey", "cmyk", "exif", "png", "palette", "wide", "interlaced", "alpha"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_is_a_picture_or_a_problem(string kind)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FACEAUTH_MUTATION_SEED"), out int given) ? given : 20_240_613;
#pragma warning disable RS0030 // A seeded generator, so that the same files come again.
        var random = new Random(seed + kind.Sum(letter => letter));
#pragma warning restore RS0030
        var whole = Make(kind);
        Decoded(whole).Dispose();
        int decoded = 0;
        for (int i = 0; i < MutationsEach; i++)
        {
            var file = MutateAny(whole, random);
            try
            {
                var start = ThreadTime.Now;
                if (ImageDecoder.Decode(file, Limits, 64) is Decoding.Decoded picture)
                {
                    Math.Max(picture.Pixels.Width, picture.Pixels.Height).ShouldBeLessThanOrEqualTo(64);
                    picture.Pixels.Rgb.Length.ShouldBe(picture.Pixels.Width * picture.Pixels.Height * 3);
                    picture.Pixels.Dispose();
                    decoded++;
                }
                (ThreadTime.Now - start).ShouldBeLessThan(LongestDecode);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed}, kind {kind}, mutation {i}.", fault);
            }
        }
        // The mutations must reach the decoders: neither all refused by the structure nor all harmless.
        decoded.ShouldBeInRange(MutationsEach / 50, MutationsEach * 49 / 50, $"seed {seed}");
    }

    private static byte[] Make(string kind) => kind switch
    {
        "baseline" => JpegFile.Encode(Photo, Width, Height, quality: 60),
        "progressive" => JpegFile.Encode(Photo, Width, Height, mode: JpegFile.Progressive, quality: 60),
        "grey" => JpegFile.Encode(Green(Photo), Width, Height, JpegFile.Gray, quality: 60),
        "cmyk" => JpegFile.Encode([.. Photo.Chunk(3).SelectMany(rgb => (byte[])[.. rgb, 255])], Width, Height, JpegFile.Cmyk, quality: 60),
        "exif" => JpegFile.WithExif(JpegFile.Encode(Plain(96, 96, 1, 2, 3), 96, 96), TiffBlock.Build(true, 0,
            [.. Enumerable.Range(0x0100, 40).Select(tag => ((ushort)tag, TiffBlock.Short, 1u, 6u << 16))])),
        "png" => PngFile.Encode(Photo, Width, Height),
        "palette" => PngFile.Encode(Green(Photo), Width, Height, PngFile.Palette, chunksBeforeData: [
            PngFile.Chunk("PLTE", Photo[..768]), PngFile.Chunk("tRNS", Photo[..256])]),
        "wide" => PngFile.Encode([.. Photo.SelectMany(sample => (byte[])[sample, sample])], Width, Height, depth: 16, interlaced: true),
        "interlaced" => PngFile.Encode(Photo, Width, Height, interlaced: true),
        _ => PngFile.Encode(Plain(Width, Height, 200, 100, 50, 120), Width, Height, PngFile.Rgba,
            chunksBeforeData: PngFile.Chunk("eXIf", TiffBlock.Orientation(5))),
    };

#pragma warning disable RS0030
    /// <summary>
    /// A PNG's checksums and compression would stop almost every change at the door, so two in three are made behind
    /// them: in the chunks with checksums made right again, or in the unpacked lines.
    /// </summary>
    private static byte[] MutateAny(byte[] whole, Random random)
    {
        if (!PngStructure.HasSignature(whole) || random.Next(3) == 0)
            return Mutate(whole, random);
        if (random.Next(2) == 0)
            return PngFile.WithLines(whole, lines => Mutate(lines, random));
        var bytes = Mutate(whole, random);
        PngFile.MendChecksums(bytes);
        return bytes;
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var file = whole.ToList();
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            // Half of the changes in the first bytes, where the headers are.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Count, 700) : file.Count);
            switch (random.Next(8))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    file.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    file.RemoveRange(at, Math.Min(1 + random.Next(16), file.Count - at - 1));
                    break;
                case 5:
                    file.InsertRange(at, file.GetRange(at, Math.Min(1 + random.Next(64), file.Count - at)));
                    break;
                case 6 when at + 2 < file.Count:
                    file[at] = 0xFF;
                    file[at + 1] = (byte)(0xC0 + random.Next(64));
                    break;
                default:
                    (file[at], file[random.Next(file.Count)]) = (file[random.Next(file.Count)], file[at]);
                    break;
            }
        }
        return [.. file];
    }
#pragma warning restore RS0030
}
