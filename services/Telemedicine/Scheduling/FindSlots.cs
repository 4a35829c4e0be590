using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Equipment;
using Telemedicine.Experts;
using Telemedicine.Requests;
using Telemedicine.UseCases;

namespace Telemedicine.Scheduling;

/// <summary>Between when, with whom and with what.</summary>
/// <param name="DeviceId">A given cart; else any that may serve.</param>
/// <param name="RoomId">A given room; else any room of telemedicine of the house.</param>
/// <param name="UnitId">Where the act takes place; the person's unit when not said.</param>
public sealed record SlotSearch(DateTimeOffset From, DateTimeOffset Until, Guid? CompanionId = null, Guid? DeviceId = null, Guid? RoomId = null, Guid? UnitId = null);

/// <summary>A time when the person, the requis, who stands beside, a room and a device are all free.</summary>
public sealed record ActSlot(DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? RoomId, Guid? DeviceId, IReadOnlyList<string> Warnings);

public sealed record SlotsFound(IReadOnlyList<ActSlot> Slots, IReadOnlyList<string> Obstacles);

/// <summary>Looks for times in agenda, then keeps those that the requis gives and that the device can be at.</summary>
public sealed class FindSlots(TelemedicineDbContext db, AgendaClient agenda, TimeProvider clock)
{
    private const int MostDevices = 4, MostVacations = 8, Wide = 100, Shown = 20;

    public async Task<SlotsFound> FindAsync(TelemedicineRequest request, UseCase useCase, SlotSearch search, CancellationToken ct)
    {
        if (search.Until <= search.From || search.Until - search.From > TimeSpan.FromDays(62)) throw new BadInputException("slot-period", "La période va d'un début à une fin, sur deux mois au plus. Corrigez les dates.");
        var requis = await RequisAsync(request, ct);
        var vacations = await VacationsAsync(requis.Id, search.From, search.Until, ct);
        var taken = await db.Acts.AsNoTracking().Where(a => a.RequisId == requis.Id && a.StartsAt < search.Until && a.EndsAt > search.From && a.RequestId != request.Id
            && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready || a.Status == ActStatus.InProgress)).Select(a => new { a.StartsAt, a.EndsAt }).ToListAsync(ct);
        var (slots, obstacles) = (new List<ActSlot>(), new List<string>());
        foreach (var device in await DevicesAsync(request, useCase, search, obstacles, ct))
        {
            foreach (var time in await TimesAsync(request, useCase, search, requis, device, vacations, obstacles, ct))
            {
                if (vacations.Count > 0 && !vacations.Any(v => v.Slots().Contains(time.StartsAt))) continue;
                if (taken.Exists(t => t.StartsAt < time.EndsAt && time.StartsAt < t.EndsAt)) continue;
                var unit = search.UnitId ?? request.UnitId;
                if (device?.Clash(time.StartsAt, time.EndsAt, unit, request.ActId) is { } clash) obstacles.Add(clash);
                else if (device?.Obstacle(request.Act, time.StartsAt, clock.GetUtcNow()) is null) slots.Add(new(time.StartsAt, time.EndsAt, time.RoomId ?? search.RoomId, device?.Id, time.Warnings));
            }
            if (slots.Count >= Shown) break;
        }
        return new([.. slots.OrderBy(s => s.StartsAt).DistinctBy(s => s.StartsAt).Take(Shown)], [.. obstacles.Distinct().Take(Shown)]);
    }

    // A requis with vacations is asked for in those hours only.
    private async Task<List<FreeTime>> TimesAsync(TelemedicineRequest request, UseCase useCase, SlotSearch search, Requis requis, Device? device, List<Vacation> vacations, List<string> obstacles, CancellationToken ct)
    {
        var found = new List<FreeTime>();
        List<(DateTimeOffset From, DateTimeOffset Until)> windows = vacations.Count == 0 ? [(search.From, search.Until)]
            : [.. vacations.Take(MostVacations).Select(v => (v.StartsAt > search.From ? v.StartsAt : search.From, v.EndsAt < search.Until ? v.EndsAt : search.Until))];
        foreach (var (from, until) in windows)
        {
            var (times, why) = await agenda.SearchAsync(request.EstablishmentId, Calendars(request, requis, search, device), useCase.Needs.Room && search.RoomId is null, from, until, useCase.Needs.Minutes, Wide, ct);
            obstacles.AddRange(why.Select(o => o.Explanation).Where(e => e.Length > 0));
            found.AddRange(times);
            if (found.Count >= Wide) break;
        }
        return found;
    }

    public async Task<Requis> RequisAsync(TelemedicineRequest request, CancellationToken ct) => request.RequisId is { } id ? await db.Requis.SingleAsync(r => r.Id == id, ct)
        : throw new RuleBrokenException("requis-missing", "Aucun requis n'a encore accepté : attendez son accord, ou acceptez la demande en le choisissant.");

    public async Task<List<Vacation>> VacationsAsync(Guid requis, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        await db.Vacations.AsNoTracking().Where(v => v.RequisId == requis && v.StartsAt < until && v.EndsAt > from).OrderBy(v => v.StartsAt).ToListAsync(ct);

    private async Task<IReadOnlyList<Device?>> DevicesAsync(TelemedicineRequest request, UseCase useCase, SlotSearch search, List<string> obstacles, CancellationToken ct)
    {
        if (useCase.Needs.Devices.Count == 0) return [null];
        var kinds = useCase.Needs.Devices.ToList();
        var query = db.Devices.AsNoTracking().Where(d => d.EstablishmentId == request.EstablishmentId);
        var found = search.DeviceId is { } id ? await query.Where(d => d.Id == id).ToListAsync(ct) : await query.Where(d => kinds.Contains(d.Kind)).ToListAsync(ct);
        if (search.DeviceId is not null && found.Count == 0) throw new BadInputException("device-unknown", "Cet équipement n'est pas dans l'établissement : choisissez-en un dans la liste des équipements.");
        var unit = search.UnitId ?? request.UnitId;
        var usable = new List<Device?>();
        foreach (var device in found.OrderBy(d => d.UnitId == unit ? 0 : 1).ThenBy(d => d.Label, StringComparer.Ordinal))
        {
            // A flat cart is charged by tomorrow; a calibration that is over stays over.
            if (device.Obstacle(request.Act, search.From, clock.GetUtcNow()) is { } obstacle) obstacles.Add(obstacle);
            if (device.Obstacle(request.Act, search.Until, clock.GetUtcNow()) is null) usable.Add(device);
        }
        if (found.Count == 0) obstacles.Add("Aucun équipement adapté n'est enregistré dans l'établissement.");
        return [.. usable.Take(MostDevices)];
    }

    private static List<Calendar> Calendars(TelemedicineRequest request, Requis requis, SlotSearch search, Device? device)
    {
        List<Calendar> calendars = [Calendar.Usager(request.UsagerId)];
        if (search.CompanionId is { } companion) calendars.Add(Calendar.Staff(companion));
        if (requis.SituationId is { } situation) calendars.Add(Calendar.Staff(situation));
        if (search.RoomId is { } room) calendars.Add(Calendar.Room(room));
        if (device is not null) calendars.Add(Calendar.Equipment(device.Id));
        return calendars;
    }
}
