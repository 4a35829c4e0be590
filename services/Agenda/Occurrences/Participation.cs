using Agenda.Calendars;
using Platform;

namespace Agenda.Occurrences;

public enum ParticipationStatus
{
    Expected,

    /// <summary>A professional who is away: the place is « à remplacer ».</summary>
    Missing,

    /// <summary>The person said no.</summary>
    Refused,

    /// <summary>The person will be away.</summary>
    Absent,

    /// <summary>Taken out by the team.</summary>
    Withdrawn,
}

/// <summary>A person or a thing at an occurrence. Only an expected one holds its calendar.</summary>
public sealed class Participation : ITenantOwned
{
    private Participation() { }

    public Guid TenantId { get; private init; }
    public Guid OccurrenceId { get; private init; }

    /// <summary>The usager, the situation or the resource.</summary>
    public Guid CalendarId { get; private init; }

    public CalendarKind Kind { get; private init; }
    public bool Wheelchair { get; private set; }
    public ParticipationStatus Status { get; private set; }

    /// <summary>A stable code: absence, hospital, person, staff-absent…</summary>
    public string? Reason { get; private set; }

    public CalendarRef Calendar => new(Kind, CalendarId);

    public static Participation Of(Guid tenantId, Guid occurrenceId, CalendarKind kind, Guid calendarId, bool wheelchair = false) =>
        new() { TenantId = tenantId, OccurrenceId = occurrenceId, CalendarId = calendarId, Kind = kind, Wheelchair = wheelchair };

    public void Leave(ParticipationStatus status, string reason)
    {
        if (status == ParticipationStatus.Expected) throw new ArgumentOutOfRangeException(nameof(status), "To leave is not to be expected.");
        (Status, Reason) = (status, reason);
    }

    /// <summary>Two places of one person: expected when either is.</summary>
    public void Join(Participation other)
    {
        if (other.Status == ParticipationStatus.Expected) Return();
        Wheelchair |= other.Wheelchair;
    }

    public void Return() => (Status, Reason) = (ParticipationStatus.Expected, null);
}
