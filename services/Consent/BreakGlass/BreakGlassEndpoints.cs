using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Contracts.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.BreakGlass;

internal static class BreakGlassEndpoints
{
    private static readonly TimeSpan RecentSignIn = TimeSpan.FromMinutes(5);
    private static readonly string[] Reviewers = ["medecin-coordonnateur", "medecin", "directeur", "chef-de-service", "dpo"];

    private static ForbiddenException NotReviewer() => new("break-glass-reviewer", "Le verdict revient au médecin, à la direction ou au délégué à la protection des données. Adressez-vous à l'un d'eux.");
    private static ForbiddenException NotDirector() => new("suspension-director", "La suspension est levée par la direction. Adressez-vous à elle.");

    public static void MapBreakGlass(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/break-glass").WithTags("Bris de glace").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("", Open).RequireAuthorization("consent:write").WithSummary("Ouvre un dossier en urgence, une heure, en disant pourquoi").ProducesProblem(401).ProducesProblem(409);
        group.MapGet("reviews", Reviews).RequireAuthorization("consent:read").WithSummary("Les bris de glace qui attendent un verdict");
        group.MapPost("{id:guid}/review", Review).RequireAuthorization("consent:write").WithSummary("Donne le verdict ; un abus suspend les droits du professionnel").ProducesProblem(409);
        group.MapPost("{id:guid}/lift", Lift).RequireAuthorization("consent:write").WithSummary("Lève la suspension").ProducesProblem(409);
    }

    private static async Task<Created<OpeningView>> Open(OpenRequest request, Asking asking, Caller caller, KnownEstablishments establishments, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var staff = await asking.StaffAsync(ct);
        caller.RequireRecentSignIn(RecentSignIn, now);
        var snapshot = await rules.ReadAsync(db.TenantId, ct);
        var person = snapshot.Person(request.UsagerId);
        var matrix = snapshot.TenantWide.MatrixOf(await establishments.KindOfAsync(person.Place?.EstablishmentId, staff, ct), now);
        if (!matrix.BreakGlass.Contains(staff.Function) || snapshot.TenantWide.Suspended(staff.ProfessionalId))
            throw await RefuseAsync(request.UsagerId, "profile", new ForbiddenException("break-glass-profile", "Votre fonction ne permet pas d'ouvrir un dossier en urgence. Appelez l'infirmier ou le médecin de garde."), db, ct);
        if (person.Place is null) throw await RefuseAsync(request.UsagerId, "unknown", new NotFoundException(), db, ct);
        if (Array.Exists(person.Oppositions, o => o.ForbidsEmergency(now)))
            throw await RefuseAsync(request.UsagerId, "opposition", new ForbiddenException("break-glass-opposed", "La personne s'est opposée à tout accès en urgence. Respectez son choix ; appelez le 15 si sa vie est en danger."), db, ct);
        if (Array.Exists(person.Openings, o => o.OpenAt(now) && o.Is(staff)))
            throw new RuleBrokenException("break-glass-open", "Ce dossier vous est déjà ouvert : consultez-le. Il se fermera à l'heure dite et ne se prolonge pas.");

        var opening = Opening.Open(db.TenantId, request.UsagerId, staff, person.Place.EstablishmentId, request.ReasonCode, request.Reason, now);
        db.Add(opening);
        db.Publish(BreakGlassOpened.Topic, opening.Opened(Array.Exists(person.Measures, m => m.InForceAt(now) && m is { CoversPerson: true, Represents: true })), opening.UsagerId);
        db.Audit(new("break-glass.open", "break-glass", opening.Id.ToString()) { Category = "MED", UsagerId = opening.UsagerId, ReasonCode = request.ReasonCode, Purpose = "emergency" });
        db.RaiseRules(opening.UsagerId);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/break-glass/{opening.Id}", OpeningView.Of(opening, now));
    }

