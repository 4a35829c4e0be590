using Agenda.Activities;
using Agenda.Rules;

namespace Agenda.Booking;

/// <param name="Twin">What the same request has made meanwhile; nothing was written then.</param>
public sealed record WrittenAppointment(PlannedDay Day, PlanningFacts Facts, Guid? Twin);

/// <summary>
/// One booking from the moment its calendars are taken to its commit: they are taken and read on one way to the database, everything is
/// written and committed on a second.
/// </summary>
public sealed class AppointmentWriter(AgendaDbContext db, Planner planner, TimeProvider clock)
{
    public async Task<WrittenAppointment> WriteAsync(Activity activity, IReadOnlyList<Member> members, DateTimeOffset startsAt, string? overrideReason, string? key, string content, CancellationToken ct)
    {
        // One save, then the end: there is nothing to come back to.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (day, facts) = await planner.PlanOnceAsync(activity, members, startsAt, overrideReason, ct);
        // The same request may have waited for its twin: what the twin made is the answer.
        var twin = await NumberedRequest.FindAsync(db, key, content, ct);
        if (twin is null && day.Occurrence is { } placed)
        {
            db.Activities.Add(activity);
            NumberedRequest.Remember(db, key, content, placed.Id, clock.GetUtcNow());
            await db.CommitNewAsync(transaction, ct);
        }
        else
        {
            if (twin is not null) db.ForgetAllButTrail();
            await transaction.RollbackAsync(ct);
        }

        return new(day, facts, twin);
    }
}
