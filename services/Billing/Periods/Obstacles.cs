using Billing.Attendance;
using Billing.Ledger;
using Billing.Rules;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

/// <summary>One thing that keeps a period from closing, and whom to see about it.</summary>
/// <param name="Id">The occurrence, stay or establishment it is about.</param>
public sealed record Obstacle(string Kind, Guid Id, Guid? OwnerSituationId, Guid? UsagerId, DateOnly? Day, string Message);

/// <summary>Looks for all that must be settled before a month closes: attendance not captured, conflicts, decisions, lines not confirmed, totals that differ.</summary>
internal sealed class Obstacles(BillingDbContext db, BillingTables tables, MonthLedger ledger, TimeProvider clock)
{
    public async Task<IReadOnlyList<Obstacle>> FindAsync(Structure structure, Month month, Guid situation, CancellationToken ct)
    {
        var found = new List<Obstacle>();
        if (Paris.DayOf(clock.GetUtcNow()) <= month.Last) found.Add(new("period-not-over", structure.EstablishmentId, null, null, month.Last, $"Le mois n'est pas terminé : il pourra être clos à partir du {Sheet.French(month.Last.AddDays(1))}."));
        var file = await MonthFile.ReadAsync(db, tables, structure.EstablishmentId, month, null, null, ct);
        found.AddRange(await UnsignalledAsync(structure.EstablishmentId, month, file.Persons, ct));
        found.AddRange(file.Anomalies.Where(a => a.Blocking || a.Code == "decision-expired").GroupBy(a => (a.Code, a.StayId)).Select(g => g.First())
            .Select(a => new Obstacle(a.Code, a.StayId, null, a.UsagerId, a.Day, a.Message)));
        found.AddRange(await DoublePresenceAsync(structure.EstablishmentId, month, file, ct));
        found.AddRange(DoubleAccommodation(file));
        await AddUnconfirmedAsync(found, structure, month, file, situation, ct);
        if (!SameTotals(file, await MonthFile.ReadAsync(db, tables, structure.EstablishmentId, month, null, null, ct)))
            found.Add(new("totals-differ", structure.EstablishmentId, null, null, null, "Les totaux par payeur changent d'un calcul à l'autre : des données arrivent encore. Recommencez dans un instant."));
        return found;
    }

    // An occurrence whose persons are neither captured nor known to be away.
    private async Task<List<Obstacle>> UnsignalledAsync(Guid establishmentId, Month month, Persons persons, CancellationToken ct)
    {
        var (first, last) = (month.First, month.Last);
        var expected = (await db.Occurrences.AsNoTracking().Where(o => o.EstablishmentId == establishmentId && o.Day >= first && o.Day <= last).ToListAsync(ct)).FindAll(o => o.Expected);
        var ids = expected.Select(o => o.Id).ToList();
        var captured = new HashSet<(Guid, Guid)>();
        foreach (var lot in ids.Chunk(500))
            foreach (var a in await db.Attendances.AsNoTracking().Where(a => lot.Contains(a.OccurrenceId)).Select(a => new { a.OccurrenceId, a.UsagerId }).ToListAsync(ct)) captured.Add((a.OccurrenceId, persons.Of(a.UsagerId)));
        var end = Paris.StartOf(last.AddDays(1));
        var away = (await db.Absences.AsNoTracking().Where(a => a.EstablishmentId == establishmentId && a.LeftAt < end && !a.Cancelled).ToListAsync(ct)).ToLookup(a => persons.Of(a.UsagerId));
        return [.. from o in expected
                   let missing = o.Usagers.Select(persons.Of).Count(u => !captured.Contains((o.Id, u)) && !away[u].Any(a => Away(a, o.Day)))
                   where missing > 0
                   orderby o.Day, o.Id
                   select new Obstacle("unsignalled-attendance", o.Id, o.OwnerSituationId, null, o.Day, $"L'activité du {Sheet.French(o.Day)} n'est pas validée : {missing} présence(s) à saisir. Faites-la valider par son responsable, ou annulez-la.")];
    }

    private static bool Away(KnownAbsence absence, DateOnly day) => Paris.DayOf(absence.LeftAt) <= day && (absence.ReturnedAt is not { } returned || day <= Paris.DayOf(returned));

    private async Task<List<Obstacle>> DoublePresenceAsync(Guid establishmentId, Month month, MonthFile file, CancellationToken ct)
    {
        var (first, last) = (month.First, month.Last);
        var usagers = file.Sheets.SelectMany(s => file.Persons.Identities(s.UsagerId)).Distinct().ToList();
        var seen = new List<KnownAttendance>();
        foreach (var lot in usagers.Chunk(500))
            seen.AddRange(await db.Attendances.AsNoTracking().Where(a => lot.Contains(a.UsagerId) && a.ServiceDate >= first && a.ServiceDate <= last && (a.State == "PRESENT" || a.State == "PARTIAL") && a.Quantity > 0).ToListAsync(ct));
        return [.. seen.SelectMany(a => AttendedDay.Halves(a).Select(half => (Person: file.Persons.Of(a.UsagerId), a.ServiceDate, half, a.EstablishmentId, a.Id)))
            .GroupBy(a => (a.Person, a.ServiceDate, a.half)).Where(g => g.Select(a => a.EstablishmentId).Distinct().Skip(1).Any())
            .Select(g => new Obstacle("double-presence", g.First(a => a.EstablishmentId == establishmentId).Id, null, g.Key.Person, g.Key.ServiceDate,
                $"La même personne est notée présente dans deux établissements le {Sheet.French(g.Key.ServiceDate)} ({(g.Key.half == "AM" ? "matin" : "après-midi")}) : faites corriger l'une des deux présences."))];
    }

    private static IEnumerable<Obstacle> DoubleAccommodation(MonthFile file) => file.Lines.Where(l => l.Nature == Nature.Heb).GroupBy(l => (l.UsagerId, l.Day)).Where(g => g.Select(l => l.StayId).Distinct().Skip(1).Any())
        .Select(g => new Obstacle("double-accommodation", g.First().StayId, null, g.Key.UsagerId, g.Key.Day, $"Deux hébergements le {Sheet.French(g.Key.Day)} pour la même personne : corrigez les dates des séjours."));

    private async Task AddUnconfirmedAsync(List<Obstacle> found, Structure structure, Month month, MonthFile file, Guid situation, CancellationToken ct)
    {
        var text = month.ToString();
        var confirmed = await db.Periods.AnyAsync(p => p.EstablishmentId == structure.EstablishmentId && p.Month == text && p.ConfirmedAt != null, ct);
        var pending = await ledger.PendingAsync(structure, file, month, month, situation, ct);
        if (!confirmed || pending.Count > 0)
            found.Add(new("not-confirmed", structure.EstablishmentId, null, null, null, $"Le mois n'est pas confirmé dans son état actuel ({pending.Count} ligne(s) à écrire) : confirmez-le, puis recommencez."));
    }

    private static bool SameTotals(MonthFile one, MonthFile other)
    {
        static Dictionary<string, decimal> Of(MonthFile file) => file.Lines.GroupBy(l => l.Payer.Id).ToDictionary(g => g.Key, g => g.Sum(l => l.Amount));
        var (a, b) = (Of(one), Of(other));
        return a.Count == b.Count && a.All(t => b.GetValueOrDefault(t.Key) == t.Value) && one.Lines.Count == other.Lines.Count;
    }
}
