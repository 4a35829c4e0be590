namespace Contracts.Telemedicine;

/// <summary>A request of an act of telemedicine went to another state.</summary>
/// <param name="State">DRAFT, SUBMITTED, INFORMATION_ASKED, COMPLETED, ACCEPTED, PLANNED, READY, IN_PROGRESS, DONE, REPORT_AWAITED, ANSWERED (téléexpertise), REPORT_RECEIVED, REPORT_FILED, REPORT_DEPOSITED, CLOSED, REFUSED, CANCELLED, EXPIRED, POSTPONED, MISSED;
/// for a télésurveillance MONITORING_PRESCRIBED, _INCLUDED, _ACTIVE, _SUSPENDED, _ENDED.</param>
/// <param name="ReasonCode">Why, when MISSED: absent or refusal.</param>
/// <param name="SituationId">Who moved it; null when a clock, a platform or another service did.</param>
public sealed record RequestMoved(Guid RequestId, Guid UsagerId, Guid EstablishmentId, string UseCase, string State, Guid? AppointmentId, DateTimeOffset MovedAt, int Version,
    string? ReasonCode = null, Guid? SituationId = null)
{
    public const string Topic = "telemedicine.request-moved.v1";
}

/// <summary>An act of telemedicine gives back its appointment: agenda calls it off, unless it was already.</summary>
/// <param name="Reason">Agenda's code: refusal, structure…</param>
public sealed record ActFreed(Guid ActId, Guid RequestId, Guid AppointmentId, string Reason, DateTimeOffset FreedAt)
{
    public const string Topic = "telemedicine.act-freed.v1";
}

/// <summary>The report of an act is in the file of the person.</summary>
public sealed record ReportFiled(Guid RequestId, Guid UsagerId, Guid EstablishmentId, Guid DocumentId, DateTimeOffset FiledAt)
{
    public const string Topic = "telemedicine.report-filed.v1";
}

/// <summary>Somebody of the team has something to do after an act: a prescription line, a follow-up, an answer that is late.</summary>
/// <param name="Kind">prescription, follow-up, answer-late, report-late, report-quarantined, reminder, replan, platform-down, notify-parents, equipment.</param>
/// <param name="Function">House code of the function that does it: ide, medecin-coordonnateur…</param>
public sealed record TaskRequested(Guid TaskId, Guid RequestId, Guid? UsagerId, Guid EstablishmentId, string Kind, string Function, DateTimeOffset DueAt)
{
    public const string Topic = "telemedicine.task-requested.v1";
}
