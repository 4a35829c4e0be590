using Billing.Ledger;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Billing.Periods;

/// <summary>The draft: computed each time it is asked for, so it is never stale and needs no recomputation.</summary>
internal static class PreviewMonth
{
    public static async Task<Ok<MonthView>> Establishment(Guid id, string period, BillingDbContext db, BillingRights rights, BillingTables tables, MonthLedger ledger, CancellationToken ct)
    {
        var month = Month.Read(period);
        var structure = await rights.RequireEstablishmentAsync(id, BillingRights.Reading, "month.preview", ct);
        var file = await MonthFile.ReadAsync(db, tables, id, month, null, null, ct);
        var text = month.ToString();
        var held = await db.Periods.AsNoTracking().SingleOrDefaultAsync(p => p.EstablishmentId == id && p.Month == text, ct);

        var visible = await rights.KeepAsync([.. file.Sheets.Select(s => s.UsagerId)], id, "R", ct);
        var pending = (await ledger.PendingAsync(structure, file, month, month, rights.Situation, ct)).Where(e => visible.Contains(file.Persons.Of(e.UsagerId))).ToList();
        foreach (var person in visible) rights.Record("month.preview", "usager", person, person);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MonthViewing.Of(id, month, ReadPeriod.StateOf(held), [.. file.Sheets.Where(s => visible.Contains(s.UsagerId))], [.. file.Lines.Where(l => visible.Contains(l.UsagerId))], pending));
    }

    public static async Task<Ok<UsagerMonthView>> Usager(Guid id, string period, BillingDbContext db, BillingRights rights, BillingTables tables, CancellationToken ct)
    {
        var month = Month.Read(period);
        var persons = await Persons.ReadAsync(db, ct);
        var identities = persons.Identities(id).ToList();
        var houses = await db.Stays.AsNoTracking().Where(s => identities.Contains(s.UsagerId)).Select(s => s.EstablishmentId).Distinct().ToListAsync(ct);
        if (houses.Count == 0) throw await rights.MissingAsync("usager-month.read", "usager", id, ct);
        var stays = new List<(Sheet, IReadOnlyList<Line>)>();
        var allowed = 0;
        foreach (var house in houses.Order())
        {
            if (!(await rights.KeepAsync([id], house, "R", ct)).Contains(id)) continue;
            allowed++;
            var file = await MonthFile.ReadAsync(db, tables, house, month, new HashSet<Guid> { persons.Of(id) }, null, ct);
            stays.AddRange(file.Sheets.Select(s => (s, (IReadOnlyList<Line>)[.. file.Lines.Where(l => l.StayId == s.Stay.Id)])));
        }
        if (allowed == 0) await rights.RequireAsync(id, houses[0], "R", "usager-month.read", "usager", id.ToString(), ct);
        rights.Record("usager-month.read", "usager", id, id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MonthViewing.Of(persons.Of(id), month, stays));
    }
}
