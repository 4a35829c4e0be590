using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Houses;
using Agenda.Resources;
using Agenda.Rules;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Demonstration;

/// <summary>Rooms, vehicles, carts and a few weekly activities of two invented houses. Seeded once, when Agenda:Demo asks for it.</summary>
internal sealed class DemoPlannings(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<DemoPlannings> log, TimeProvider clock) : DemonstrationSeed(scopes, lifetime, log)
{
    private static readonly Guid Group = Named(0x001), Ehpad = Named(0x0e1), Ime = Named(0x0e4), Rivage = Named(0xe11), Tilleuls = Named(0xe41);
    private static readonly Guid Nurse = Named(0x502), Educator = Named(0x510), Instructor = Named(0x511), Leader = Named(0x512), Psychologist = Named(0x516);

    private static readonly (int Id, Guid House, CalendarKind Kind, string Type, string Name, int Capacity, int Chairs, string Qualification)[] Things =
    [
        (0x701, Ehpad, CalendarKind.Room, "salle-telemedecine", "Salle de télémédecine", 6, 0, ""),
        (0x702, Ehpad, CalendarKind.Room, "salle-activite", "Salle d'animation", 25, 0, ""),
        (0x703, Ehpad, CalendarKind.Equipment, "chariot-telemedecine", "Chariot de télémédecine", 0, 0, ""),
        (0x704, Ehpad, CalendarKind.Vehicle, "minibus", "Minibus des Saules", 9, 2, "permis-b"),
        (0x711, Ime, CalendarKind.Room, "salle-activite", "Atelier peinture", 12, 0, ""),
        (0x712, Ime, CalendarKind.Room, "salle-sensorielle", "Salle sensorielle", 4, 0, ""),
        (0x713, Ime, CalendarKind.Vehicle, "minibus", "Minibus des Chênes", 9, 1, "permis-b"),
        (0x714, Ime, CalendarKind.Vehicle, "minibus", "Trafic des Chênes", 8, 2, "permis-b"),
        (0x715, Ime, CalendarKind.Equipment, "chariot-telemedecine", "Chariot de l'IME", 0, 0, ""),
    ];

    private static readonly (Guid Situation, Guid House, string[] Qualifications)[] People =
    [
        (Nurse, Ehpad, ["ide"]), (Leader, Ehpad, ["animateur", "permis-b"]), (Educator, Ime, ["educateur-specialise", "permis-b"]), (Instructor, Ime, ["moniteur-educateur", "permis-b"]), (Psychologist, Ime, ["psychologue"]),
    ];

    protected override Guid Tenant => Group;

    protected override async Task<string> SeedAsync(IServiceProvider services, CancellationToken ct)
    {
        var (db, planner) = (services.GetRequiredService<AgendaDbContext>(), services.GetRequiredService<Planner>());
        var now = clock.GetUtcNow();
        var things = await FurnishAsync(db, now, ct);
        var first = WallTime.DayOf(now, WallTime.Zone(WallTime.Paris)).AddDays(1);
        var residents = Enumerable.Range(0, 6).Select(i => new Member(CalendarKind.Usager, Named(0x6100 + i))).ToList();
        (ActivityDraft Draft, Member[] Members)[] week =
        [
            (Draft(Ehpad, Rivage, "Atelier mémoire", "TU", new(14, 30), 60, first), [.. residents, new(CalendarKind.Staff, Leader), new(CalendarKind.Room, Named(0x702))]),
            (Draft(Ehpad, null, "Sortie au marché", "FR", new(9, 30), 120, first), [.. residents.Take(4), new(CalendarKind.Staff, Leader), new(CalendarKind.Vehicle, Named(0x704))]),
            (Draft(Ime, Tilleuls, "Réunion d'équipe", "MO", new(13, 0), 60, first) with { Kind = "reunion", SerafinCode = "3.1.4.2" },
                [new(CalendarKind.Staff, Educator), new(CalendarKind.Staff, Instructor), new(CalendarKind.Staff, Psychologist), new(CalendarKind.Room, Named(0x711))]),
        ];
        var planned = 0;
        foreach (var (draft, members) in week)
        {
            if (await db.Activities.AnyAsync(a => a.EstablishmentId == draft.EstablishmentId && a.Label == draft.Label, ct)) continue;
            await PlanAsync(db, planner, draft, members, now, ct);
            planned++;
        }

        return things + planned == 0 ? "" : $"{things} houses, things and people, {planned} weekly activities";
    }

    private static async Task<int> FurnishAsync(AgendaDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var houses = await db.Houses.Select(h => h.EstablishmentId).ToListAsync(ct);
        var things = await db.Resources.Select(r => r.Id).ToListAsync(ct);
        var people = await db.StaffMembers.Select(s => s.SituationId).ToListAsync(ct);
        foreach (var id in new[] { Ehpad, Ime }.Except(houses)) db.Houses.Add(House(id, closedOnHolidays: id == Ime));
        foreach (var t in Things.Where(t => !things.Contains(Named(t.Id)))) db.Resources.Add(Resource.Of(Group, t.House, t.Kind, Settings(t.Type, t.Name, t.Capacity, t.Chairs, t.Qualification), now, Named(t.Id)));
        foreach (var (situation, house, qualifications) in People.Where(p => !people.Contains(p.Situation)))
        {
            var member = StaffMember.Of(Group, situation, house);
            member.Set(qualifications, WeeklyHours.Always, DayPeriods.None);
            db.StaffMembers.Add(member);
        }

        var added = db.ChangeTracker.Entries().Count();
        await db.SaveChangesAsync(ct);
        return added;
    }

    private static async Task PlanAsync(AgendaDbContext db, Planner planner, ActivityDraft draft, IReadOnlyList<Member> members, DateTimeOffset now, CancellationToken ct)
    {
        var activity = Activity.Plan(Group, draft, Guid.Empty, now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await planner.PlanAsync(activity, members, activity.DaysUntil(draft.FirstDay.AddDays(28)), "démonstration", ct);
        db.Activities.Add(activity);
        foreach (var member in members) db.ActivityMembers.Add(ActivityMember.Of(activity, member.Kind, member.Id, member.Wheelchair));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static ActivityDraft Draft(Guid house, Guid? unit, string label, string day, TimeOnly time, int minutes, DateOnly first) => new(house, "activite", label, first, time, minutes)
    {
        UnitId = unit, SerafinCode = "2.3.4.2", Rule = Recurrence.Parse($"FREQ=WEEKLY;BYDAY={day}"), UsagersPerAdult = 8,
    };

    private static HouseCalendar House(Guid id, bool closedOnHolidays)
    {
        var house = HouseCalendar.Of(Group, id);
        house.Set(new(WallTime.Paris, WeeklyHours.Always, DayPeriods.None, DayPeriods.None, closedOnHolidays, false, [], 20));
        return house;
    }

    private static ResourceSettings Settings(string type, string name, int capacity, int chairs, string qualification) =>
        new(type, name, null, capacity, chairs, qualification.Length > 0 ? [qualification] : [], WeeklyHours.Always, DayPeriods.None, 0, type.StartsWith("chariot", StringComparison.Ordinal) ? 10 : 0, 0, null, true);

    private static Guid Named(int number) => Guid.Parse($"01900000-0000-7000-8000-{number:x12}");
}

internal static class DemoSetup
{
    public static void AddDemoPlannings(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue("Agenda:Demo", false) && builder.Configuration["Platform:Environment"] != "real") builder.Services.AddHostedService<DemoPlannings>();
    }
}
