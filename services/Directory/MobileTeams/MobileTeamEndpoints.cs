using System.ComponentModel.DataAnnotations;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.MobileTeams;

internal static class MobileTeamEndpoints
{
    public static void MapMobileTeams(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/mobile-teams").WithTags("Équipes mobiles").ProducesProblem(400).ProducesProblem(403);
        group.MapGet("", List).RequireAuthorization("directory:read").WithSummary("Les équipes mobiles que l'on peut appeler aujourd'hui, et leurs membres en exercice");
        group.MapPut("{id:guid}", Describe).RequireAuthorization("directory:staff").WithSummary("Inscrit une équipe mobile et sa convention, ou les modifie (If-Match) : l'accès des membres cesse avec elle").ProducesProblem(409).ProducesProblem(412);
    }

    private static async Task<Ok<List<MobileTeamView>>> List(StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var reach = await rights.ReachAsync(ct);
        var now = clock.GetUtcNow();
        var teams = (await db.MobileTeams.AsNoTracking().OrderBy(team => team.Name).ToListAsync(ct))
            .Where(team => reach.Everything || (ParisTime.StartOf(team.ConventionFrom) <= now && now < team.EndsAt)).ToList();
        var ids = teams.SelectMany(team => team.MemberIds).ToList();
        var members = await db.Situations.AsNoTracking().Where(s => ids.Contains(s.Id))
            .Join(db.Professionals.AsNoTracking(), s => s.ProfessionalId, p => p.Id, (s, p) => new { Situation = s, Professional = p }).ToListAsync(ct);
        return TypedResults.Ok(teams.Select(team => MobileTeamView.Of(team, [.. members.Where(m => team.MemberIds.Contains(m.Situation.Id) && m.Situation.ActiveAt(now))
            .Select(m => new MobileTeamMember(m.Situation.Id, m.Professional.FamilyName, m.Professional.GivenName, m.Professional.Title, m.Situation.Profession))])).ToList());
    }

    private static async Task<Ok<MobileTeamView>> Describe(Guid id, MobileTeamRequest request, HttpContext http, StaffRights rights, StaffRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await rights.RequireAsync([null], ct);
        var team = await db.MobileTeams.SingleOrDefaultAsync(t => t.Id == id, ct);
        if (team is not null) http.RequireVersion(team.Version);
        var members = await db.Situations.Where(s => request.MemberIds.Contains(s.Id)).ToListAsync(ct);
        if (members.Count < request.MemberIds.Distinct().Count() || members.Exists(s => s.Function != Function.EquipeMobile))
            throw new BadInputException("member-not-mobile", "Un des membres n'a pas de situation d'équipe mobile. Ouvrez-la-lui d'abord.");
        if (team is null) db.Add(team = MobileTeam.Agree(id, db.TenantId, request.Facts()));
        else team.Describe(request.Facts());
        // A former member who is no longer named keeps the account until the own end; a named one never outlives the convention.
        foreach (var member in members.Where(s => s.State != SituationState.Closed && (s.EndsAt is null || s.EndsAt > team.EndsAt))) await register.EndAsync(member, team.EndsAt, ct);
        db.Audit(new("mobile-team.describe", "mobile-team", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        http.SetVersion(team.Version);
        return TypedResults.Ok(MobileTeamView.Of(team, []));
    }
}

public sealed record MobileTeamRequest([property: Required, StringLength(120, MinimumLength = 1)] string Name, MobileTeamKind Kind, [property: Required, StringLength(9, MinimumLength = 9)] string Finess,
    DateOnly ConventionFrom, DateOnly ConventionUntil, [property: MaxLength(50)] IReadOnlyList<Guid> MemberIds)
{
    public MobileTeamFacts Facts() => new(Name, Kind, Finess, ConventionFrom, ConventionUntil, MemberIds);
}

internal sealed record MobileTeamView(Guid Id, string Name, MobileTeamKind Kind, string Finess, DateOnly ConventionFrom, DateOnly ConventionUntil, IReadOnlyList<MobileTeamMember> Members, int Version)
{
    public static MobileTeamView Of(MobileTeam t, IReadOnlyList<MobileTeamMember> members) => new(t.Id, t.Name, t.Kind, t.Finess, t.ConventionFrom, t.ConventionUntil, members, t.Version);
}

internal sealed record MobileTeamMember(Guid SituationId, string FamilyName, string GivenName, string Title, string Profession);
