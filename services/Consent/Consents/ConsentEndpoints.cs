using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Consents;

internal static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/consents").WithTags("Consentements").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Les consentements et refus d'une personne, terminés compris");
        group.MapPost("", RecordConsent.Handle).RequireAuthorization("consent:write").WithSummary("Recueille un consentement ou un refus ; sans preuve, c'est un brouillon").ProducesProblem(409);
        group.MapPost("{id:guid}/activate", Activate).RequireAuthorization("consent:write").WithSummary("Joint la preuve : le consentement prend effet").ProducesProblem(409);
        group.MapPost("{id:guid}/withdraw", Withdraw).RequireAuthorization("consent:write").WithSummary("Retire un consentement, de quelque façon que la personne l'ait dit ; effet immédiat").ProducesProblem(409);

        var needs = routes.MapGroup("/usagers/{usagerId:guid}/sharing-needs").WithTags("Registre des partages").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        needs.MapGet("", ListNeeds).RequireAuthorization("consent:read").WithSummary("Qui a besoin de quoi, pourquoi, sur quelle base");
        needs.MapPost("", StateNeed).RequireAuthorization("consent:write").WithSummary("Un professionnel de l'équipe indique qu'une information est utile à un destinataire");
        needs.MapPost("{id:guid}/end", EndNeed).RequireAuthorization("consent:write").WithSummary("Ferme une ligne du registre").ProducesProblem(409);
    }

    private static async Task<Ok<List<ConsentView>>> List(Guid usagerId, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var minimal = (await team.RequireWillAsync(usagerId, ct)).Minimal;
        var all = await db.Consents.AsNoTracking().Where(c => c.UsagerId == usagerId).OrderByDescending(c => c.Id).ToListAsync(ct);
        db.Audit(new("consent.list", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(all.ConvertAll(c => ConsentView.Of(c, now, minimal)));
    }

    private static async Task<Results<NoContent, NotFound>> Activate(Guid id, ProofRequest proof, Team team, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        if (asking.Account is not null) throw new NotFoundException();
        await team.RequireToRecordAsync(consent.UsagerId, opens: consent.Decision == ConsentDecision.Permit, ct);
        await SaveAsync(db, consent, consent.Activate(proof.Type, proof.Reference, clock.GetUtcNow()), "consent.activate", ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> Withdraw(Guid id, WithdrawRequest request, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        await team.RequireToRecordAsync(consent.UsagerId, opens: consent.Decision == ConsentDecision.Deny, ct);
        await SaveAsync(db, consent, consent.Withdraw(request.Reason ?? "", clock.GetUtcNow()), "consent.withdraw", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, PersonConsent consent, ConsentChanged fact, string act, CancellationToken ct)
    {
        db.Publish(ConsentChanged.Topic, fact, consent.UsagerId);
        db.Audit(new(act, "consent", consent.Id.ToString()) { Category = "JUR", UsagerId = consent.UsagerId });
        db.RaiseRules(consent.UsagerId);
        await db.SaveChangesAsync(ct);
    }

    private static async Task<Ok<List<NeedView>>> ListNeeds(Guid usagerId, Team team, ConsentDbContext db, CancellationToken ct)
    {
        await team.RequireSurroundingsAsync(usagerId, ct);
        var all = await db.SharingNeeds.AsNoTracking().Where(n => n.UsagerId == usagerId).OrderByDescending(n => n.Id).ToListAsync(ct);
        db.Audit(new("sharing-need.list", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(all.ConvertAll(NeedView.Of));
    }

    private static async Task<Created<NeedView>> StateNeed(Guid usagerId, NeedRequest request, Team team, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        RecordConsent.Require(request.Categories, [request.Purpose]);
        // One states the need of what one reads oneself: relevance is the trade's word, not the administrator's.
        foreach (var category in request.Categories) await team.RequireStaffAsync(usagerId, category, "R", ct);
        var need = SharingNeed.State(db.TenantId, usagerId, new([.. request.Recipients.Select(r => r.Read())], request.Categories, request.ItemIds ?? [], request.Purpose, request.LegalBase, request.Why),
            asking.SituationId!.Value, clock.GetUtcNow());
        db.Add(need);
        await SaveAsync(db, need, need.Stated(), "sharing-need.state", ct);
        return TypedResults.Created($"/usagers/{usagerId}/sharing-needs/{need.Id}", NeedView.Of(need));
    }

    private static async Task<Results<NoContent, NotFound>> EndNeed(Guid usagerId, Guid id, Team team, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var by = Guid.Parse((await asking.StaffAsync(ct)).SituationId);
        var need = await db.SharingNeeds.SingleOrDefaultAsync(n => n.Id == id && n.UsagerId == usagerId, ct);
        if (need is null || need.StatedBy != by) await team.RequireToRecordAsync(usagerId, opens: false, ct);
        if (need is null) return TypedResults.NotFound();
        await SaveAsync(db, need, need.End(clock.GetUtcNow()), "sharing-need.end", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, SharingNeed need, ConsentChanged fact, string act, CancellationToken ct)
    {
        db.Publish(ConsentChanged.Topic, fact, need.UsagerId);
        db.Audit(new(act, "sharing-need", need.Id.ToString()) { Category = "JUR", UsagerId = need.UsagerId, Purpose = need.Purpose });
        db.RaiseRules(need.UsagerId);
        await db.SaveChangesAsync(ct);
    }
}

public sealed record WithdrawRequest([property: StringLength(500)] string? Reason = null);

public sealed record NeedRequest([property: MinLength(1), MaxLength(20)] IReadOnlyList<RecipientRequest> Recipients, [property: MinLength(1), MaxLength(17)] IReadOnlyList<string> Categories,
    [property: StringLength(20)] string Purpose, [property: Required, StringLength(60)] string LegalBase, [property: Required, StringLength(500)] string Why, [property: MaxLength(200)] IReadOnlyList<string>? ItemIds = null);

internal sealed record NeedView(Guid Id, IReadOnlyList<string> Recipients, IReadOnlyList<string> Categories, IReadOnlyList<string> ItemIds, string Purpose, string LegalBase, string Why, Guid StatedBy, DateTimeOffset StatedAt, DateTimeOffset? EndedAt)
{
    public static NeedView Of(SharingNeed n) => new(n.Id, n.Recipients, n.Categories, n.ItemIds, n.Purpose, n.LegalBase, n.Why, n.StatedBy, n.StatedAt, n.EndedAt);
}

internal sealed record ConsentView(Guid Id, Guid UsagerId, ConsentKind Kind, ConsentDecision Decision, IReadOnlyList<string> Categories, IReadOnlyList<string> DocumentIds, string Ceiling, IReadOnlyList<string> Recipients,
    IReadOnlyList<string> Purposes, WillView Will, InformationView Information, string ProofType, string ProofReference, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Status, DateTimeOffset? WithdrawnAt, string WithdrawalReason)
{
    /// <param name="c">The consent or refusal.</param>
    /// <param name="now">When it is read.</param>
    /// <param name="minimal">What she agrees to and until when; not what was noted of her state, nor the proof.</param>
    public static ConsentView Of(PersonConsent c, DateTimeOffset now, bool minimal = false) => new(c.Id, c.UsagerId, c.Kind, c.Decision, c.Categories, c.DocumentIds, c.Ceiling, c.Recipients, c.Purposes,
        new(c.Will.DecidedBy, c.Will.MeasureId, c.Will.DeciderName, c.Will.Able, minimal ? "" : c.Will.Capacity, minimal ? "" : c.Will.Assent),
        new(c.Information.Leaflet, c.Information.LeafletVersion, c.Information.Mode, c.Information.GivenBy, c.Information.GivenAt),
        c.ProofType, minimal ? "" : c.ProofReference, c.StartsAt, c.EndsAt, c.StatusAt(now), c.WithdrawnAt, minimal ? "" : c.WithdrawalReason);
}

internal sealed record WillView(string DecidedBy, Guid? MeasureId, string DeciderName, bool Able, string Capacity, string Assent);

internal sealed record InformationView(string Leaflet, string Version, string Mode, Guid? GivenBy, DateTimeOffset GivenAt);
