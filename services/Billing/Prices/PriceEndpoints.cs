using Billing.Ledger;
using Billing.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Prices;

public sealed record PriceRequest(Guid EstablishmentId, string Code, decimal UnitPrice, DateOnly ValidFrom, DateOnly DecidedOn, DateOnly? ValidUntil = null);

public sealed record PriceView(Guid Id, Guid EstablishmentId, string Code, decimal UnitPrice, DateOnly ValidFrom, DateOnly? ValidUntil, DateOnly DecidedOn, int Revision, int Version)
{
    public static PriceView Of(PriceTable t) => new(t.Id, t.EstablishmentId, t.Code, t.UnitPrice, t.ValidFrom, t.ValidUntil, t.DecidedOn, t.Revision, t.Version);
}

public static class PriceEndpoints
{
    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/price-tables").WithTags("Prices").RequireAuthorization("billing:read");
        read.MapGet("/", List);
        var write = routes.MapGroup("/price-tables").WithTags("Prices").RequireAuthorization("billing:write");
        write.MapPost("/", Set).ProducesProblem(400);
        write.MapPut("/{id:guid}", Correct).ProducesProblem(409).ProducesProblem(412);
        routes.MapGet("/national-figures", (NationalFigures figures) => TypedResults.Ok(figures.All)).WithTags("Prices").RequireAuthorization("billing:read");
    }

    private static async Task<Ok<List<PriceView>>> List(Guid establishmentId, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        await rights.RequireEstablishmentAsync(establishmentId, BillingRights.Reading, "price.list", ct);
        var tables = await db.PriceTables.AsNoTracking().Where(t => t.EstablishmentId == establishmentId).OrderBy(t => t.Code).ThenBy(t => t.Revision).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(tables.ConvertAll(PriceView.Of));
    }

    /// <summary>A new price, or a new revision over days that had one: what was billed with the old one is regularised.</summary>
    private static async Task<Created<PriceView>> Set(PriceRequest request, HttpContext http, BillingDbContext db, BillingRights rights, TimeProvider clock, CancellationToken ct)
    {
        if (!PriceCodes.All.Contains(request.Code)) throw new BadInputException("price-code", $"Ce code de tarif n'existe pas. Choisissez parmi : {string.Join(", ", PriceCodes.All)}.");
        await rights.RequireEstablishmentAsync(request.EstablishmentId, BillingRights.Accounting, "price.set", ct);
        var revision = 1 + (await db.PriceTables.Where(t => t.EstablishmentId == request.EstablishmentId && t.Code == request.Code).MaxAsync(t => (int?)t.Revision, ct) ?? 0);
        var terms = new PriceTerms(request.UnitPrice, request.ValidFrom, request.DecidedOn, request.ValidUntil);
        var table = PriceTable.Set(db.TenantId, request.EstablishmentId, request.Code, revision, terms, rights.Situation, clock.GetUtcNow());
        db.PriceTables.Add(table);
        await Unsettled.MarkAsync(db, table.EstablishmentId, Unsettled.Everybody, table.ValidFrom, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(table.Version);
        return TypedResults.Created($"/price-tables/{table.Id}", PriceView.Of(table));
    }

    private static async Task<Ok<PriceView>> Correct(Guid id, PriceTerms terms, HttpContext http, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var table = await db.PriceTables.SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw await rights.MissingAsync("price.correct", "price-table", id, ct);
        await rights.RequireEstablishmentAsync(table.EstablishmentId, BillingRights.Accounting, "price.correct", ct);
        http.RequireVersion(table.Version);
        var before = table.ValidFrom;
        table.Correct(terms, await db.Events.AnyAsync(e => e.EstablishmentId == table.EstablishmentId && e.PriceTableId == id, ct), rights.Situation);
        await Unsettled.MarkAsync(db, table.EstablishmentId, Unsettled.Everybody, before < table.ValidFrom ? before : table.ValidFrom, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(table.Version);
        return TypedResults.Ok(PriceView.Of(table));
    }
}
