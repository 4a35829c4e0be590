using Agenda.Activities;
using Contracts.Agenda;
using Platform;

namespace Agenda.Occurrences;

public enum OccurrenceStatus { Planned, Validated, Done, Cancelled }

/// <summary>One time that an activity takes place. What happens to it never touches another one of the series.</summary>
public sealed class Occurrence : ITenantOwned
{
    private Occurrence() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ActivityId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid? UnitId { get; private init; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Local day of the start.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>When the series would have had it.</summary>
    public DateTimeOffset ExpectedAt { get; private init; }

    public OccurrenceStatus Status { get; private set; }
    public string? CancelReason { get; private set; }

    /// <summary>A professional is missing and nobody takes the place yet.</summary>
    public bool ToReplace { get; private set; }

    /// <summary>When it was told that nobody was found two hours before the start.</summary>
    public DateTimeOffset? UrgencyToldAt { get; private set; }

    /// <summary>Why soft rules were bent, in the words of who bent them.</summary>
    public string? OverrideReason { get; private set; }

    public int Version { get; private set; } = 1;

    public bool Open => Status is OccurrenceStatus.Planned or OccurrenceStatus.Validated;

    public static Occurrence Of(Activity activity, DateTimeOffset startsAt, DateTimeOffset endsAt, string? overrideReason, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = activity.TenantId, ActivityId = activity.Id, EstablishmentId = activity.EstablishmentId, UnitId = activity.UnitId, StartsAt = startsAt, EndsAt = endsAt,
        Day = WallTime.DayOf(startsAt, WallTime.Zone(activity.Zone)), ExpectedAt = startsAt, OverrideReason = overrideReason,
    };

    public void Validate()
    {
        MoveTo(OccurrenceStatus.Validated);
    }

    /// <summary>It took place: presences are captured.</summary>
    public void Complete()
    {
        MoveTo(OccurrenceStatus.Done);
    }

    /// <summary>Another time. A validated occurrence has to be validated again: those who said yes said it to the other hour.</summary>
    public ActivityMoved MoveTo(DateTimeOffset startsAt, DateTimeOffset endsAt, string zone, string? overrideReason, Guid? source)
    {
        if (!Open) throw Closed();
        (StartsAt, EndsAt, Day, OverrideReason, UrgencyToldAt) = (startsAt, endsAt, WallTime.DayOf(startsAt, WallTime.Zone(zone)), overrideReason ?? OverrideReason, null);
        Status = OccurrenceStatus.Planned;
        Version++;
        return new(Id, ActivityId, EstablishmentId, startsAt, endsAt, source, Version);
    }

    public ActivityCancelled Cancel(string reason, Guid? source, DateTimeOffset now)
    {
        MoveTo(OccurrenceStatus.Cancelled);
        (CancelReason, ToReplace) = (reason, false);
        return new(Id, ActivityId, EstablishmentId, reason, source, now, Version);
    }

    public StaffMissing MissStaff(Guid situationId, DateTimeOffset now)
    {
        ToReplace = true;
        Version++;
        return new(Id, ActivityId, EstablishmentId, situationId, StartsAt, false, now);
    }

    /// <summary>Nobody was found and it starts soon: told once.</summary>
    public StaffMissing TellUrgency(Guid situationId, DateTimeOffset now)
    {
        UrgencyToldAt = now;
        Version++;
        return new(Id, ActivityId, EstablishmentId, situationId, StartsAt, true, now);
    }

    public void StaffComplete()
    {
        ToReplace = false;
        Version++;
    }

    /// <summary>Who takes part has changed.</summary>
    public void Touch() => Version++;

    private void MoveTo(OccurrenceStatus next)
    {
        if (!MayMove(Status, next)) throw Closed();
        Status = next;
        Version++;
    }

    private static RuleBrokenException Closed() =>
        new("occurrence-closed", "Cette séance n'est plus modifiable dans son état actuel (réalisée, annulée ou déjà validée). Corrigez la présence, ou planifiez une nouvelle séance.");

    // The whole life of an occurrence reads here. A closed status has no line.
    private static bool MayMove(OccurrenceStatus from, OccurrenceStatus to) => (from, to) switch
    {
        (OccurrenceStatus.Planned, OccurrenceStatus.Validated or OccurrenceStatus.Done or OccurrenceStatus.Cancelled) => true,
        (OccurrenceStatus.Validated, OccurrenceStatus.Done or OccurrenceStatus.Cancelled) => true,
        _ => false,
    };
}