    private static async Task<Ok<List<OpeningView>>> Reviews(Asking asking, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.RequireAsync(Reviewers, NotReviewer, ct);
        var pending = await db.Openings.AsNoTracking().Where(o => o.Verdict == Verdict.Pending || o.Verdict == Verdict.ToExplain).OrderBy(o => o.ReviewDueAt).ToListAsync(ct);
        var shown = (await VisibleAsync(pending, staff, team, ct)).Take(500).ToList();
        foreach (var opening in shown) db.Audit(new("break-glass.list", "break-glass", opening.Id.ToString()) { Category = "LOG", UsagerId = opening.UsagerId });
        await db.SaveChangesAsync(ct);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(shown.ConvertAll(o => OpeningView.Of(o, now)));
    }

    private static async Task<Results<NoContent, NotFound>> Review(Guid id, ReviewRequest request, Asking asking, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.RequireAsync(Reviewers, NotReviewer, ct);
        var opening = await db.Openings.SingleOrDefaultAsync(o => o.Id == id, ct);
        if (opening is null || (await VisibleAsync([opening], staff, team, ct)).Count == 0) return TypedResults.NotFound();
        var verdict = request.Verdict switch { "justified" => Verdict.Justified, "abuse" => Verdict.Abuse, _ => Verdict.ToExplain };
        db.Publish(BreakGlassReviewed.Topic, opening.Review(verdict, request.Comment, Guid.Parse(staff.SituationId), clock.GetUtcNow()), opening.UsagerId);
        await SaveAsync(db, opening, "break-glass.review", ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> Lift(Guid id, Asking asking, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.RequireAsync(["directeur"], NotDirector, ct);
        var opening = await db.Openings.SingleOrDefaultAsync(o => o.Id == id, ct);
        if (opening is null || (await VisibleAsync([opening], staff, team, ct)).Count == 0) return TypedResults.NotFound();
        opening.LiftSuspension(clock.GetUtcNow());
        await SaveAsync(db, opening, "break-glass.lift", ct);
        return TypedResults.NoContent();
    }

    // The DPO answers for the whole organisation and sees who opened what, not the files.
    private static async Task<List<Opening>> VisibleAsync(List<Opening> openings, Situation staff, Team team, CancellationToken ct)
    {
        if (staff.Function == "dpo") return openings;
        var visible = await team.VisibleAsync(openings.Select(o => o.UsagerId), ct);
        return openings.FindAll(o => visible.Contains(o.UsagerId));
    }

    private static async Task SaveAsync(ConsentDbContext db, Opening opening, string act, CancellationToken ct)
    {
        db.Audit(new(act, "break-glass", opening.Id.ToString()) { Category = "LOG", UsagerId = opening.UsagerId });
        db.RaiseTenantRules();
        await db.SaveChangesAsync(ct);
    }

    private static async Task<RefusalException> RefuseAsync(Guid usagerId, string why, RefusalException refusal, ConsentDbContext db, CancellationToken ct)
    {
        db.Audit(new("break-glass.open", "usager", usagerId.ToString()) { Category = "MED", UsagerId = usagerId, Outcome = "refused", ReasonCode = why, Purpose = "emergency" });
        await db.SaveChangesAsync(ct);
        return refusal;
    }
}

public sealed record OpenRequest(Guid UsagerId, [property: AllowedValues("vital-emergency", "continuity", "on-call", "other")] string ReasonCode, [property: Required, StringLength(500, MinimumLength = 10)] string Reason);

public sealed record ReviewRequest([property: AllowedValues("justified", "to-explain", "abuse")] string Verdict, [property: Required, StringLength(500)] string Comment);

internal sealed record OpeningView(Guid Id, Guid UsagerId, Guid SituationId, string ReasonCode, string Reason, DateTimeOffset OpenedAt, DateTimeOffset EndsAt, DateTimeOffset ReviewDueAt, Verdict Verdict, bool Overdue)
{
    public static OpeningView Of(Opening o, DateTimeOffset now) => new(o.Id, o.UsagerId, o.SituationId, o.ReasonCode, o.Reason, o.OpenedAt, o.EndsAt, o.ReviewDueAt, o.Verdict, o.Verdict == Verdict.Pending && o.ReviewDueAt <= now);
}
