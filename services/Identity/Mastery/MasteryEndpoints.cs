using System.ComponentModel.DataAnnotations;
using Identity.History;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Mastery;

internal static class MasteryEndpoints
{
    public static void MapMastery(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("").WithTags("Identity master").RequireAuthorization("identity:read");
        read.MapGet("/identity-master", Master).WithSummary("The software that masters the strict traits here.");
        read.MapGet("/proposals", Proposals).WithSummary("Changes of traits proposed to the master.");
        var write = routes.MapGroup("").WithTags("Identity master").RequireAuthorization("identity:write");
        write.MapPut("/identity-master", Appoint).ProducesProblem(403);
        write.MapPost("/proposals/{id:guid}/accept", Accept).WithSummary("Apply the proposed traits; for the master only.").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/proposals/{id:guid}/refuse", Refuse).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<MasterView> Master(IdentityDbContext db, CancellationToken ct)
    {
        var master = await db.Masters.AsNoTracking().SingleOrDefaultAsync(ct);
        return new(master?.ClientId, master?.Others ?? OthersChange.Refused);
    }

    private static async Task<MasterView> Appoint(AppointMaster request, IdentityDbContext db, IdentityRights rights, CancellationToken ct)
    {
        await rights.RequireAsync(new Place(null, null), "V", "identity.appoint-master", ct);
        var master = await db.Masters.SingleOrDefaultAsync(ct);
        if (master is null) db.Masters.Add(IdentityMaster.Of(db.TenantId, request.ClientId, request.Others));
        else master.Become(request.ClientId, request.Others);
        db.Audit(new Access("identity.appoint-master", "tenant", db.TenantId.ToString()) { Category = "IDT" });
        await db.SaveChangesAsync(ct);
        return new(request.ClientId, request.Others);
    }

    private static async Task<IReadOnlyList<ProposalView>> Proposals(IdentityDbContext db, IdentityRights rights, CancellationToken ct)
    {
        var pending = await db.Proposals.AsNoTracking().Where(p => p.State == ProposalState.Pending).OrderBy(p => p.ProposedAt).ToListAsync(ct);
        var ids = pending.Select(p => p.UsagerId).Distinct().ToList();
        var people = await db.Usagers.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(ct);
        var readable = (await rights.KeepReadableAsync(people, u => (u.Id, u.EstablishmentId, u.UnitId), ct)).ToDictionary(u => u.Id);
        var shown = pending.Where(p => readable.ContainsKey(p.UsagerId)).Take(500).ToList();
        foreach (var usager in shown.Select(p => p.UsagerId).Distinct()) rights.AuditRead(readable[usager], "identity.proposals");
        await db.SaveChangesAsync(ct);
        return [.. shown.Select(p => ProposalView.Of(p, readable[p.UsagerId]))];
    }

    private static async Task<UsagerView> Accept(
        Guid id, IdentityDbContext db, IdentityRights rights, MasterOfTraits master, SimilarUsagers similar, Insi.Attribution attribution, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        await master.RequireMasterAsync(ct);
        var proposal = await db.Proposals.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFoundException();
        var usager = await rights.FindAsync(proposal.UsagerId, "U", "identity.proposal-accept", ct);
        var now = clock.GetUtcNow();
        if (usager.Version != proposal.OnVersion) throw new RuleBrokenException("proposal-outdated", "L'identité a changé depuis cette proposition. Refusez-la et demandez une nouvelle saisie.");
        var before = Snapshot.Of(usager);
        proposal.Decide(accepted: true, rights.Author.Subject, now);
        usager.Correct(proposal.Traits.Require(DateOnly.FromDateTime(now.UtcDateTime)), supported: false, now);
        if (usager.Ins is null) await attribution.CloseAsync(usager.Id, "trait-changed", ct);
        await similar.ReindexAsync(usager, ct);
        db.TellChanged(usager, before, "trait-changed", "trait-changed", rights.Author, now);
        rights.Audit(usager.Id, "identity.proposal-accept");
        await db.SaveChangesAsync(ct);
        return vault.View(usager);
    }

    private static async Task<NoContent> Refuse(Guid id, IdentityDbContext db, IdentityRights rights, MasterOfTraits master, TimeProvider clock, CancellationToken ct)
    {
        await master.RequireMasterAsync(ct);
        var proposal = await db.Proposals.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFoundException();
        await rights.FindAsync(proposal.UsagerId, "U", "identity.proposal-refuse", ct);
        proposal.Decide(accepted: false, rights.Author.Subject, clock.GetUtcNow());
        rights.Audit(proposal.UsagerId, "identity.proposal-refuse");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

public sealed record AppointMaster([property: Required, MaxLength(100)] string ClientId, OthersChange Others);

public sealed record MasterView(string? ClientId, OthersChange Others);

public sealed record ProposalView(Guid Id, Guid UsagerId, ProposalState State, string ProposedBy, string ProposedWith, DateTimeOffset ProposedAt, IReadOnlyList<TraitDifference> Differences)
{
    internal static ProposalView Of(TraitProposal p, Usager usager) =>
        new(p.Id, p.UsagerId, p.State, p.ProposedBy, p.ProposedWith, p.ProposedAt, TraitComparison.Compare(usager.Traits, p.Traits.Read(DateOnly.MaxValue).Traits!));
}
