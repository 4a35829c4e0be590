using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Missions;

internal static class MissionEndpoints
{
    public static void MapMissions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/missions").WithTags("Équipes mobiles").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Les missions de mon équipe, et celles des personnes que je connais");
        group.MapPost("", Ask).RequireAuthorization("consent:write").WithSummary("Demande une équipe mobile pour des personnes et un temps");
        group.MapPost("{id:guid}/accept", Accept).RequireAuthorization("consent:write").WithSummary("Un membre accepte : l'accès s'ouvre").ProducesProblem(409);
        group.MapPost("{id:guid}/end", End).RequireAuthorization("consent:write").WithSummary("Termine la mission ; le compte rendu reste possible sept jours").ProducesProblem(409);
    }

    private static async Task<Ok<List<MissionView>>> List(Asking asking, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.StaffAsync(ct);
        var since = clock.GetUtcNow() - Mission.ForTheReport;
        var missions = await db.Missions.AsNoTracking().Where(m => m.EndsAt > since).OrderByDescending(m => m.Id).ToListAsync(ct);
        var visible = await team.SurroundedAsync(missions.SelectMany(m => m.UsagerIds), ct);
        // A member knows whom she was called for; anybody else sees only the persons of their own team.
        var shown = missions.Select(m => (Mission: m, Persons: m.Includes(staff) ? m.UsagerIds : m.UsagerIds.FindAll(visible.Contains))).Where(m => m.Persons.Count > 0).Take(500).ToList();
        foreach (var person in shown.SelectMany(m => m.Persons).Distinct()) db.Audit(new("mission.list", "usager", person.ToString()) { Category = "IDT", UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(shown.ConvertAll(m => MissionView.Of(m.Mission, m.Persons)));
    }

    private static async Task<Created<MissionView>> Ask(MissionRequest request, Team team, Colleagues colleagues, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        foreach (var usager in request.UsagerIds.Distinct()) await team.RequireToOpenAsync(usager, herWill: false, ct);
        foreach (var member in request.SituationIds.Distinct())
            if (await colleagues.FindAsync(member, ct) is not { Function: Functions.MobileTeam })
                throw new BadInputException("mission-member-unknown", "Une mission s'adresse à des membres d'équipe mobile en activité dans votre organisme. Choisissez-les dans l'annuaire des équipes mobiles.");
        var mission = Mission.Ask(db.TenantId, new(request.Name, request.Request, request.UsagerIds, request.SituationIds, request.StartsAt, request.EndsAt), asking.SituationId, clock.GetUtcNow());
        db.Add(mission);
        Audit(db, mission, "mission.ask");
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/missions/{mission.Id}", MissionView.Of(mission, mission.UsagerIds));
    }

    private static async Task<Results<NoContent, NotFound>> Accept(Guid id, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.StaffAsync(ct);
        var mission = await db.Missions.SingleOrDefaultAsync(m => m.Id == id, ct);
        if (mission is null || !mission.Includes(staff)) return TypedResults.NotFound();
        await SaveAsync(db, mission, mission.Accept(Guid.Parse(staff.SituationId), clock.GetUtcNow()), "mission.accept", ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> End(Guid id, Team team, Asking asking, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var staff = await asking.StaffAsync(ct);
        var mission = await db.Missions.SingleOrDefaultAsync(m => m.Id == id, ct);
        if (mission is null) return TypedResults.NotFound();
        if (!mission.Includes(staff)) foreach (var usager in mission.UsagerIds) await team.RequireToRecordAsync(usager, opens: false, ct);
        await SaveAsync(db, mission, mission.End(clock.GetUtcNow()), "mission.end", ct);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(ConsentDbContext db, Mission mission, IEnumerable<ConsentChanged> facts, string act, CancellationToken ct)
    {
        foreach (var fact in facts) db.Publish(ConsentChanged.Topic, fact, fact.UsagerId);
        Audit(db, mission, act);
        db.RaiseTenantRules();
        await db.SaveChangesAsync(ct);
    }

    private static void Audit(ConsentDbContext db, Mission mission, string act)
    {
        foreach (var usager in mission.UsagerIds) db.Audit(new(act, "mission", mission.Id.ToString()) { Category = "JUR", UsagerId = usager });
    }
}

public sealed record MissionRequest([property: Required, StringLength(120)] string Name, [property: Required, StringLength(500)] string Request, [property: MinLength(1), MaxLength(50)] IReadOnlyList<Guid> UsagerIds,
    [property: MinLength(1), MaxLength(30)] IReadOnlyList<Guid> SituationIds, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

internal sealed record MissionView(Guid Id, string Name, string Request, IReadOnlyList<Guid> UsagerIds, IReadOnlyList<Guid> SituationIds, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? AcceptedAt)
{
    public static MissionView Of(Mission m, IReadOnlyList<Guid> persons) => new(m.Id, m.Name, m.Request, persons, m.SituationIds, m.StartsAt, m.EndsAt, m.AcceptedAt);
}
