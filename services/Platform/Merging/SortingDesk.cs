namespace Platform.Merging;

/// <summary>How a service lets its rows be sorted after a merge was undone. Whom a row is about is told as they are now: either may have been merged again since.</summary>
public abstract class SortingDesk
{
    /// <summary>Who acts.</summary>
    public abstract Guid By { get; }

    /// <summary>What may change hands here; all else is looked at and stays.</summary>
    protected abstract IReadOnlyList<SubjectRows> Kinds { get; }

    /// <summary>Of these subjects, those whose rows the caller may read; asked before anything is counted.</summary>
    public abstract Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct);

    /// <summary>The caller may change what is the subject's, or is refused.</summary>
    public abstract Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct);

    /// <summary>Whether the row is this subject's, or may be anybody's because it never changes hands.</summary>
    public virtual async Task<bool> HasAsync(Guid subject, RowToSort row, CancellationToken ct) => KindOf(row) is not { } kind || (await kind.OfAsync(subject, ct)).Contains(row.RowId);

    /// <summary>Makes the row another subject's.</summary>
    public virtual Task MoveAsync(RowToSort row, Guid from, Guid to, CancellationToken ct) => KindOf(row)?.MoveAsync(from, [row.RowId], to, ct) ?? Task.CompletedTask;

    /// <summary>What follows once somebody has said whose it is; a refusal when something else must be sorted first.</summary>
    public virtual Task SettledAsync(RowToSort row, Guid restored, Guid kept, CancellationToken ct) => Task.CompletedTask;

    internal bool Moves(RowToSort row) => KindOf(row) is not null;

    private SubjectRows? KindOf(RowToSort row) => Kinds.SingleOrDefault(kind => kind.Kind == row.Kind);
}
