using Agenda.Access;
using Agenda.Attendances;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Notes;

internal static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/usagers/{id:guid}/notes", List).WithTags("Notes").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Les notes d'une personne entre deux jours, celles de groupe comprises, les autres participants masqués");

    private static async Task<Ok<NoteList>> List(Guid id, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        Attendances.Period.Require(from, to);
        var house = await db.Attendances.Where(a => a.UsagerId == id).Select(a => (Guid?)a.EstablishmentId).FirstOrDefaultAsync(ct);
        var verdict = await access.RequireAsync(id, "R", "note.list", "usager", id, house, ct);
        var attendances = await db.Attendances.AsNoTracking().Where(a => a.UsagerId == id && a.ServiceDate >= from && a.ServiceDate <= to).OrderBy(a => a.ServiceDate).ToListAsync(ct);
        var notes = verdict.Minimal ? [] : await ReadAsync(db, id, attendances, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new NoteList(notes, notes.Count, verdict.Minimal));
    }

    private static async Task<List<NoteView>> ReadAsync(AgendaDbContext db, Guid usager, List<Attendance> attendances, CancellationToken ct)
    {
        // A group note is about who was there; a correction that says they were not takes it out of their notes, not out of the record.
        var there = attendances.Where(a => a.State.IsThere() || a.State == AttendanceState.WithoutUsager).ToDictionary(a => a.OccurrenceId);
        var own = attendances.ToDictionary(a => a.Id);
        var (occurrences, ids) = (there.Keys.ToList(), own.Keys.ToList());
        var group = await db.GroupNotes.AsNoTracking().Where(n => occurrences.Contains(n.OccurrenceId)).ToListAsync(ct);
        var single = await db.Captures.AsNoTracking().Where(c => ids.Contains(c.AttendanceId) && c.Note != null).ToListAsync(ct);
        var replaced = single.Where(c => c.NoteReplaces is not null).Select(c => c.NoteReplaces!.Value).ToHashSet();
        return [.. group.Where(n => !n.NotFor.Contains(usager)).Select(n => NoteView.Of(there[n.OccurrenceId], n.MutationId, "group", n.For(usager), false, n.By, n.DeviceAt, n.ServerAt))
            .Concat(single.Select(c => NoteView.Of(own[c.AttendanceId], c.MutationId, "individual", c.Note!, replaced.Contains(c.MutationId), c.By, c.DeviceAt, c.ServerAt)))
            .OrderBy(n => n.WrittenAt).ThenBy(n => n.NoteId)];
    }
}

/// <param name="Masked">The caller may know that there was a presence and not what was noted.</param>
internal sealed record NoteList(IReadOnlyList<NoteView> Items, int Total, bool Masked);

/// <param name="Replaced">A later note takes its place; it stays readable.</param>
internal sealed record NoteView(Guid NoteId, Guid AttendanceId, Guid OccurrenceId, DateOnly ServiceDate, string Kind, string Text, bool Replaced, Guid By, DateTimeOffset WrittenAt, DateTimeOffset ReceivedAt)
{
    public static NoteView Of(Attendance a, Guid id, string kind, string text, bool replaced, Guid by, DateTimeOffset written, DateTimeOffset received) =>
        new(id, a.Id, a.OccurrenceId, a.ServiceDate, kind, text, replaced, by, written, received);
}
