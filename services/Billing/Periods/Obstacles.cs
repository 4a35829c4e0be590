using Billing.Attendance;
using Billing.Ledger;
using Billing.Rules;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

/// <summary>Looks for all that must be settled before a month closes: attendance not captured, conflicts, decisions, lines not confirmed, totals that differ.</summary>
internal sealed class Obstacles(BillingDbContext db, BillingTables tables, MonthLedger ledger, TimeProvider clock)
{
    /// <param name="structure">Whose month.</param>
    /// <param name="month">Which one.</param>
    /// <param name="situation">Who asks.</param>
    /// <param name="see">Those of these persons whom the caller may see.</param>
    public async Task<ToSettle> FindAsync(Structure structure, Month month, Guid situation, Func<IReadOnlyList<Guid>, Task<IReadOnlySet<Guid>>> see, CancellationToken ct)
    {
        var found = new List<Finding>();
        if (Paris.DayOf(clock.GetUtcNow()) <= month.Last) found.Add(Finding.Of(new("period-not-over", structure.EstablishmentId, null, null, month.Last, $"Le mois n'est pas terminé : il pourra être clos à partir du {Sheet.French(month.Last.AddDays(1))}.")));
        var file = await MonthFile.ReadAsync(db, tables, structure.EstablishmentId, month, null, null, ct);
        found.AddRange(await UnsignalledAsync(structure.EstablishmentId, month, file.Persons, ct));
        found.AddRange(file.Anomalies.Where(a => a.Blocking || a.Code == "decision-expired").GroupBy(a => (a.Code, a.StayId)).Select(g => g.First())
            .Select(a => Finding.Of(new(a.Code, a.StayId, null, a.UsagerId, a.Day, a.Message))));
        found.AddRange((await DoublePresenceAsync(structure.EstablishmentId, month, file, ct)).Select(Finding.Of));
        found.AddRange(DoubleAccommodation(file).Select(Finding.Of));
        await AddUnconfirmedAsync(found, structure, month, file, situation, ct);
        if (!SameTotals(file, await MonthFile.ReadAsync(db, tables, structure.EstablishmentId, month, null, null, ct)))
            found.Add(Finding.Of(new("totals-differ", structure.EstablishmentId, null, null, null, "Les totaux par payeur changent d'un calcul à l'autre : des données arrivent encore. Recommencez dans un instant.")));
        return Finding.Settle(found, await see([.. found.SelectMany(f => f.Persons).Distinct()]));
    }

    // An occurrence whose persons are neither captured nor known to be away.
    private async Task<List<Finding>> UnsignalledAsync(Guid establishmentId, Month month, Persons persons, CancellationToken ct)
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
                   let missing = o.Usagers.Select(persons.Of).Where(u => !captured.Contains((o.Id, u)) && !away[u].Any(a => a.Covers(o.StartsAt!.Value, o.EndsAt!.Value))).Distinct().ToList()
                   where missing.Count > 0
                   orderby o.Day, o.Id
                   select new Finding(missing, count => new("unsignalled-attendance", o.Id, o.OwnerSituationId, null, o.Day, $"L'activité du {Sheet.French(o.Day)} n'est pas validée : {count} présence(s) à saisir. Faites-la valider par son responsable, ou annulez-la."))];
    }

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

    private async Task AddUnconfirmedAsync(List<Finding> found, Structure structure, Month month, MonthFile file, Guid situation, CancellationToken ct)
    {
        var text = month.ToString();
        var confirmed = await db.Periods.AnyAsync(p => p.EstablishmentId == structure.EstablishmentId && p.Month == text && p.ConfirmedAt != null, ct);
        var pending = await ledger.PendingAsync(structure, file, month, month, situation, ct);
        if (!confirmed || pending.Count > 0)
            found.Add(new([.. pending.Select(e => file.Persons.Of(e.UsagerId))], count => new("not-confirmed", structure.EstablishmentId, null, null, null, $"Le mois n'est pas confirmé dans son état actuel ({count} ligne(s) à écrire) : confirmez-le, puis recommencez."), Always: !confirmed));
    }

    private static bool SameTotals(MonthFile one, MonthFile other)
    {
        static Dictionary<string, decimal> Of(MonthFile file) => file.Lines.GroupBy(l => l.Payer.Id).ToDictionary(g => g.Key, g => g.Sum(l => l.Amount));
        var (a, b) = (Of(one), Of(other));
        return a.Count == b.Count && a.All(t => b.GetValueOrDefault(t.Key) == t.Value) && one.Lines.Count == other.Lines.Count;
    }
}
