using Agenda.Calendars;
using Agenda.Merging;
using Agenda.Occurrences;
using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Attendances;

/// <summary>
/// An act of telemedicine had no person: they did not come, or said no. What was said there is the one capture; nobody types it again here.
/// What somebody captured of the appointment stands.
/// </summary>
internal sealed class FollowMissedActs(AgendaDbContext db, TimeProvider clock)
{
    private const string Missed = "MISSED", Refusal = "refusal";

    public static Task Apply(RequestMoved fact, AgendaDbContext db, FollowMissedActs follow, CancellationToken ct) =>
        fact is { State: Missed, AppointmentId: { } appointment } ? follow.CaptureAsync(fact, appointment, ct) : Task.CompletedTask;

    private async Task CaptureAsync(RequestMoved fact, Guid appointment, CancellationToken ct)
    {
        var usager = (await MergedPerson.AmongAsync(db, [fact.UsagerId], ct)).GetValueOrDefault(fact.UsagerId, fact.UsagerId);
        await using var held = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Usager, usager)], ct);
        if (!await ExpectedAsync(fact, appointment, usager, ct)) return;

        // One word an appointment, however often it is told.
        var draft = new CaptureDraft(appointment, appointment, usager, $"telemedicine-{fact.RequestId:N}", fact.MovedAt.ToUniversalTime())
        {
            State = fact.ReasonCode == Refusal ? AttendanceState.Refused : AttendanceState.AbsentUnplanned,
        };
        var (attendance, _) = (await AttendanceLedger.ReadAsync(db, [appointment], ct)).Take(draft, fact.SituationId ?? Guid.Empty, clock.GetUtcNow());
        db.Audit(new("attendance.capture", "attendance", attendance.Id.ToString()) { Category = ConsentClient.Agenda, UsagerId = usager, ReasonCode = "act-missed", Purpose = ConsentClient.Coordination });
        await db.SaveChangesAsync(ct);
        await held.CommitAsync(ct);
    }

    // Of this request, still meant for this person, and nobody has said what happened. Called off for a refusal, it may have been by this very act.
    private async Task<bool> ExpectedAsync(RequestMoved fact, Guid appointment, Guid usager, CancellationToken ct)
    {
        var expected = from o in db.Occurrences
                       join a in db.Activities on o.ActivityId equals a.Id
                       join p in db.Participations on o.Id equals p.OccurrenceId
                       where o.Id == appointment && a.SourceId == fact.RequestId && p.CalendarId == usager && p.Status == ParticipationStatus.Expected
                           && (o.Status != OccurrenceStatus.Cancelled || o.CancelReason == Refusal)
                       select o.Id;
        return await expected.AnyAsync(ct) && !await db.Attendances.AnyAsync(a => a.OccurrenceId == appointment && a.UsagerId == usager && a.State != null, ct);
    }
}
