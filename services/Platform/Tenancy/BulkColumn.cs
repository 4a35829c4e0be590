using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SQLitePCL;

namespace Platform;

/// <summary>One column of rows written in bulk: what EF would store of a property, handed to the driver without a box.</summary>
internal abstract class BulkColumn<T>(string name, string storeType) where T : class
{
    private static readonly ConditionalWeakTable<IEntityType, IReadOnlyList<BulkColumn<T>>> Known = [];

    public string Name => name;
    public string StoreType => storeType;

    /// <summary>The columns of a table; reading them is compiled once a model.</summary>
    public static IReadOnlyList<BulkColumn<T>> Of(IEntityType type) => Known.GetValue(type, static type => [.. type.GetProperties().Select(Make)]);

    public abstract bool Same(T one, T other);
    public abstract void Bind(sqlite3_stmt statement, int index, T row);

    /// <summary>The value of one row, for all when they share it.</summary>
    public abstract NpgsqlParameter One(T row);

    public abstract NpgsqlParameter Many(IReadOnlyList<T> rows, int from, int count);

    private static BulkColumn<T> Make(IProperty property)
    {
        var (mapping, row) = (property.GetRelationalTypeMapping(), Expression.Parameter(typeof(T)));
        Expression value = Expression.Property(row, property.PropertyInfo!);
        if (mapping.Converter is { } converter)
        {
            var model = Nullable.GetUnderlyingType(value.Type) is null ? value : Expression.Property(value, "Value");
            var converted = OrNothing(Expression.Invoke(converter.ConvertToProviderExpression, model));
            value = model == value && value.Type.IsValueType ? converted : Expression.Condition(Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Constant(null, converted.Type), converted);
        }
        value = OrNothing(value);
        var read = Expression.Lambda(value, row).Compile();
        return (BulkColumn<T>)Activator.CreateInstance(typeof(BulkColumn<,>).MakeGenericType(typeof(T), value.Type), property.GetColumnName(), mapping.StoreTypeNameBase, read)!;
    }

    private static Expression OrNothing(Expression value) => value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type)) : value;
}

/// <summary>A column whose stored value, null or not, is a <typeparamref name="TCell"/>.</summary>
internal sealed class BulkColumn<T, TCell>(string name, string storeType, Func<T, TCell> read) : BulkColumn<T>(name, storeType) where T : class
{
    private Action<sqlite3_stmt, int, TCell>? _bind;

    public override bool Same(T one, T other) => EqualityComparer<TCell>.Default.Equals(read(one), read(other));

    public override void Bind(sqlite3_stmt statement, int index, T row) => (_bind ??= SqliteCell.Binding<TCell>())(statement, index, read(row));

    public override NpgsqlParameter One(T row) => new() { Value = (object?)read(row) ?? DBNull.Value, DataTypeName = StoreType };

    public override NpgsqlParameter Many(IReadOnlyList<T> rows, int from, int count)
    {
        var cells = new TCell[count];
        for (var i = 0; i < count; i++) cells[i] = read(rows[from + i]);
        return new() { Value = cells, DataTypeName = StoreType + "[]" };
    }
}
