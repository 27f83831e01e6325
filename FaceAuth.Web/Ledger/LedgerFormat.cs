using System.Buffers.Binary;
using System.Text;

namespace FaceAuth.Ledger;

/// <summary>
/// The canonical form of rows, checkpoints and anchors, format 1: what their HMACs are computed over. Specified with a test
/// vector in docs/ledger.md. The encoding of texts is that of <c>ContextBytes</c>.
/// </summary>
internal static class LedgerFormat
{
    /// <summary>The only format so far; the first byte of every form.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of a hash or MAC.</summary>
    public const int HashSize = 32;

    /// <summary>The most bytes that the texts of a row may have; the columns are as wide.</summary>
    public const int IdLength = 36, KindLength = 40, ActorLength = 36, SubjectLength = 64;

    /// <summary>The most bytes that a form has.</summary>
    public const int MaxSize = 512;

    /// <summary>What the first row is chained to.</summary>
    public static readonly byte[] Genesis = new byte[HashSize];

    /// <summary>Says that the form is a row's, so that no form of one kind is one of another.</summary>
    public static ReadOnlySpan<byte> Row => "row"u8;

    /// <summary>Says that it is a checkpoint's.</summary>
    public static ReadOnlySpan<byte> Checkpoint => "checkpoint"u8;

    /// <summary>Says that it is an anchor's.</summary>
    public static ReadOnlySpan<byte> Anchor => "anchor"u8;

    /// <summary>The form of a row; the number of bytes written.</summary>
    public static int WriteRow(
        Span<byte> form, long seq, SealedLedgerEvent sealedEvent, ReadOnlySpan<byte> previous)
    {
        var at = Begin(form, Row);
        at = Number(form, at, seq);
        at = Number(form, at, sealedEvent.At);
        at = Text(form, at, sealedEvent.Id);
        at = Text(form, at, sealedEvent.Kind);
        at = Text(form, at, sealedEvent.Account);
        at = Text(form, at, sealedEvent.Actor);
        at = Text(form, at, sealedEvent.Subject);
        at = Raw(form, at, sealedEvent.DetailsHash);
        return Raw(form, at, previous);
    }

    /// <summary>The format and what the form is of.</summary>
    public static int Begin(Span<byte> form, ReadOnlySpan<byte> what)
    {
        form[0] = Version;
        return Utf8(form, 1, what);
    }

    /// <summary>8 bytes, big-endian.</summary>
    public static int Number(Span<byte> form, int at, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(form[at..], value);
        return at + sizeof(long);
    }

    /// <summary>A text's length in 4 bytes, big-endian, and its UTF-8 bytes.</summary>
    public static int Utf8(Span<byte> form, int at, ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32BigEndian(form[at..], text.Length);
        text.CopyTo(form[(at + sizeof(int))..]);
        return at + sizeof(int) + text.Length;
    }

    /// <inheritdoc cref="Utf8"/>
    public static int Text(Span<byte> form, int at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, form[(at + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(form[at..], length);
        return at + sizeof(int) + length;
    }

    /// <summary>Bytes as they are.</summary>
    public static int Raw(Span<byte> form, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(form[at..]);
        return at + bytes.Length;
    }
}
