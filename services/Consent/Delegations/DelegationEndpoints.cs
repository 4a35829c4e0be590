using System.ComponentModel.DataAnnotations;
using Consent.Consents;
using Consent.Deciding;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Delegations;

internal static class DelegationEndpoints
{
    public static void MapDelegations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/delegations").WithTags("Délégations").ProducesProblem(400).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Ce que j'ai délégué et ce qui m'est délégué");
        group.MapPost("", Give).RequireAuthorization("consent:write").WithSummary("Délègue des tâches, jamais une identité");
        group.MapPost("{id:guid}/end", End).RequireAuthorization("consent:write").WithSummary("Met fin à une délégation ; effet immédiat").ProducesProblem(409);
    }

    private static async Task<Ok<List<DelegationView>>> List(Asking asking, ConsentDbContext db, CancellationToken ct)
    {
        var own = Guid.Parse((await asking.StaffAsync(ct)).SituationId);
        var all = await db.Delegations.AsNoTracking().Where(d => d.FromSituationId == own || d.ToSituationId == own).OrderByDescending(d => d.Id).Take(200).ToListAsync(ct);
        return TypedResults.Ok(all.ConvertAll(DelegationView.Of));
    }

    private static async Task<Created<DelegationView>> Give(DelegationRequest request, Asking asking, Colleagues colleagues, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var from = await asking.StaffAsync(ct);
        RecordConsent.Require([.. request.Tasks.Select(task => task.Category)], []);
        if (await colleagues.FindAsync(request.ToSituationId, ct) is null)
            throw new BadInputException("delegate-unknown", "Ce collègue n'a pas de situation active dans votre organisme. Choisissez-en un dans l'annuaire.");
        var delegation = Delegation.Give(db.TenantId, Guid.Parse(from.SituationId),
            new(request.ToSituationId, [.. request.Tasks.Select(task => new DelegatedTask(task.Category, task.Actions))], request.Reason, request.From, request.Until), clock.GetUtcNow());
        db.Add(delegation);
        await SaveAsync(db, delegation, "delegation.give", ct);
        return TypedResults.Created($"/delegations/{delegation.Id}", DelegationView.Of(delegation));
    }

    private static async Task<Results<NoContent, NotFound>> End(Guid id, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var own = Guid.Parse((await asking.StaffAsync(ct)).SituationId);
        var delegation = await db.Delegations.SingleOrDefaultAsync(d => d.Id == id && (d.FromSituationId == own || d.ToSituationId == own), ct);
        if (delegation is null) return TypedResults.NotFound();
        delegation.End(clock.GetUtcNow());
        await SaveAsync(db, delegation, "delegation.end", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, Delegation delegation, string act, CancellationToken ct)
    {
        db.Audit(new(act, "delegation", delegation.Id.ToString()) { Category = "LOG" });
        db.RaiseTenantRules();
        await db.SaveChangesAsync(ct);
    }
}

public sealed record DelegationRequest(Guid ToSituationId, [property: MinLength(1), MaxLength(17)] IReadOnlyList<TaskRequest> Tasks, [property: Required, StringLength(300)] string Reason, DateTimeOffset Until, DateTimeOffset? From = null);

public sealed record TaskRequest([property: RegularExpression("^[A-Z]{3}$")] string Category, [property: RegularExpression("^[CRUVS]{1,5}$")] string Actions);

internal sealed record DelegationView(Guid Id, Guid FromSituationId, Guid ToSituationId, IReadOnlyList<string> Tasks, string Reason, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt)
{
    public static DelegationView Of(Delegation d) => new(d.Id, d.FromSituationId, d.ToSituationId, d.Tasks, d.Reason, d.StartsAt, d.EndsAt, d.EndedAt);
}
