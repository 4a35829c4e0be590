using Billing.Periods;
using Billing.Rules;
using Contracts.Billing;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Ledger;

/// <summary>The structure as lines name it.</summary>
public sealed record Structure(Guid EstablishmentId, string FinessEt, string FinessEj);

/// <summary>Brings the ledger of an establishment up to what the rules say: the month confirmed, and what has changed in months confirmed before.</summary>
internal sealed class MonthLedger(BillingDbContext db, BillingTables tables, TimeProvider clock)
{
    /// <param name="structure">Whose ledger.</param>
    /// <param name="month">The open period to write in.</param>
    /// <param name="unitId">Only the stays of a unit; null for all.</param>
    /// <param name="situation">Who confirms.</param>
    /// <param name="allowed">Persons that the caller may bill.</param>
    public async Task<IReadOnlyList<BillingEvent>> ConfirmAsync(Structure structure, Month month, Guid? unitId, Guid situation, Func<IReadOnlyList<Guid>, Task<IReadOnlySet<Guid>>>? allowed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var period = await FindPeriodAsync(structure.EstablishmentId, month, now, ct);
        period.RequireOpen();
        var marks = await db.Unsettled.Where(u => u.EstablishmentId == structure.EstablishmentId).ToListAsync(ct);
        var work = await WorkAsync(structure.EstablishmentId, month, marks, ct);

        var written = new List<BillingEvent>();
        var refused = new HashSet<Guid>();
        foreach (var (of, usagers) in work)
        {
            var file = await MonthFile.ReadAsync(db, tables, structure.EstablishmentId, of, usagers, of == month ? unitId : null, ct);
            // Who is marked may have no stay here any more: what was billed for them is reversed.
            var persons = file.Sheets.Select(s => s.UsagerId).Concat(marks.Where(u => u.UsagerId != Unsettled.Everybody).Select(u => file.Persons.Of(u.UsagerId))).Distinct().ToList();
            var permitted = allowed is null ? null : await allowed(persons);
            if (permitted is not null) refused.UnionWith(persons.Where(p => !permitted.Contains(p)));
            RequireBillable(file, of, permitted);
            var into = of >= month ? await OpenPeriod.FromAsync(db, structure.EstablishmentId, of, ct) : month;
            written.AddRange(await CompareAsync(structure, file, of, into, usagers, unitId is not null && of == month, permitted, situation, now, ct));
        }
        await PostAsync(structure, period, written, unitId is null ? await SettledAsync(structure.EstablishmentId, marks, refused, ct) : [], now, ct);
        return written;
    }

    // Marks that this confirmation has answered. What was not looked at for want of a right waits for who may: the mark of everybody becomes one for each of those left out.
    private async Task<List<Unsettled>> SettledAsync(Guid establishmentId, List<Unsettled> marks, HashSet<Guid> refused, CancellationToken ct)
    {
        if (refused.Count == 0 || marks.Count == 0) return marks;
        foreach (var mark in marks.Where(u => u.UsagerId == Unsettled.Everybody))
            foreach (var person in refused) await Unsettled.MarkAsync(db, establishmentId, person, Month.Read(mark.Month).First, ct);
        var persons = await Persons.ReadAsync(db, ct);
        return marks.FindAll(u => u.UsagerId == Unsettled.Everybody || !refused.Contains(persons.Of(u.UsagerId)));
    }

    /// <summary>What a confirmation would write now for one month of service; nothing is changed.</summary>
    public async Task<IReadOnlyList<BillingEvent>> PendingAsync(Structure structure, MonthFile file, Month of, Month into, Guid situation, CancellationToken ct) =>
        await CompareAsync(structure, file, of, into, null, false, null, situation, clock.GetUtcNow(), ct);

