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
internal sealed class DemoPlannings(IServiceScopeFactory scopes, TimeProvider clock) : IHostedService
{
    private static readonly Guid Tenant = Named(0x001), Ehpad = Named(0x0e1), Ime = Named(0x0e4), Rivage = Named(0xe11), Tilleuls = Named(0xe41);
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

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Tenant);
        var (db, planner) = (scope.ServiceProvider.GetRequiredService<AgendaDbContext>(), scope.ServiceProvider.GetRequiredService<Planner>());
        if (await db.Resources.AnyAsync(r => r.Id == Named(Things[0].Id), cancellationToken)) return;

        var now = clock.GetUtcNow();
        db.Houses.AddRange(House(Ehpad, closedOnHolidays: false), House(Ime, closedOnHolidays: true));
        foreach (var t in Things) db.Resources.Add(Resource.Of(Tenant, t.House, t.Kind, Settings(t.Type, t.Name, t.Capacity, t.Chairs, t.Qualification), now, Named(t.Id)));
        foreach (var (situation, house, qualifications) in People)
        {
            if (await db.StaffMembers.AnyAsync(s => s.SituationId == situation, cancellationToken)) continue;
            var member = StaffMember.Of(Tenant, situation, house);
            member.Set(qualifications, WeeklyHours.Always, DayPeriods.None);
            db.StaffMembers.Add(member);
        }

        await db.SaveChangesAsync(cancellationToken);
        var first = WallTime.DayOf(now, WallTime.Zone(WallTime.Paris)).AddDays(1);
        var residents = Enumerable.Range(0, 6).Select(i => new Member(CalendarKind.Usager, Named(0x6100 + i))).ToList();
        await PlanAsync(db, planner, Draft(Ehpad, Rivage, "Atelier mémoire", "TU", new(14, 30), 60, first), [.. residents, new(CalendarKind.Staff, Leader), new(CalendarKind.Room, Named(0x702))], cancellationToken);
        await PlanAsync(db, planner, Draft(Ehpad, null, "Sortie au marché", "FR", new(9, 30), 120, first), [.. residents.Take(4), new(CalendarKind.Staff, Leader), new(CalendarKind.Vehicle, Named(0x704))], cancellationToken);
        await PlanAsync(db, planner, Draft(Ime, Tilleuls, "Réunion d'équipe", "MO", new(13, 0), 60, first) with { Kind = "reunion", SerafinCode = "3.1.4.2" },
            [new(CalendarKind.Staff, Educator), new(CalendarKind.Staff, Instructor), new(CalendarKind.Staff, Psychologist), new(CalendarKind.Room, Named(0x711))], cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PlanAsync(AgendaDbContext db, Planner planner, ActivityDraft draft, IReadOnlyList<Member> members, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var activity = Activity.Plan(Tenant, draft, Guid.Empty, now);
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
        var house = HouseCalendar.Of(Tenant, id);
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
