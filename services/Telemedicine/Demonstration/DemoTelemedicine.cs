using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Equipment;
using Telemedicine.Experts;
using Telemedicine.UseCases;

namespace Telemedicine.Demonstration;

/// <summary>Telemedicine as an invented house has set it up: leads, prerequisites, two use cases, a cart and a geriatrician's hours. Seeded once, when Telemedicine:Demo asks for it.</summary>
internal sealed class DemoTelemedicine(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<DemoTelemedicine> log, TimeProvider clock) : DemonstrationSeed(scopes, lifetime, log)
{
    private const int WeeksAhead = 8;
    private static readonly Guid Group = Named(0x001), House = Named(0x0e1), Doctor = Named(0x501), Nurse = Named(0x502), Geriatrician = Named(0x515);

    // The cart's calendar in agenda has the same id.
    private static readonly Guid Cart = Named(0x703), Unit = Named(0xe11);

    protected override Guid Tenant => Group;

    // One save: all of it or nothing.
    protected override async Task<string> SeedAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<TelemedicineDbContext>();
        if (await db.Structures.AnyAsync(s => s.EstablishmentId == House, ct)) return "";

        var now = clock.GetUtcNow();
        var structure = StructureProfile.Of(Group, House);
        structure.Lead(Doctor, Nurse);
        for (var item = 1; item <= StructureProfile.Checklist.Count; item++) structure.Settle(item, "Comité de télémédecine de démonstration", Doctor, now);
        db.Structures.Add(structure);
        foreach (var code in (string[])["geriatrie", "plaies"])
        {
            var useCase = UseCase.Open(Group, House, CaseCatalogue.Find(code)!, now);
            useCase.Activate(structure, now);
            db.UseCases.Add(useCase);
        }

        var cart = Device.Register(Group, Cart, House, DeviceKind.Cart, "Chariot de télémédecine");
        cart.Describe(cart.Label, Unit, ParisTime.Day(now).AddYears(1), ParisTime.Day(now).AddMonths(6), outOfOrder: false, transfer: 20, cleaning: 10);
        db.Devices.Add(cart);
        var requis = Requis.Introduce(Group, "899900000102", now);
        requis.Describe("Dr Samir HADDAD", "Gériatrie", RequisKind.Specialist, "", Geriatrician, 25);
        db.Requis.Add(requis);
        foreach (var at in Thursdays(now)) db.Vacations.Add(Vacation.Declare(Group, requis.Id, at, at.AddHours(2), 30, "", now));
        await db.SaveChangesAsync(ct);
        return "a house, two use cases, a cart and a geriatrician";
    }

    // Thursday from 13:00 to 15:00 UTC: two hours of an afternoon in Paris, winter and summer.
    private static IEnumerable<DateTimeOffset> Thursdays(DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        while (day.DayOfWeek != DayOfWeek.Thursday) day = day.AddDays(1);
        return Enumerable.Range(0, WeeksAhead).Select(week => day.AddDays(7 * week).AddHours(13));
    }

    private static Guid Named(int number) => new($"01900000-0000-7000-8000-{number:x12}");
}