    /// <summary>Writes lines made elsewhere (a manual reversal) at the end of the chain.</summary>
    public async Task AppendAsync(Structure structure, IReadOnlyList<BillingEvent> lines, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await WriteAsync(structure, lines, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<BillingPeriod> FindPeriodAsync(Guid establishmentId, Month month, DateTimeOffset now, CancellationToken ct)
    {
        var text = month.ToString();
        var period = await db.Periods.SingleOrDefaultAsync(p => p.EstablishmentId == establishmentId && p.Month == text, ct);
        if (period is null) db.Periods.Add(period = BillingPeriod.Open(db.TenantId, establishmentId, month, now));
        return period;
    }

    // Months to look at, and for whom: all persons of the month asked, and those marked in months confirmed before.
    private async Task<SortedDictionary<Month, HashSet<Guid>?>> WorkAsync(Guid establishmentId, Month month, List<Unsettled> marks, CancellationToken ct)
    {
        var work = new SortedDictionary<Month, HashSet<Guid>?>();
        if (marks.Count > 0)
        {
            var persons = await Persons.ReadAsync(db, ct);
            var confirmed = await db.Periods.AsNoTracking().Where(p => p.EstablishmentId == establishmentId && p.ConfirmedAt != null).Select(p => p.Month).ToListAsync(ct);
            foreach (var of in confirmed.Select(Month.Read).Order())
            {
                var touched = marks.Where(u => Month.Read(u.Month) <= of).ToList();
                if (touched.Count > 0) work[of] = touched.Exists(u => u.UsagerId == Unsettled.Everybody) ? null : touched.Select(u => persons.Of(u.UsagerId)).ToHashSet();
            }
        }
        work[month] = null;
        return work;
    }

    private async Task<IReadOnlyList<BillingEvent>> CompareAsync(Structure structure, MonthFile file, Month of, Month into, IReadOnlySet<Guid>? usagers, bool ofUnit, IReadOnlySet<Guid>? permitted, Guid situation, DateTimeOffset now, CancellationToken ct)
    {
        var (first, last) = (of.First, of.Last);
        var ledger = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == structure.EstablishmentId && e.ServiceDate >= first && e.ServiceDate <= last).ToListAsync(ct);
        if (usagers is not null) ledger = ledger.FindAll(e => usagers.Contains(file.Persons.Of(e.UsagerId)));
        if (ofUnit && ledger.Count > 0)
        {
            var stays = file.Sheets.Select(s => s.Stay.Id).ToHashSet();
            ledger = ledger.FindAll(e => stays.Contains(e.StayId));
        }
        IReadOnlyList<Line> target = file.Lines;
        if (permitted is not null)
        {
            target = [.. target.Where(l => permitted.Contains(l.UsagerId))];
            ledger = ledger.FindAll(e => permitted.Contains(file.Persons.Of(e.UsagerId)));
        }
        var named = target.Select(l => l.UsagerId).Distinct().ToList();
        var statuses = new Dictionary<Guid, string>(named.Count);
        foreach (var lot in named.Chunk(500))
            foreach (var person in await db.Persons.AsNoTracking().Where(p => lot.Contains(p.UsagerId)).Select(p => new { p.UsagerId, p.InsStatus }).ToListAsync(ct)) statuses[person.UsagerId] = person.InsStatus;
        var scribe = new Scribe(db.TenantId, structure.EstablishmentId, structure.FinessEt, structure.FinessEj, situation, now, id => statuses.GetValueOrDefault(id, ""));
        var owners = file.Sheets.ToDictionary(s => s.Stay.Id, s => s.UsagerId);
        return new Settlement(scribe, into, stay => owners.TryGetValue(stay, out var owner) ? owner : null).Compare(target, ledger, file.Persons.Of);
    }

    private async Task PostAsync(Structure structure, BillingPeriod period, List<BillingEvent> written, List<Unsettled> marks, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await WriteAsync(structure, written, ct);
        period.Confirm(now);
        db.Unsettled.RemoveRange(marks);
        db.Publish(BillingConfirmed.Topic, new BillingConfirmed(structure.EstablishmentId, period.Month, written.Count, written.Sum(e => e.Amount), now), period.Id);
        await SaveAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // A mark that a fact has raised since it was read stays: what was read is written, the next confirmation looks at the month again.
    private async Task SaveAsync(CancellationToken ct)
    {
        for (; ; )
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return;
            }
            catch (DbUpdateConcurrencyException met) when (met.Entries.Count > 0 && met.Entries.All(entry => entry.Entity is Unsettled))
            {
                foreach (var entry in met.Entries) entry.State = EntityState.Detached;
            }
        }
    }

    private async Task WriteAsync(Structure structure, IReadOnlyList<BillingEvent> lines, CancellationToken ct)
    {
        if (lines.Count == 0) return;
        var head = await db.Heads.SingleOrDefaultAsync(h => h.EstablishmentId == structure.EstablishmentId, ct);
        if (head is null) db.Heads.Add(head = LedgerHead.Of(db.TenantId, structure.EstablishmentId));
        head.Append(lines);
        await db.BulkInsertAsync(lines, ct);
    }

    private static void RequireBillable(MonthFile file, Month of, IReadOnlySet<Guid>? permitted)
    {
        var blocking = file.Anomalies.Where(a => a.Blocking && permitted?.Contains(a.UsagerId) != false).ToList();
        if (blocking.Count == 0) return;
        throw new RuleBrokenException("billing-blocked", $"La période {of} ne peut pas être facturée : {blocking[0].Message}")
        {
            Details = { ["anomalies"] = blocking.Take(200).Select(a => new { a.Code, a.UsagerId, a.StayId, a.Day, a.Message }).ToList() },
        };
    }
}
