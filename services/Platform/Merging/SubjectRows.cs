using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Platform.Merging;

/// <summary>One kind of rows that name a subject.</summary>
/// <param name="Kind">Stable word of the kind.</param>
/// <param name="OfAsync">Ids of those of a subject.</param>
/// <param name="MoveAsync">Makes these of one subject another's; those that it does not have stay where they are.</param>
/// <param name="Follows">They go with the rows they belong to: nobody sorts them by themselves.</param>
public sealed record SubjectRows(string Kind, Func<Guid, CancellationToken, Task<List<Guid>>> OfAsync, Func<Guid, IReadOnlyCollection<Guid>, Guid, CancellationToken, Task> MoveAsync, bool Follows = false)
{
    public static SubjectRows Of<T>(string kind, IQueryable<T> rows, Expression<Func<T, Guid>> id, Expression<Func<T, Guid>> subject, bool follows = false) where T : class => new(kind,
        (who, ct) => rows.Where(Is(subject, who)).Select(id).ToListAsync(ct),
        (from, ids, to, ct) => rows.Where(Is(subject, from)).Where(Among(id, ids)).ExecuteUpdateAsync(set => set.SetProperty(subject, to), ct), follows);

    // A closure is a parameter of the statement; a constant would be a statement of its own for each id.
    private static Expression<Func<T, bool>> Is<T>(Expression<Func<T, Guid>> column, Guid value)
    {
        Expression<Func<Guid>> given = () => value;
        return Expression.Lambda<Func<T, bool>>(Expression.Equal(column.Body, given.Body), column.Parameters);
    }

    private static Expression<Func<T, bool>> Among<T>(Expression<Func<T, Guid>> column, IEnumerable<Guid> values)
    {
        Expression<Func<IEnumerable<Guid>>> given = () => values;
        return Expression.Lambda<Func<T, bool>>(Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)], given.Body, column.Body), column.Parameters);
    }
}
