using System.Text.Json;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Availability;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Rules;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Booking;

/// <summary>What became of a booking: an occurrence, or who stands in the way and what is free instead.</summary>
/// <param name="Warnings">Soft rules that the booking bends with its reason.</param>
public sealed record BookingAnswer(Occurrence? Occurrence, Activity? Activity, IReadOnlyList<Breach> Conflicts, IReadOnlyList<FreeSlot> Alternatives, IReadOnlyList<Breach> Warnings)
{
    public static BookingAnswer Of(Occurrence occurrence, Activity activity, IReadOnlyList<Breach> warnings) => new(occurrence, activity, [], [], warnings);
}

/// <summary>Books one appointment, all or nothing. Asks consent and directory before it takes the calendars: nobody waits on a call while others wait on it.</summary>
public sealed class BookingDesk(AgendaDbContext db, AgendaAccess access, FactsReader reader, AppointmentWriter writer, Holders holders, Alternatives alternatives, TimeProvider clock)
{
    public async Task<BookingAnswer> BookAsync(ActivityDraft draft, DateTimeOffset startsAt, IReadOnlyList<Member> members, string? overrideReason, string? key, CancellationToken ct)
    {
        var usagers = members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id).ToList();
        await access.RequireHouseAsync(draft.EstablishmentId, ct);
        await access.RequireAsync(usagers, "C", "agenda.book", "establishment", draft.EstablishmentId, draft.EstablishmentId, ct);
        var content = JsonSerializer.Serialize(new { draft.EstablishmentId, draft.Kind, draft.Label, startsAt, draft.Minutes, draft.SourceId, members = members.Select(m => $"{m.Kind}/{m.Id}") });
        if (await NumberedRequest.FindAsync(db, key, content, ct) is { } made) return await AgainAsync(made, ct);
        if (startsAt <= clock.GetUtcNow()) throw new RuleBrokenException("in-the-past", "Ce créneau est déjà commencé. Choisissez une heure à venir.");
        await reader.MeetStaffAsync(members, draft.EstablishmentId, ct);
        await reader.RequireResourcesAsync(members, draft.EstablishmentId, ct);

        var activity = Activity.Plan(db.TenantId, draft, access.Author, clock.GetUtcNow());
        var (day, facts, twin) = await writer.WriteAsync(activity, members, startsAt, overrideReason, key, content, ct);
        if (twin is { } first) return await AgainAsync(first, ct);
        if (day is { Occurrence: { } placed }) return BookingAnswer.Of(placed, activity, await SayAsync(day.Findings, facts, activity.EstablishmentId, ct));
        return await RefuseAsync(day.Findings, facts, Proposal.For(activity, startsAt, startsAt.AddMinutes(draft.Minutes), members), ct);
    }

    /// <summary>Who stands in the way, and up to three other ways. The trail of what was told is kept.</summary>
    public async Task<BookingAnswer> RefuseAsync(IReadOnlyList<Finding> findings, PlanningFacts facts, Proposal proposal, CancellationToken ct)
    {
        var conflicts = await holders.SayAsync(findings, facts, proposal.EstablishmentId, ct);
        var others = await alternatives.FindAsync(proposal, facts, ct);
        await access.KeepTrailAsync(ct);
        return new(null, null, conflicts, others, []);
    }

    private async Task<IReadOnlyList<Breach>> SayAsync(IReadOnlyList<Finding> findings, PlanningFacts facts, Guid establishment, CancellationToken ct)
    {
        if (findings.Count == 0) return [];
        var said = await holders.SayAsync(findings, facts, establishment, ct);
        await db.SaveChangesAsync(ct);
        return said;
    }

    private async Task<BookingAnswer> AgainAsync(Guid occurrenceId, CancellationToken ct)
    {
        var occurrence = await db.Occurrences.AsNoTracking().SingleAsync(o => o.Id == occurrenceId, ct);
        var activity = await db.Activities.AsNoTracking().SingleAsync(a => a.Id == occurrence.ActivityId, ct);
        await access.KeepTrailAsync(ct);
        return BookingAnswer.Of(occurrence, activity, []);
    }
}
