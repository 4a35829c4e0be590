using Identity.Rights;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Insi;

internal static class InsiRoutes
{
    public static void MapInsi(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/usagers/{id:guid}/insi-calls").WithTags("INSi").RequireAuthorization("identity:read");
        read.MapGet("", List).WithSummary("The calls made for a person, newest first: who, when, which certificate, which answer.");
        read.MapGet("/{callId:guid}", One).ProducesProblem(404);
        var write = routes.MapGroup("/usagers/{id:guid}/insi-calls").WithTags("INSi").RequireAuthorization("identity:write");
        write.MapPost("", AskInsi.Ask).WithSummary("Ask INSi for the person's INS by their traits.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        write.MapPost("/{callId:guid}/accept", DecideCandidate.Accept).WithSummary("INSi's identity is this person's.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/{callId:guid}/refuse", DecideCandidate.Refuse).WithSummary("It is not; nothing is kept.").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IReadOnlyList<InsiCallView>> List(Guid id, IdentityDbContext db, IdentityRights rights, InsiCalls calls, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "R", "identity.insi-calls", ct);
        var made = await db.InsiCalls.AsNoTracking().Where(c => c.UsagerId == id).OrderByDescending(c => c.AskedAt).Take(100).ToListAsync(ct);
        rights.AuditRead(usager, "identity.insi-calls");
        await db.SaveChangesAsync(ct);
        var views = new List<InsiCallView>(made.Count);
        foreach (var call in made) views.Add(await calls.ViewAsync(call, usager, db, ct));
        return views;
    }

    private static async Task<InsiCallView> One(Guid id, Guid callId, IdentityDbContext db, IdentityRights rights, InsiCalls calls, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "R", "identity.insi-calls", ct);
        var call = await db.InsiCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == callId && c.UsagerId == id, ct) ?? throw new NotFoundException();
        rights.AuditRead(usager, "identity.insi-calls");
        await db.SaveChangesAsync(ct);
        return await calls.ViewAsync(call, usager, db, ct);
    }
}
