using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FaceAuth.Database.Dialects;

/// <summary>
/// The cells straight from the statement. The driver's own way makes an object per cell, and what <c>GetInt64</c> gives may
/// have been a fraction or a text in the file.
/// </summary>
internal sealed class SqliteCells(SqliteDataReader reader) : RowCells
{
    private readonly sqlite3_stmt _statement = reader.Handle
        ?? throw new InvalidOperationException("The reader has no statement: it was closed.");

    public override bool TryInteger(int column, out long value)
    {
        value = raw.sqlite3_column_int64(_statement, column);
        return raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER;
    }

    public override bool TryText(int column, Span<byte> utf8, out int length) => TryCopy(column, raw.SQLITE_TEXT, utf8, out length);

    public override bool TryBytes(int column, Span<byte> bytes, out int length) => TryCopy(column, raw.SQLITE_BLOB, bytes, out length);

    private bool TryCopy(int column, int type, Span<byte> target, out int length)
    {
        length = 0;
        if (raw.sqlite3_column_type(_statement, column) != type)
            return false;
        // Of a text these are its bytes as they are in the file: the database's encoding is UTF-8.
        var cell = raw.sqlite3_column_blob(_statement, column);
        length = cell.Length;
        return cell.TryCopyTo(target);
    }
}
