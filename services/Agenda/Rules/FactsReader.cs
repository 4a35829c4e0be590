using Agenda.Calendars;
using Agenda.Houses;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Problems;

namespace Agenda.Rules;

/// <summary>Reads what the rules need for calendars that are held: what they hold is never remembered, the house is when its version says so.</summary>
public sealed class FactsReader(AgendaDbContext db, KnownHouses houses, DirectoryClient directory)
{
    // What the rules look at lies within a day of the time asked.
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Takes the calendars for who only adds, and reads them on the same way.</summary>
    public async Task<PlanningFacts> TakeAsync(Guid establishment, IReadOnlyList<Member> members, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var taken = await TakenCalendars.TakeAsync(db, members.Select(m => m.Calendar), establishment, from - Day, until + Day, ct);
        var files = await houses.ReadAsync(db, [establishment], new Dictionary<Guid, CalendarStamp> { [establishment] = new(taken.House, 0) }, ct);
        return await OfFilesAsync(db, files, members, taken.Times, taken, ct);
    }

    /// <summary>Reads calendars that are held already, by who may take something out.</summary>
    public async Task<PlanningFacts> FreshAsync(Guid establishment, IReadOnlyList<Member> members, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var times = await KnownCalendars.FreshAsync(db, [.. members.Select(m => m.Id).Distinct()], from - Day, until + Day, ct);
        var files = await houses.ReadAsync(db, [establishment], await KnownHouses.VersionsAsync(db, [establishment], ct), ct);
        return await OfFilesAsync(db, files, members, times, null, ct);
    }

    /// <summary>Staff that the planning has never met is asked of directory once; its function counts as a qualification.</summary>
    public async Task MeetStaffAsync(IEnumerable<Member> members, Guid establishment, CancellationToken ct)
    {
        var remembered = houses.Remembered(db.TenantId, establishment)?.Staff ?? [];
        var asked = members.Where(m => m.Kind == CalendarKind.Staff && !remembered.Any(s => s.SituationId == m.Id)).Select(m => m.Id).Distinct().ToList();
        if (asked.Count == 0) return;
        var met = await db.StaffMembers.AsNoTracking().Where(s => asked.Contains(s.SituationId)).Select(s => s.SituationId).ToListAsync(ct);
        if (met.Count == asked.Count) return;
        foreach (var id in asked.Except(met))
        {
            var professional = await directory.FindAsync(id, ct);
            if (professional is null || !professional.Active || professional.TenantId != db.TenantId)
                throw new BadInputException("staff-unknown", "Un des professionnels n'est pas connu ou n'exerce plus ici. Choisissez-le dans l'annuaire.");
            var member = StaffMember.Of(db.TenantId, id, professional.EstablishmentId ?? establishment);
            member.Set(professional.Function.Length > 0 ? [professional.Function] : [], WeeklyHours.Always, DayPeriods.None);
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

    /// <summary>Things and people are never taken out of a house, only put out of use: what is remembered of it says enough.</summary>
    public async Task RequireResourcesAsync(IEnumerable<Member> members, Guid establishment, CancellationToken ct)
    {
        var remembered = houses.Remembered(db.TenantId, establishment)?.Resources ?? [];
        var asked = members.Where(m => m.Calendar.IsResource && !remembered.Any(r => r.Id == m.Id && r.Kind == m.Kind)).DistinctBy(m => m.Id).ToList();
        if (asked.Count == 0) return;
        var ids = asked.ConvertAll(m => m.Id);
        var found = await db.Resources.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Kind, ct);
        if (asked.Exists(m => !found.TryGetValue(m.Id, out var kind) || kind != m.Kind))
            throw new BadInputException("resource-unknown", "Une des ressources n'existe pas ou n'est pas de la sorte indiquée. Choisissez-la dans la liste des ressources.");
    }

    /// <summary>From the files of the houses; who comes from elsewhere is read apart, two queries at most.</summary>
    internal static async Task<PlanningFacts> OfFilesAsync(AgendaDbContext db, IReadOnlyDictionary<Guid, HouseFile> files, IReadOnlyList<Member> members, IReadOnlyDictionary<Guid, Timetable> times, TakenCalendars? taken, CancellationToken ct)
    {
        var resources = files.Values.SelectMany(f => f.Resources).ToDictionary(r => r.Id);
        var staff = files.Values.SelectMany(f => f.Staff).ToDictionary(s => s.SituationId);
        var things = members.Where(m => m.Calendar.IsResource && !resources.ContainsKey(m.Id)).Select(m => m.Id).ToList();
        var people = members.Where(m => m.Kind == CalendarKind.Staff && !staff.ContainsKey(m.Id)).Select(m => m.Id).ToList();
        if (things.Count > 0) foreach (var one in await db.Resources.AsNoTracking().Where(r => things.Contains(r.Id)).ToListAsync(ct)) resources[one.Id] = one;
        if (people.Count > 0) foreach (var one in await db.StaffMembers.AsNoTracking().Where(s => people.Contains(s.SituationId)).ToListAsync(ct)) staff[one.SituationId] = one;
        return new(times, resources, staff, files.Where(f => f.Value.Calendar is not null).ToDictionary(f => f.Key, f => f.Value.Calendar!)) { Taken = taken };
    }
}
