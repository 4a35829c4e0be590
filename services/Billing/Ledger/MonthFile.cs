using Billing.Attendance;
using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;
using Microsoft.EntityFrameworkCore;

namespace Billing.Ledger;

/// <summary>All that a month of an establishment is computed from, and the sheets that the rules make of it. A draft is this and nothing else: it is never kept.</summary>
internal sealed class MonthFile
{
    private MonthFile(MonthTerms terms, Persons persons, IReadOnlyList<Sheet> sheets) => (Terms, Persons, Sheets) = (terms, persons, sheets);

    public MonthTerms Terms { get; }
    public Persons Persons { get; }
    public IReadOnlyList<Sheet> Sheets { get; }
    public IEnumerable<Anomaly> Anomalies => Sheets.SelectMany(s => s.Anomalies);

    /// <summary>The lines, in an order that does not depend on the database's.</summary>
    public IReadOnlyList<Line> Lines { get; private init; } = [];

    /// <param name="usagers">Only these persons; null for all.</param>
    public static async Task<MonthFile> ReadAsync(BillingDbContext db, BillingTables tables, Guid establishmentId, Month month, IReadOnlySet<Guid>? usagers, Guid? unitId, CancellationToken ct)
    {
        var (first, last) = (month.First, month.Last);
        var persons = await Persons.ReadAsync(db, ct);
        var recent = first.AddDays(-62);
        var stays = (await db.Stays.AsNoTracking().Where(s => s.EstablishmentId == establishmentId && s.AdmittedOn <= last && (unitId == null || s.UnitId == unitId)
                && (s.ExitOn == null || s.ExitOn >= recent || s.NoticeUntil >= first)).ToListAsync(ct))
            .Where(s => usagers is null || usagers.Contains(persons.Of(s.UsagerId))).OrderBy(s => s.Id).ToList();
        var identities = stays.SelectMany(s => persons.Identities(s.UsagerId)).Distinct().ToList();

        var parameters = await db.Parameters.AsNoTracking().Where(p => p.ValidFrom <= first).OrderBy(p => p.ValidFrom).ToListAsync(ct);
        var own = parameters.LastOrDefault(p => p.EstablishmentId == establishmentId) ?? BillingParameters.Default(db.TenantId, establishmentId);
        var prices = new PriceBook(await db.PriceTables.AsNoTracking().Where(t => t.EstablishmentId == establishmentId).ToListAsync(ct));
        var terms = new MonthTerms(month, prices, tables.Figures, tables.Rules, own);

        var facts = await FactsAsync(db, establishmentId, month, persons, stays.Exists(s => s.Regime == Regime.AccueilDeJour), ct);
        var elsewhere = await ElsewhereAsync(db, establishmentId, month, identities, ct);
        var lodging = stays.Concat(elsewhere).Where(s => s.Lodges).ToLookup(s => persons.Of(s.UsagerId));
        var here = stays.ToLookup(s => persons.Of(s.UsagerId));
        var waived = (await db.Waivers.AsNoTracking().Where(w => w.EstablishmentId == establishmentId && w.ServiceDate >= first && w.ServiceDate <= last).ToListAsync(ct))
            .Select(w => (w.StayId, w.ServiceDate, w.Nature, w.PayerId)).ToHashSet();

        var sheets = new List<Sheet>(stays.Count);
        foreach (var stay in stays)
        {
            var person = persons.Of(stay.UsagerId);
            var known = facts.GetValueOrDefault(person, PersonFacts.None);
            var rivals = stay.Lodges ? lodging[person].ToList() : here[person].Where(s => !s.Lodges && s.Regime == stay.Regime).ToList();
            var mine = rivals.Count > 1 ? StayOrder.Of(stay, rivals, person, parameters) : null;
            if (known.Transports.Count > 0 && here[person].Skip(1).Any())
            {
                var carries = StayOrder.Of(stay, here[person], person, parameters);
                known = known with { Transports = [.. known.Transports.Where(t => carries(t.ServiceDate))] };
            }
            sheets.Add(StayMonth.Compute(stay, person, terms, known, mine));
        }
        var lines = sheets.SelectMany(s => s.Lines);
        return new(terms, persons, sheets) { Lines = waived.Count == 0 ? [.. lines] : [.. lines.Where(l => !waived.Contains((l.StayId, l.Day, l.Nature, l.Payer.Id)))] };
    }

    private static async Task<Dictionary<Guid, PersonFacts>> FactsAsync(BillingDbContext db, Guid establishmentId, Month month, Persons persons, bool dayCare, CancellationToken ct)
    {
        var (first, last) = (month.First, month.Last);
        var (january, end) = (Paris.StartOf(new(month.Year, 1, 1)), Paris.StartOf(last.AddDays(1)));
        var absences = (await db.Absences.AsNoTracking().Where(a => a.EstablishmentId == establishmentId && a.LeftAt < end
            && (a.ReturnedAt == null || a.ReturnedAt >= january || a.ReturnedAt < a.LeftAt)).ToListAsync(ct)).ToLookup(a => persons.Of(a.UsagerId));
        var attendances = (await db.Attendances.AsNoTracking().Where(a => a.EstablishmentId == establishmentId && a.ServiceDate >= first && a.ServiceDate <= last).ToListAsync(ct)).ToLookup(a => persons.Of(a.UsagerId));
        var trips = (await db.Transports.AsNoTracking().Where(t => t.EstablishmentId == establishmentId && t.ServiceDate >= first && t.ServiceDate <= last).ToListAsync(ct)).ToLookup(t => persons.Of(t.UsagerId));
        var starts = dayCare ? await StartsAsync(db, [.. attendances.SelectMany(g => g).Where(a => a is { Justified: true, ToldAt: not null }).Select(a => a.OccurrenceId)], ct) : PersonFacts.None.StartOf;
        return absences.Select(g => g.Key).Union(attendances.Select(g => g.Key)).Union(trips.Select(g => g.Key))
            .ToDictionary(person => person, person => new PersonFacts([.. absences[person]], [.. attendances[person]], [.. trips[person]]) { StartOf = starts });
    }

    private static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> StartsAsync(BillingDbContext db, IReadOnlyList<Guid> occurrences, CancellationToken ct)
    {
        var starts = new Dictionary<Guid, DateTimeOffset>();
        foreach (var lot in occurrences.Distinct().Chunk(500))
            foreach (var o in await db.Occurrences.AsNoTracking().Where(o => lot.Contains(o.Id) && o.StartsAt != null).Select(o => new { o.Id, o.StartsAt }).ToListAsync(ct)) starts[o.Id] = o.StartsAt!.Value;
        return starts;
    }

    private static async Task<List<Stay>> ElsewhereAsync(BillingDbContext db, Guid establishmentId, Month month, List<Guid> identities, CancellationToken ct)
    {
        var (first, last) = (month.First, month.Last);
        var found = new List<Stay>();
        foreach (var lot in identities.Chunk(500))
            found.AddRange(await db.Stays.AsNoTracking().Where(s => s.EstablishmentId != establishmentId && lot.Contains(s.UsagerId) && s.AdmittedOn <= last && (s.ExitOn == null || s.ExitOn >= first)).ToListAsync(ct));
        return found;
    }
}

/// <summary>Rules and national figures, read once.</summary>
internal sealed record BillingTables(RuleBook Rules, NationalFigures Figures);
