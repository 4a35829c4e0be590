using System.Collections.Concurrent;
using Agenda.Calendars;
using Agenda.Resources;
using Agenda.Staff;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Houses;

/// <summary>What a house has: its days, its things and its people, as of a version of its row. Read only.</summary>
public sealed record HouseFile(long Version, HouseCalendar? Calendar, IReadOnlyList<Resource> Resources, IReadOnlyList<StaffMember> Staff);

/// <summary>
/// Houses as last read. Whoever changes a house's settings, things or people moves the version of its row in the same transaction
/// (<see cref="AgendaDbContext"/> sees to it), so that one short query says whether what is remembered is still true.
/// </summary>
public sealed class KnownHouses
{
    private const int Capacity = 5000;
    private readonly ConcurrentDictionary<(Guid Tenant, Guid House), HouseFile> _known = new();

    /// <summary>What is remembered, perhaps no longer true.</summary>
    public HouseFile? Remembered(Guid tenant, Guid house) => _known.GetValueOrDefault((tenant, house));

    /// <summary>The files at the versions given; three queries at most when some are new.</summary>
    public async Task<IReadOnlyDictionary<Guid, HouseFile>> ReadAsync(AgendaDbContext db, IReadOnlyCollection<Guid> houses, IReadOnlyDictionary<Guid, CalendarStamp> stamps, CancellationToken ct)
    {
        var stale = houses.Where(h => Remembered(db.TenantId, h)?.Version != stamps.GetValueOrDefault(h).Version).ToList();
        if (stale.Count > 0)
        {
            var calendars = await db.Houses.AsNoTracking().Where(h => stale.Contains(h.EstablishmentId)).ToDictionaryAsync(h => h.EstablishmentId, ct);
            var resources = (await db.Resources.AsNoTracking().Where(r => stale.Contains(r.EstablishmentId)).ToListAsync(ct)).ToLookup(r => r.EstablishmentId);
            var staff = (await db.StaffMembers.AsNoTracking().Where(s => stale.Contains(s.EstablishmentId)).ToListAsync(ct)).ToLookup(s => s.EstablishmentId);
            if (_known.Count > Capacity) _known.Clear();
            foreach (var house in stale) _known[(db.TenantId, house)] = new(stamps.GetValueOrDefault(house).Version, calendars.GetValueOrDefault(house), [.. resources[house]], [.. staff[house]]);
        }

        return houses.ToDictionary(h => h, h => Remembered(db.TenantId, h) ?? new(0, null, [], []));
    }

    /// <summary>Versions of rows: houses and calendars alike. None yet: 0.</summary>
    public static Task<Dictionary<Guid, CalendarStamp>> VersionsAsync(AgendaDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        db.Calendars.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Version, c.Removal }).ToDictionaryAsync(c => c.Id, c => new CalendarStamp(c.Version, c.Removal), ct);
}
