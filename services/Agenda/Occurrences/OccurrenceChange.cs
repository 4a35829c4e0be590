using Platform;

namespace Agenda.Occurrences;

/// <summary>What a series did not give as its rule says: an occurrence moved, cancelled or changed, or a day that had no room.</summary>
public enum ChangeKind { Moved, Cancelled, Members, Validated, Conflict }

/// <summary>A deviation from the series, kept as a record of its own.</summary>
public sealed class OccurrenceChange : ITenantOwned
{
    private OccurrenceChange() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ActivityId { get; private init; }

    /// <summary>Null for a day that could not be planned.</summary>
    public Guid? OccurrenceId { get; private init; }

    public ChangeKind Kind { get; private init; }
    public DateTimeOffset WasAt { get; private init; }
    public DateTimeOffset? NowAt { get; private init; }
    public string? Reason { get; private init; }
    public Guid By { get; private init; }
    public DateTimeOffset At { get; private init; }

    public static OccurrenceChange Of(Occurrence occurrence, ChangeKind kind, DateTimeOffset wasAt, string? reason, Guid by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = occurrence.TenantId, ActivityId = occurrence.ActivityId, OccurrenceId = occurrence.Id, Kind = kind, WasAt = wasAt, NowAt = occurrence.StartsAt,
        Reason = reason, By = by, At = now,
    };

    public static OccurrenceChange NotPlanned(Activities.Activity activity, DateTimeOffset wanted, string reason, Guid by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = activity.TenantId, ActivityId = activity.Id, Kind = ChangeKind.Conflict, WasAt = wanted, Reason = reason, By = by, At = now,
    };
}
