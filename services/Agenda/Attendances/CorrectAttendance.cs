using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Attendances;

/// <summary>Somebody who has seen all that was said decides. What was said stays.</summary>
internal static class CorrectAttendance
{
    public static async Task<Ok<AttendanceView>> Correct(Guid id, CorrectionRequest request, HttpContext http, PresenceAccess access, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var found = await db.Attendances.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await access.MissingAsync("attendance", id, "attendance.correct", ct);
        await access.RequireAsync(found.UsagerId, "U", "attendance.correct", "attendance", id, found.EstablishmentId, ct);
        await access.RequireHouseAsync(found.EstablishmentId, ct);
        var now = clock.GetUtcNow();
        if (request.Mutation(found, now).Wrong(now) is { } wrong) throw new BadInputException("capture-invalid", wrong);

        await using var held = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Usager, found.UsagerId)], ct);
        var known = await db.Captures.AsNoTracking().Where(c => c.AttendanceId == id || c.MutationId == request.MutationId).OrderBy(c => c.DeviceAt).ToListAsync(ct);
        var draft = Draft(request, found, known, now, access.Author);
        var attendance = known.Find(c => c.MutationId == request.MutationId) is { } before ? await AgainAsync(db, before, request, id, ct) : await TakeAsync(db, http, draft, access.Author, now, ct);
        await db.SaveChangesAsync(ct);
        await held.CommitAsync(ct);
        http.SetVersion(attendance.Revision);
        return TypedResults.Ok(AttendanceView.Of(attendance));
    }

    private static async Task<Attendance> TakeAsync(AgendaDbContext db, HttpContext http, CaptureDraft draft, Guid by, DateTimeOffset now, CancellationToken ct)
    {
        var ledger = await AttendanceLedger.ReadAsync(db, [draft.OccurrenceId], ct);
        http.RequireVersion(ledger.Find(draft.OccurrenceId, draft.UsagerId).Revision);
        return ledger.Take(draft, by, now).Attendance;
    }

    private static async Task<Attendance> AgainAsync(AgendaDbContext db, Capture before, CorrectionRequest request, Guid id, CancellationToken ct)
    {
        var same = before.AttendanceId == id && before.State?.Word() == request.State && before.Reason == request.Reason && before.ArrivedAt == request.ArrivedAt && before.LeftAt == request.LeftAt;
        if (!same) throw new RuleBrokenException("mutation-reused", "Cet identifiant de saisie a déjà servi à un autre contenu. Prenez-en un nouveau.");
        return await db.Attendances.SingleAsync(a => a.Id == id, ct);
    }

    // Later than all that was known, whatever the tablets' clocks said: who corrects has seen it.
    private static CaptureDraft Draft(CorrectionRequest request, Attendance found, List<Capture> known, DateTimeOffset now, Guid by)
    {
        var at = known.Count > 0 && known[^1].DeviceAt >= now ? known[^1].DeviceAt.AddMilliseconds(1) : now;
        return request.Mutation(found, at).Draft($"correction-{by:N}") with
        {
            Supersedes = [.. known.Where(c => c.AttendanceId == found.Id).Select(c => c.MutationId)], Reason = request.Reason, Explanation = request.Explanation,
        };
    }
}

/// <param name="Reason">mistake, late-information or tablet-merge.</param>
public sealed record CorrectionRequest(Guid MutationId, [property: Required] string State, [property: Required, AllowedValues("mistake", "late-information", "tablet-merge")] string Reason,
    [property: Required, StringLength(300, MinimumLength = 3)] string Explanation, DateTimeOffset? ArrivedAt = null, DateTimeOffset? LeftAt = null, DateTimeOffset? ToldAt = null)
{
    internal MutationRequest Mutation(Attendance attendance, DateTimeOffset at) => new(MutationId, attendance.OccurrenceId, at, attendance.UsagerId, State, ArrivedAt, LeftAt, ToldAt);
}
