using Agenda.Calendars;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Problems;

namespace Agenda.Rules;

/// <summary>Reads what the rules need for calendars that are held: four queries, and nothing remembered.</summary>
public sealed class FactsReader(AgendaDbContext db, DirectoryClient directory)
{
    public async Task<PlanningFacts> FreshAsync(Guid establishment, IReadOnlyList<Member> members, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var day = TimeSpan.FromDays(1);
        var times = await KnownCalendars.FreshAsync(db, [.. members.Select(m => m.Id).Distinct()], from - day, until + day, ct);
        return await CompleteAsync(times, [establishment], members, ct);
    }

    /// <summary>Staff that the planning has never met is asked of directory once; its function counts as a qualification.</summary>
    public async Task MeetStaffAsync(IEnumerable<Member> members, Guid establishment, CancellationToken ct)
    {
        var asked = members.Where(m => m.Kind == CalendarKind.Staff).Select(m => m.Id).Distinct().ToList();
        if (asked.Count == 0) return;
        var met = await db.StaffMembers.AsNoTracking().Where(s => asked.Contains(s.SituationId)).Select(s => s.SituationId).ToListAsync(ct);
        if (met.Count == asked.Count) return;
        foreach (var id in asked.Except(met))
        {
            var professional = await directory.FindAsync(id, ct);
            if (professional is null || !professional.Active || professional.TenantId != db.TenantId)
                throw new BadInputException("staff-unknown", "Un des professionnels n'est pas connu ou n'exerce plus ici. Choisissez-le dans l'annuaire.");
            var member = StaffMember.Of(db.TenantId, id, professional.EstablishmentId ?? establishment);
            member.Set(professional.Function.Length > 0 ? [professional.Function] : [], Houses.WeeklyHours.Always, Houses.DayPeriods.None);
            db.StaffMembers.Add(member);
        }

        await SaveMetAsync(ct);
    }

    // Two requests may meet the same colleague at the same moment: one row is enough.
    private async Task SaveMetAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.InnerException is { } inner && UniqueIndex.IsViolatedBy(inner))
        {
            foreach (var entry in db.ChangeTracker.Entries<StaffMember>().Where(e => e.State == EntityState.Added).ToList()) entry.State = EntityState.Detached;
        }
    }

    public async Task RequireResourcesAsync(IEnumerable<Member> members, CancellationToken ct)
    {
        var asked = members.Where(m => m.Calendar.IsResource).DistinctBy(m => m.Id).ToList();
        if (asked.Count == 0) return;
        var ids = asked.ConvertAll(m => m.Id);
        var found = await db.Resources.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Kind, ct);
        if (asked.Exists(m => !found.TryGetValue(m.Id, out var kind) || kind != m.Kind))
            throw new BadInputException("resource-unknown", "Une des ressources n'existe pas ou n'est pas de la sorte indiquée. Choisissez-la dans la liste des ressources.");
    }

    private async Task<PlanningFacts> CompleteAsync(IReadOnlyDictionary<Guid, Timetable> times, IReadOnlyCollection<Guid> houses, IReadOnlyList<Member> members, CancellationToken ct)
    {
        var resources = members.Where(m => m.Calendar.IsResource).Select(m => m.Id).Distinct().ToList();
        var staff = members.Where(m => m.Kind == CalendarKind.Staff).Select(m => m.Id).Distinct().ToList();
        return new(times,
            resources.Count == 0 ? new() : await db.Resources.AsNoTracking().Where(r => resources.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct),
            staff.Count == 0 ? new() : await db.StaffMembers.AsNoTracking().Where(s => staff.Contains(s.SituationId)).ToDictionaryAsync(s => s.SituationId, ct),
            await db.Houses.AsNoTracking().Where(h => houses.Contains(h.EstablishmentId)).ToDictionaryAsync(h => h.EstablishmentId, ct));
    }
}
