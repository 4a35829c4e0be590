using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Measures;

internal static class MeasureEndpoints
{
    public static void MapMeasures(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/usagers/{usagerId:guid}/legal-measures").WithTags("Mesures de protection").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Les mesures d'une personne, et qui décide pour elle aujourd'hui");
        group.MapPost("", Record).RequireAuthorization("consent:write").WithSummary("Enregistre une mesure avec son jugement");
        group.MapPost("{id:guid}/end", End).RequireAuthorization("consent:write").WithSummary("Met fin à une mesure (mainlevée)").ProducesProblem(409);
    }

    private static async Task<Ok<MeasuresView>> List(Guid usagerId, Team team, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var payerOnly = (await team.RequireAsync(usagerId, "JUR", "R", ct)).Obligations.Contains("view:payer");
        var all = await db.LegalMeasures.AsNoTracking().Where(m => m.UsagerId == usagerId).OrderByDescending(m => m.JudgedOn).ToListAsync(ct);
        var person = (await rules.ReadAsync(db.TenantId, ct)).Person(usagerId);
        db.Audit(new("measure.list", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        var now = clock.GetUtcNow();
        // Who pays is told by the measures on goods; who decides for the person is no matter of billing.
        return TypedResults.Ok(payerOnly ? new MeasuresView([], all.FindAll(m => m.CoversGoods).ConvertAll(m => MeasureView.Of(m, now))) : new MeasuresView(WhoDecides.Describe(person, now), all.ConvertAll(m => MeasureView.Of(m, now))));
    }

    private static async Task<Created<MeasureView>> Record(Guid usagerId, MeasureRequest request, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireStaffAsync(usagerId, "JUR", "U", ct);
        var now = clock.GetUtcNow();
        var measure = LegalMeasure.Record(db.TenantId, usagerId, new(request.Type, request.Scope, request.Mode, request.JudgedOn, request.ExpiresOn, request.HolderName, request.ProofDocument), now);
        db.Add(measure);
        await SaveAsync(db, measure, measure.Recorded(), "measure.record", ct);
        return TypedResults.Created($"/usagers/{usagerId}/legal-measures/{measure.Id}", MeasureView.Of(measure, now));
    }

    private static async Task<Results<NoContent, NotFound>> End(Guid usagerId, Guid id, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireStaffAsync(usagerId, "JUR", "U", ct);
        var measure = await db.LegalMeasures.SingleOrDefaultAsync(m => m.Id == id && m.UsagerId == usagerId, ct);
        if (measure is null) return TypedResults.NotFound();
        await SaveAsync(db, measure, measure.End(clock.GetUtcNow()), "measure.end", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, LegalMeasure measure, ConsentChanged fact, string act, CancellationToken ct)
    {
        db.Publish(ConsentChanged.Topic, fact, measure.UsagerId);
        db.Audit(new(act, "legal-measure", measure.Id.ToString()) { Category = "JUR", UsagerId = measure.UsagerId });
        db.RaiseRules(measure.UsagerId);
        await db.SaveChangesAsync(ct);
    }
}

public sealed record MeasureRequest(MeasureType Type, MeasureScope Scope, MeasureMode Mode, DateOnly JudgedOn, [property: Required, StringLength(160)] string HolderName,
    [property: Required, StringLength(200)] string ProofDocument, DateOnly? ExpiresOn = null);

internal sealed record MeasuresView(IReadOnlyList<string> WhoDecides, IReadOnlyList<MeasureView> Measures);

internal sealed record MeasureView(Guid Id, MeasureType Type, MeasureScope Scope, MeasureMode Mode, DateOnly JudgedOn, DateOnly? ExpiresOn, string HolderName, string ProofDocument, bool InForce, DateTimeOffset? EndedAt)
{
    public static MeasureView Of(LegalMeasure m, DateTimeOffset now) => new(m.Id, m.Type, m.Scope, m.Mode, m.JudgedOn, m.ExpiresOn, m.HolderName, m.ProofDocument, m.InForceAt(now), m.EndedAt);
}
