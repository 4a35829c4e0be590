using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.CareCircles;

internal static class CareCircleEndpoints
{
    public static void MapCareCircles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/usagers/{usagerId:guid}/care-circle").WithTags("Cercle de soins").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("", List).RequireAuthorization("consent:read").WithSummary("Le cercle de soins d'une personne");
        group.MapPost("", JoinCareCircle.Handle).RequireAuthorization("consent:write").WithSummary("Ajoute quelqu'un au cercle");
        group.MapPost("{memberId:guid}/leave", Leave).RequireAuthorization("consent:write").WithSummary("Fait sortir quelqu'un du cercle ; ses droits cessent aussitôt").ProducesProblem(409);
    }

    private static async Task<Ok<List<MemberView>>> List(Guid usagerId, Team team, ConsentDbContext db, CancellationToken ct)
    {
        await team.RequireSurroundingsAsync(usagerId, ct);
        var members = await db.CareCircleMembers.AsNoTracking().Where(m => m.UsagerId == usagerId && m.LeftAt == null).OrderBy(m => m.Id).ToListAsync(ct);
        db.Audit(new("care-circle.read", "usager", usagerId.ToString()) { Category = "JUR", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(members.Select(MemberView.Of).ToList());
    }

    private static async Task<Results<NoContent, NotFound>> Leave(Guid usagerId, Guid memberId, Team team, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToRecordAsync(usagerId, opens: false, ct);
        var member = await db.CareCircleMembers.SingleOrDefaultAsync(m => m.Id == memberId && m.UsagerId == usagerId, ct);
        if (member is null) return TypedResults.NotFound();
        member.Leave(clock.GetUtcNow());
        await ChangeAsync(db, member, "care-circle.leave", "withdrawn", clock, ct);
        return TypedResults.NoContent();
    }

    internal static async Task ChangeAsync(ConsentDbContext db, CareCircleMember member, string action, string status, TimeProvider clock, CancellationToken ct)
    {
        db.Publish(ConsentChanged.Topic, new ConsentChanged(member.Id, member.UsagerId, "CARE_CIRCLE", status, clock.GetUtcNow()), member.UsagerId);
        db.Audit(new(action, "care-circle-member", member.Id.ToString()) { Category = "JUR", UsagerId = member.UsagerId });
        db.RaiseRules(member.UsagerId);
        await db.SaveChangesAsync(ct);
    }
}

internal sealed record MemberView(Guid Id, string Role, string Name, string NationalId, string Mailbox, string? TeamCase, DateTimeOffset JoinedAt)
{
    public static MemberView Of(CareCircleMember m) => new(m.Id, m.Role, m.Name, m.NationalId, m.Mailbox, m.TeamCase, m.JoinedAt);
}
