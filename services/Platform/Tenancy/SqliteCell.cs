using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Platform;

/// <summary>Binds a value as the driver would, letter for letter, but from the stack.</summary>
internal static class SqliteCell
{
    private const int OnStack = 512;

    public static Action<sqlite3_stmt, int, TCell> Binding<TCell>()
    {
        Delegate binding = typeof(TCell) switch
        {
            var type when type == typeof(string) => (Action<sqlite3_stmt, int, string?>)Text,
            var type when type == typeof(Guid?) => (Action<sqlite3_stmt, int, Guid?>)Id,
            var type when type == typeof(decimal?) => Formatted<decimal>("0.0###########################"),
            var type when type == typeof(DateOnly?) => Formatted<DateOnly>("yyyy'-'MM'-'dd"),
            var type when type == typeof(DateTime?) => Formatted<DateTime>("yyyy'-'MM'-'dd HH':'mm':'ss.FFFFFFF"),
            var type when type == typeof(bool?) => Whole<bool>(value => value ? 1 : 0),
            var type when type == typeof(int?) => Whole<int>(value => value),
            var type when type == typeof(long?) => Whole<long>(value => value),
            var type => throw new NotSupportedException($"A {type} is not written in bulk yet."),
        };
        return (Action<sqlite3_stmt, int, TCell>)binding;
    }

    public static void Check(int code, sqlite3 database)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(code, database);
    }

    private static void Text(sqlite3_stmt statement, int index, string? text)
    {
        if (text is null)
        {
            Null(statement, index);
            return;
        }
        if (text.Length is 0 or > OnStack / 3)
        {
            Check(raw.sqlite3_bind_text(statement, index, text), raw.sqlite3_db_handle(statement));
            return;
        }
        Span<byte> bytes = stackalloc byte[OnStack];
        Bytes(statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static void Id(sqlite3_stmt statement, int index, Guid? id)
    {
        if (id is not { } value)
        {
            Null(statement, index);
            return;
        }
        Span<byte> bytes = stackalloc byte[36];
        value.TryFormat(bytes, out _);
        Ascii.ToUpperInPlace(bytes, out _);
        Bytes(statement, index, bytes);
    }

    private static Action<sqlite3_stmt, int, TValue?> Formatted<TValue>(string format) where TValue : struct, IUtf8SpanFormattable => (statement, index, cell) =>
    {
        if (cell is not { } value)
        {
            Null(statement, index);
            return;
        }
        Span<byte> bytes = stackalloc byte[64];
        if (!value.TryFormat(bytes, out var written, format, CultureInfo.InvariantCulture)) throw new FormatException($"{value} is too long.");
        Bytes(statement, index, bytes[..written]);
    };

    private static Action<sqlite3_stmt, int, TValue?> Whole<TValue>(Func<TValue, long> number) where TValue : struct => (statement, index, cell) =>
    {
        if (cell is { } value) Check(raw.sqlite3_bind_int64(statement, index, number(value)), raw.sqlite3_db_handle(statement));
        else Null(statement, index);
    };

    private static void Bytes(sqlite3_stmt statement, int index, ReadOnlySpan<byte> text)
    {
        if (raw.sqlite3_bind_text(statement, index, text) is var code and not raw.SQLITE_OK) Check(code, raw.sqlite3_db_handle(statement));
    }

    private static void Null(sqlite3_stmt statement, int index)
    {
        if (raw.sqlite3_bind_null(statement, index) is var code and not raw.SQLITE_OK) Check(code, raw.sqlite3_db_handle(statement));
    }
}
