using Billing.Ledger;
using Billing.Rights;
using Billing.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Parameters;

public sealed record ParametersRequest(DateOnly ValidFrom, ParameterTerms Terms);

public sealed record ParametersView(Guid EstablishmentId, DateOnly? ValidFrom, ParameterTerms Terms, int Version)
{
    public static ParametersView Of(BillingParameters p) => new(p.EstablishmentId, p.Id == Guid.Empty ? null : p.ValidFrom,
        new(p.Counting, p.AideSocialeFromDay, p.ConvenienceQuota, p.ContinuousWithin24Hours, p.ExitDayBilled, p.DaysAfterDeath, p.Funding, p.DayCareCutOffHours, p.RefusalPaid), p.Version);
}

public static class ParameterEndpoints
{
    public static void MapParameters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/establishments/{id:guid}/parameters", List).WithTags("Parameters").RequireAuthorization("billing:read");
        routes.MapPut("/establishments/{id:guid}/parameters", Set).WithTags("Parameters").RequireAuthorization("billing:write").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<List<ParametersView>>> List(Guid id, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        await rights.RequireEstablishmentAsync(id, BillingRights.Reading, "parameters.read", ct);
        var found = await db.Parameters.AsNoTracking().Where(p => p.EstablishmentId == id).OrderBy(p => p.ValidFrom).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found.Count == 0 ? [ParametersView.Of(BillingParameters.Default(db.TenantId, id))] : found.ConvertAll(ParametersView.Of));
    }

    /// <summary>States the parameters from a first of the month on; a month that is closed keeps those it was closed with.</summary>
    private static async Task<Ok<ParametersView>> Set(Guid id, ParametersRequest request, BillingDbContext db, BillingRights rights, TimeProvider clock, CancellationToken ct)
    {
        if (!Enum.IsDefined(request.Terms.Counting) || !Enum.IsDefined(request.Terms.Funding)) throw new BadInputException("parameter-range", "Un des paramètres n'existe pas. Corrigez-le, puis renvoyez.");
        await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "parameters.set", ct);
        var month = Month.Of(request.ValidFrom).ToString();
        if (await db.Periods.AnyAsync(p => p.EstablishmentId == id && p.ClosedAt != null && string.Compare(p.Month, month) >= 0, ct))
            throw new RuleBrokenException("period-closed", "Un mois clos garde ses paramètres. Choisissez un mois qui n'est pas clos, puis renvoyez.");
        var parameters = await db.Parameters.SingleOrDefaultAsync(p => p.EstablishmentId == id && p.ValidFrom == request.ValidFrom, ct);
        if (parameters is null) db.Parameters.Add(parameters = BillingParameters.From(db.TenantId, id, request.ValidFrom, request.Terms, clock.GetUtcNow()));
        else parameters.Set(request.Terms);
        await Unsettled.MarkAsync(db, id, Unsettled.Everybody, request.ValidFrom, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ParametersView.Of(parameters));
    }
}
