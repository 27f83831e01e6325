using System.Data.Common;
using System.Text;

namespace FaceAuth.Database;

/// <summary>
/// The cells of one row of <see cref="DbSession.StreamAsync"/>, of exactly the type that is asked for: a database that keeps
/// another type in a column (SQLite does) does not pass for the right one. The same object stands for every row.
/// </summary>
public abstract class RowCells
{
    /// <summary>A whole number; false where the cell holds anything else.</summary>
    public abstract bool TryInteger(int column, out long value);

    /// <summary>A text as UTF-8; false where the cell holds anything else, or more than there is room for.</summary>
    public abstract bool TryText(int column, Span<byte> utf8, out int length);

    /// <summary>Bytes; false where the cell holds anything else, or more than there is room for.</summary>
    public abstract bool TryBytes(int column, Span<byte> bytes, out int length);
}

/// <summary>The cells by what every driver offers.</summary>
internal sealed class ReaderCells(DbDataReader reader) : RowCells
{
    public override bool TryInteger(int column, out long value)
    {
        var whole = !reader.IsDBNull(column) && reader.GetFieldType(column) is var type
            && (type == typeof(long) || type == typeof(int) || type == typeof(short));
        value = whole ? reader.GetInt64(column) : 0;
        return whole;
    }

    public override bool TryText(int column, Span<byte> utf8, out int length)
    {
        length = 0;
        return !reader.IsDBNull(column) && reader.GetFieldType(column) == typeof(string)
            && Encoding.UTF8.TryGetBytes(reader.GetString(column), utf8, out length);
    }

    public override bool TryBytes(int column, Span<byte> bytes, out int length)
    {
        length = 0;
        if (reader.IsDBNull(column) || reader.GetFieldType(column) != typeof(byte[]))
            return false;
        var value = reader.GetFieldValue<byte[]>(column);
        if (value.Length > bytes.Length)
            return false;
        value.CopyTo(bytes);
        length = value.Length;
        return true;
    }
}
