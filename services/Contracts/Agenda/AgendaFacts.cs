namespace Contracts.Agenda;

/// <summary>An occurrence is in the plannings of those it names.</summary>
/// <param name="Kind">activite, telemedecine, rdv, transport, soin…</param>
public sealed record ActivityPlanned(Guid OccurrenceId, Guid ActivityId, Guid EstablishmentId, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    IReadOnlyList<Guid> UsagerIds, IReadOnlyList<Guid> SituationIds, Guid? SourceId, int Version)
{
    public const string Topic = "agenda.activity-planned.v1";
}

/// <summary>An occurrence has another time, place or resource.</summary>
public sealed record ActivityMoved(Guid OccurrenceId, Guid ActivityId, Guid EstablishmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? SourceId, int Version)
{
    public const string Topic = "agenda.activity-moved.v1";
}

/// <summary>An occurrence will not take place.</summary>
/// <param name="Reason">A stable code: structure, refusal, absence, hospital, weather, strike…</param>
public sealed record ActivityCancelled(Guid OccurrenceId, Guid ActivityId, Guid EstablishmentId, string Reason, Guid? SourceId, DateTimeOffset CancelledAt, int Version)
{
    public const string Topic = "agenda.activity-cancelled.v1";
}

/// <summary>A professional of an occurrence is missing: it is « à remplacer ».</summary>
/// <param name="Urgent">It starts within two hours and nobody was found.</param>
public sealed record StaffMissing(Guid OccurrenceId, Guid ActivityId, Guid EstablishmentId, Guid SituationId, DateTimeOffset StartsAt, bool Urgent, DateTimeOffset FoundAt)
{
    public const string Topic = "agenda.staff-missing.v1";
}

/// <summary>A usager is expected in two structures at the same time, with a reason: the other one is told.</summary>
/// <param name="OtherOccurrenceId">What the person was already expected for.</param>
public sealed record OverlapFound(Guid OccurrenceId, Guid OtherOccurrenceId, Guid UsagerId, Guid EstablishmentId, Guid OtherEstablishmentId, DateTimeOffset StartsAt, DateTimeOffset FoundAt)
{
    public const string Topic = "agenda.overlap-found.v1";
}

/// <summary>What happened to one usager at one occurrence, once captured.</summary>
/// <param name="AttendanceId">The same for the DUI note, the statistics, billing and transport.</param>
/// <param name="Version">1, then one more at each correction; a lower version than the last known is late.</param>
/// <param name="ServiceDate">Day in Europe/Paris of the establishment.</param>
/// <param name="Period">FULL, AM or PM.</param>
/// <param name="State">PRESENT, PARTIAL, ABSENT_JUSTIFIED, ABSENT_UNPLANNED, REFUSED, CANCELLED, WITHOUT_USAGER.</param>
/// <param name="Quantity">Of a day: 1 or 0.5 when the activity is counted in days, otherwise 0.</param>
/// <param name="Minutes">Real duration.</param>
/// <param name="ToldAt">When an absence was announced; null when nobody wrote it down.</param>
public sealed record AttendanceRecorded(Guid AttendanceId, int Version, Guid OccurrenceId, Guid ActivityId, Guid UsagerId, Guid EstablishmentId, DateOnly ServiceDate, string Period,
    string State, decimal Quantity, int Minutes, string? SerafinCode, Guid RecordedBy, DateTimeOffset RecordedAt, DateTimeOffset? ToldAt = null)
{
    public const string Topic = "agenda.attendance-recorded.v1";
}

/// <summary>A later version of an attendance; it replaces the earlier ones and keeps them readable.</summary>
/// <param name="Reason">A stable code: mistake, late-information, tablet-merge…</param>
/// <param name="ToldAt">As in <see cref="AttendanceRecorded"/>.</param>
public sealed record AttendanceCorrected(Guid AttendanceId, int Version, Guid OccurrenceId, Guid ActivityId, Guid UsagerId, Guid EstablishmentId, DateOnly ServiceDate, string Period,
    string State, decimal Quantity, int Minutes, string? SerafinCode, string Reason, Guid RecordedBy, DateTimeOffset RecordedAt, DateTimeOffset? ToldAt = null)
{
    public const string Topic = "agenda.attendance-corrected.v1";
}

/// <summary>Somebody expected did not come and nobody had said so: the reference team has to find out.</summary>
public sealed record UsagerMissing(Guid AttendanceId, Guid OccurrenceId, Guid UsagerId, Guid EstablishmentId, DateTimeOffset NoticedAt)
{
    public const string Topic = "agenda.usager-missing.v1";
}

/// <summary>A usager is away, or was thought to be: each correction is a new version.</summary>
/// <param name="Cause">HOSPITAL_MCO, HOSPITAL_SSR, HOSPITAL_PSY, CONVENIENCE, FAMILY, DEATH, EXIT, OTHER.</param>
/// <param name="NoticeGiven">Announced in the delay of the contract.</param>
/// <param name="ReturnedAt">Null while the person is away.</param>
/// <param name="Cancelled">The absence was entered by mistake.</param>
public sealed record AbsenceRecorded(Guid AbsenceId, int Version, Guid UsagerId, Guid EstablishmentId, string Cause, bool NoticeGiven, DateTimeOffset LeftAt, DateTimeOffset? ReturnedAt,
    bool Cancelled, DateTimeOffset RecordedAt)
{
    public const string Topic = "agenda.absence-recorded.v1";
}

/// <summary>A trip of a usager, run or not.</summary>
/// <param name="SerafinCode">3.2.4.1, 3.2.4.2 or 3.2.4.3.</param>
/// <param name="State">DONE, CANCELLED_IN_TIME, CANCELLED_LATE.</param>
/// <param name="Billable">To the usager; a run trip without the usager keeps its cost and bills nobody.</param>
public sealed record TransportRecorded(Guid TransportId, int Version, Guid? AttendanceId, Guid UsagerId, Guid EstablishmentId, DateOnly ServiceDate, string SerafinCode, string State,
    bool UsagerPresent, bool Billable, decimal Kilometres, DateTimeOffset RecordedAt)
{
    public const string Topic = "agenda.transport-recorded.v1";
}
