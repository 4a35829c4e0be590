namespace Platform.Merging;

/// <summary>Something made between a merge and its undoing: it stays with the kept subject until somebody has said whose it is.</summary>
public sealed class RowToSort : ITenantOwned
{
    internal const int LongestKind = 40;

    private RowToSort() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RestoredId { get; private init; }
    public Guid KeptId { get; private init; }
    public string Kind { get; private init; } = "";
    public Guid RowId { get; private init; }

    /// <summary>When the two were merged: whatever was made since may be of either.</summary>
    public DateTimeOffset Since { get; private init; }

    public DateTimeOffset FoundAt { get; private init; }
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Whose it turned out to be.</summary>
    public Guid? SettledFor { get; private set; }

    public Guid? SettledBy { get; private set; }
    public int Version { get; private set; }

    public static RowToSort Of(Guid tenantId, Guid restored, Guid kept, string kind, Guid row, DateTimeOffset since, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, RestoredId = restored, KeptId = kept, Kind = kind, RowId = row, Since = since, FoundAt = now };

    public void Settle(Guid whose, Guid by, DateTimeOffset now)
    {
        if (SettledAt is not null) throw new RuleBrokenException("already-sorted", "Quelqu'un a déjà trié cet élément. Rafraîchissez la liste.");
        (SettledAt, SettledFor, SettledBy, Version) = (now, whose, by, Version + 1);
    }
}
