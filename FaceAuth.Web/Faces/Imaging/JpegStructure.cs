using System.Buffers.Binary;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// What the markers of a JPEG file say (ITU-T T.81, Annex B), read without decoding. The walk finds the same markers
/// that libjpeg will: garbage before a marker is skipped, RSTn and TEM have no length, everything else has.
/// </summary>
internal readonly ref struct JpegStructure
{
    private const byte SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, APP1 = 0xE1, APP14 = 0xEE, TEM = 0x01;
    private const byte SOF0 = 0xC0, SOF1 = 0xC1, SOF2 = 0xC2, RST0 = 0xD0, RST7 = 0xD7;

    /// <summary>As stored, before orientation.</summary>
    public int Width { get; private init; }

    /// <summary>As stored, before orientation.</summary>
    public int Height { get; private init; }

    /// <summary>1 grey, 3 colour, 4 CMYK or YCCK.</summary>
    public int Components { get; private init; }

    /// <summary>Number of SOS markers.</summary>
    public int Scans { get; private init; }

    /// <summary>What the decoder must hold at once; 0 for a picture in one sequential scan.</summary>
    public long CoefficientBytes { get; private init; }

    /// <summary>An Adobe segment: its CMYK is stored inverted.</summary>
    public bool HasAdobe { get; private init; }

    /// <summary>The TIFF block of the first Exif segment; empty where there is none.</summary>
    public ReadOnlySpan<byte> Exif { get; private init; }

    /// <summary>The start of a JPEG file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, SOI, 0xFF]);

    /// <summary>
    /// Walks the file to its EOI. False for what no decoder of ours may see: cut off, out of order, or coded in a way
    /// that cameras and browsers do not write (arithmetic, lossless, hierarchical, 12 bits, height given later).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JpegStructure structure)
    {
        structure = default;
        Frame? frame = null;
        ReadOnlySpan<byte> exif = default;
        bool adobe = false, buffered = false;
        int scans = 0, at = 2;
        while (TryNextMarker(bytes, ref at, out var marker))
        {
            if (marker == EOI)
            {
                if (frame is null || scans == 0)
                    return false;
                structure = new JpegStructure
                {
                    Width = frame.Width,
                    Height = frame.Height,
                    Components = frame.Components,
                    Scans = scans,
                    CoefficientBytes = buffered ? frame.CoefficientBytes : 0,
                    HasAdobe = adobe,
                    Exif = exif,
                };
                return true;
            }
            if (marker is TEM or (>= RST0 and <= RST7))
                continue;
            // Reserved; no camera writes them. libjpeg skips such a marker alone where this walk would skip a segment, so
            // scans could hide behind one from the count.
            if (marker is >= 0x02 and <= 0xBF)
                return false;
            if (marker == SOI || !TrySegment(bytes, ref at, out var segment))
                return false;
            switch (marker)
            {
                case SOF0 or SOF1 or SOF2:
                    if (frame is not null || (frame = Frame.Read(segment)) is null)
                        return false;
                    buffered = marker == SOF2;
                    break;
                case >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    return false;
                case SOS:
                    if (frame is null || segment.IsEmpty)
                        return false;
                    buffered |= segment[0] < frame.Components;
                    scans++;
                    break;
                case APP1 when exif.IsEmpty && segment.StartsWith("Exif\0"u8) && segment.Length > 6:
                    exif = segment[6..];
                    break;
                case APP14 when segment.StartsWith("Adobe"u8):
                    adobe = true;
                    break;
            }
        }
        return false;
    }

    /// <summary>Skips entropy-coded data (FF00 is a data byte there) and stray bytes up to the next marker.</summary>
    private static bool TryNextMarker(ReadOnlySpan<byte> bytes, ref int at, out byte marker)
    {
        marker = 0;
        while (true)
        {
            var ff = bytes[at..].IndexOf((byte)0xFF);
            if (ff < 0)
                return false;
            at += ff;
            while (at < bytes.Length && bytes[at] == 0xFF)
                at++;
            if (at == bytes.Length)
                return false;
            marker = bytes[at++];
            if (marker != 0)
                return true;
        }
    }

    private static bool TrySegment(ReadOnlySpan<byte> bytes, scoped ref int at, out ReadOnlySpan<byte> segment)
    {
        segment = default;
        if (bytes.Length - at < 2)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        if (length < 2 || length > bytes.Length - at)
            return false;
        segment = bytes.Slice(at + 2, length - 2);
        at += length;
        return true;
    }

    /// <summary>A frame header (T.81, B.2.2).</summary>
    private sealed record Frame(int Width, int Height, int Components, long CoefficientBytes)
    {
        public static Frame? Read(ReadOnlySpan<byte> segment)
        {
            if (segment.Length < 6 || segment[0] != 8)
                return null;
            int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
            int width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
            int components = segment[5];
            if (width == 0 || height == 0 || components is not (1 or 3 or 4) || segment.Length != 6 + 3 * components)
                return null;

            int maxH = 1, maxV = 1;
            for (int i = 0; i < components; i++)
            {
                int h = segment[7 + 3 * i] >> 4, v = segment[7 + 3 * i] & 15;
                if (h is < 1 or > 4 || v is < 1 or > 4)
                    return null;
                maxH = Math.Max(maxH, h);
                maxV = Math.Max(maxV, v);
            }
            long mcus = (long)((width + 8 * maxH - 1) / (8 * maxH)) * ((height + 8 * maxV - 1) / (8 * maxV));
            long blocks = 0;
            for (int i = 0; i < components; i++)
                blocks += mcus * (segment[7 + 3 * i] >> 4) * (segment[7 + 3 * i] & 15);
            return new Frame(width, height, components, blocks * 64 * sizeof(short));
        }
    }
}
