using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Tiff;
using MetadataExtractor.IO;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// The orientation tag of an Exif block and nothing else of it. The stock Exif handler follows every pointer and copies
/// every value, which a crafted block turns into deep recursion and much memory; this one stays in the first directory,
/// copies nothing, and gives up after a fixed number of steps.
/// </summary>
internal static class ExifOrientation
{
    /// <summary>No turning.</summary>
    public const int Upright = 1;

    /// <summary>The orientation, 1 to 8 (Exif 2.32, 4.6.4); 1 where it is missing or makes no sense.</summary>
    /// <param name="tiff">The block from its byte-order mark on; empty for none.</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.IsEmpty)
            return Upright;
        var handler = new OrientationHandler();
        try
        {
            // A segment is at most 64 KB long; a PNG's chunk is not, so it is cut to the same.
            TiffReader.ProcessTiff(new ByteArrayReader(tiff[..Math.Min(tiff.Length, ushort.MaxValue)].ToArray()), handler);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a reader makes of hostile bytes, the picture itself may be fine; what was found before stands.
        }
        return handler.Orientation is >= 1 and <= 8 ? handler.Orientation : Upright;
    }

    private sealed class OrientationHandler : ITiffHandler
    {
        private const int StepLimit = 10_000;
        private int _steps;

        public int Orientation { get; private set; } = Upright;

        public bool CustomProcessTag(
            int tagOffset, ICollection<int> processedIfdOffsets, IndexedReader reader, int tagId, int byteCount)
        {
            Step();
            if (tagId == ExifDirectoryBase.TagOrientation && byteCount == sizeof(ushort))
                Orientation = reader.GetUInt16(tagOffset);
            return true;
        }

        public bool TryEnterSubIfd(int tagType)
        {
            Step();
            return false;
        }

        public bool HasFollowerIfd() => false;

        public bool TryCustomProcessFormat(int tagId, TiffDataFormatCode formatCode, uint componentCount, out long byteCount)
        {
            byteCount = 0;
            return false;
        }

        public void SetTiffMarker(int marker) { }

        public void EndingIfd() { }

        public void Warn(string message) => Step();

        public void Error(string message) => Step();

        public void SetByteArray(int tagId, byte[] bytes) { }

        public void SetString(int tagId, StringValue str) { }

        public void SetRational(int tagId, Rational rational) { }

        public void SetRationalArray(int tagId, Rational[] array) { }

        public void SetFloat(int tagId, float float32) { }

        public void SetFloatArray(int tagId, float[] array) { }

        public void SetDouble(int tagId, double double64) { }

        public void SetDoubleArray(int tagId, double[] array) { }

        public void SetInt8S(int tagId, sbyte int8S) { }

        public void SetInt8SArray(int tagId, sbyte[] array) { }

        public void SetInt8U(int tagId, byte int8U) { }

        public void SetInt8UArray(int tagId, byte[] array) { }

        public void SetInt16S(int tagId, short int16S) { }

        public void SetInt16SArray(int tagId, short[] array) { }

        public void SetInt16U(int tagId, ushort int16U) { }

        public void SetInt16UArray(int tagId, ushort[] array) { }

        public void SetInt32S(int tagId, int int32S) { }

        public void SetInt32SArray(int tagId, int[] array) { }

        public void SetInt32U(int tagId, uint int32U) { }

        public void SetInt32UArray(int tagId, uint[] array) { }

        private void Step()
        {
            if (++_steps > StepLimit)
                throw new TiffProcessingException("Too many tags.");
        }
    }
}
