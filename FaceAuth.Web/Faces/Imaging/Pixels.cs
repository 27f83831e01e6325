using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// A picture in memory: 8-bit RGB, top row first, rows packed without gaps, sRGB as stored. Small pictures live in
/// pooled arrays (<see cref="Pool"/>); large ones (a whole PNG) in native memory that goes back to the system at once,
/// since a pool would keep it. Not for use by two threads while one of them writes or disposes.
/// </summary>
public sealed class Pixels : IDisposable
{
    /// <summary>Bytes a pixel.</summary>
    public const int Channels = 3;

    /// <summary>Up to here buffers are pooled: a 1024 × 1024 picture fits with room to spare.</summary>
    private const int LargestPooled = 8 * 1024 * 1024;

    /// <summary>
    /// Memory for pictures and what they are made of. A pool of its own: the shared one would hand what is left of
    /// somebody's photo to unrelated code, and keep as many buffers as were ever in use at once.
    /// </summary>
    internal static readonly ArrayPool<byte> Pool =
        ArrayPool<byte>.Create(LargestPooled, maxArraysPerBucket: 2 * Environment.ProcessorCount);

    private readonly int _length;
    private byte[]? _pooled;
    private NativeBuffer? _native;

    private Pixels(int width, int height)
    {
        Width = width;
        Height = height;
        _length = checked(width * height * Channels);
        if (_length <= LargestPooled)
            _pooled = Pool.Rent(_length);
        else
            _native = new NativeBuffer(_length);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>A picture with undefined content.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    public static Pixels Rent(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return new Pixels(width, height);
    }

    /// <summary>All bytes: <c>Width × Height × 3</c>, R first.</summary>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public Span<byte> Rgb => _pooled is not null
        ? _pooled.AsSpan(0, _length)
        : (_native ?? throw new ObjectDisposedException(nameof(Pixels))).Span;

    /// <summary>One row: <c>Width × 3</c> bytes.</summary>
    /// <param name="y">0 is the top.</param>
    public Span<byte> Row(int y) => Rgb.Slice(y * Width * Channels, Width * Channels);

    /// <summary>A new picture that holds one rectangle of this one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or not inside this picture.</exception>
    public Pixels Crop(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - y);
        var crop = Rent(width, height);
        for (int row = 0; row < height; row++)
            Row(y + row).Slice(x * Channels, width * Channels).CopyTo(crop.Row(row));
        return crop;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pooled, null) is { } array)
            Pool.Return(array);
        Interlocked.Exchange(ref _native, null)?.Dispose();
    }

    private sealed unsafe class NativeBuffer : SafeHandleZeroOrMinusOneIsInvalid
    {
        private readonly int _length;

        public NativeBuffer(int length) : base(ownsHandle: true)
        {
            _length = length;
            SetHandle((nint)NativeMemory.Alloc((nuint)length));
        }

        public Span<byte> Span => new((void*)handle, _length);

        protected override bool ReleaseHandle()
        {
            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}
