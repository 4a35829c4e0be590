using Billing.Periods;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Ledger;

/// <param name="Reason">Why the line is not due.</param>
public sealed record ReversalRequest(string Reason);

public static class LedgerEndpoints
{
    private const int LargestPage = 500;

    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/establishments/{id:guid}/events", List).WithTags("Ledger").RequireAuthorization("billing:read").ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/establishments/{id:guid}/ledger/verification", Verify).WithTags("Ledger").RequireAuthorization("billing:read").ProducesProblem(404);
        routes.MapPost("/events/{id:guid}/reverse", Reverse).WithTags("Ledger").RequireAuthorization("billing:write").ProducesProblem(404).ProducesProblem(409);
    }

    /// <summary>Lines of the ledger in the order of the chain; those of persons the caller may not see are taken out before anything is counted.</summary>
    private static async Task<Ok<EventPage>> List(Guid id, BillingDbContext db, BillingRights rights, BillingTables tables, CancellationToken ct, string? period = null, string? originalPeriod = null, Guid? usagerId = null,
        long after = 0, int take = 100)
    {
        if (take is < 1 or > LargestPage) throw new BadInputException("page-size", "Une page compte de 1 à 500 lignes. Corrigez sa taille, puis renvoyez.");
        if (period is null && originalPeriod is null && usagerId is null) throw new BadInputException("event-filter", "Demandez les lignes d'une période (period, originalPeriod) ou d'une personne (usagerId).");
        var (month, original) = (period is null ? null : Month.Read(period).ToString(), originalPeriod is null ? null : Month.Read(originalPeriod).ToString());
        await rights.RequireEstablishmentAsync(id, BillingRights.Reading, "ledger.read", ct);
        var lines = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && (month == null || e.Period == month) && (original == null || e.OriginalPeriod == original) && (usagerId == null || e.UsagerId == usagerId))
            .OrderBy(e => e.Sequence).ToListAsync(ct);
        var visible = await rights.KeepAsync([.. lines.Select(l => l.UsagerId)], id, "R", ct);
        lines.RemoveAll(l => !visible.Contains(l.UsagerId));

        var page = lines.Where(l => l.Sequence > after).Take(take).ToList();
        var ids = page.ConvertAll(l => l.Id);
        var reversals = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && e.ReversalOf != null && ids.Contains(e.ReversalOf.Value)).ToDictionaryAsync(e => e.ReversalOf!.Value, ct);
        var replaced = (await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && e.Replaces != null && ids.Contains(e.Replaces.Value)).Select(e => e.Replaces!.Value).ToListAsync(ct)).ToHashSet();
        foreach (var person in page.Select(l => l.UsagerId).Distinct()) rights.Record("ledger.read", "usager", person, person);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new EventPage(page.ConvertAll(l => EventView.Of(l, reversals.GetValueOrDefault(l.Id), replaced.Contains(l.Id), tables.Rules)), lines.Count, lines.Sum(l => l.Amount),
            page.Count == take && page[^1] != lines[^1] ? page[^1].Sequence : null));
    }

    /// <summary>Goes through the whole chain again.</summary>
    private static async Task<Ok<LedgerCheck>> Verify(Guid id, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "ledger.verify", ct);
        var head = await db.Heads.AsNoTracking().SingleOrDefaultAsync(h => h.EstablishmentId == id, ct);
        var (previous, count, broken) = (LedgerHead.Genesis, 0L, (long?)null);
        await foreach (var line in db.Events.AsNoTracking().Where(e => e.EstablishmentId == id).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (line.Sequence != ++count || line.HashPrev != previous || HashChain.Of(line) != line.Hash)
            {
                broken = count;
                break;
            }
            previous = line.Hash;
        }
        if (broken is null && (count != (head?.Count ?? 0) || previous != (head?.Hash ?? LedgerHead.Genesis))) broken = count + 1;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new LedgerCheck(id, head?.Count ?? 0, head?.Hash ?? LedgerHead.Genesis, broken is null, broken));
    }

    /// <summary>Decides that a line is not due: it is reversed in the first open period and no later computation bills it again.</summary>
    private static async Task<Created<EventView>> Reverse(Guid id, ReversalRequest request, BillingDbContext db, BillingRights rights, BillingTables tables, MonthLedger ledger, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason.Trim().Length is < 10 or > 500) throw new BadInputException("reason-length", "Donnez le motif de la contre-passation, de dix à cinq cents caractères.");
        var line = await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw await rights.MissingAsync("event.reverse", "billing-event", id, ct);
        await rights.RequireAsync(line.UsagerId, line.EstablishmentId, "V", "event.reverse", "billing-event", id.ToString(), ct);
        var structure = await rights.RequireEstablishmentAsync(line.EstablishmentId, BillingRights.Accounting, "event.reverse", ct);
        if (line.ReversalOf is not null || await db.Events.AnyAsync(e => e.EstablishmentId == line.EstablishmentId && e.ReversalOf == id, ct))
            throw new RuleBrokenException("event-reversed", "Cette ligne est déjà contre-passée : il n'y a rien à défaire. Relisez le journal.");
        var into = await OpenPeriod.FromAsync(db, line.EstablishmentId, Month.Read(line.Period), ct);
        var scribe = new Scribe(db.TenantId, line.EstablishmentId, structure.FinessEt, structure.FinessEj, rights.Situation, clock.GetUtcNow(), _ => line.InsStatus);
        var reversal = scribe.Reverse(line, into, "annulation");
        if (!await db.Waivers.AnyAsync(w => w.EstablishmentId == line.EstablishmentId && w.StayId == line.StayId && w.ServiceDate == line.ServiceDate && w.Nature == line.BaseNature && w.PayerId == line.PayerId, ct))
            db.Waivers.Add(Waiver.Of(line, request.Reason.Trim(), rights.Situation, clock.GetUtcNow()));
        await Unsettled.MarkAsync(db, line.EstablishmentId, line.UsagerId, line.ServiceDate, ct);
        await ledger.AppendAsync(structure, [reversal], ct);
        return TypedResults.Created($"/events/{reversal.Id}", EventView.Of(reversal, null, false, tables.Rules));
    }
}
