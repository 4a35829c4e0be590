using Identity.History;
using Identity.Proofs;
using Identity.Protection;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Qualification;

internal static class QualifyUsager
{
    public static void MapQualification(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/usagers/{id:guid}/qualification", Qualify).WithTags("Identity").RequireAuthorization("identity:write")
            .WithSummary("The traits agree with a proof of high confidence: RECUP becomes QUAL, PROV becomes VALI.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<UsagerView> Qualify(Guid id, HttpContext http, IdentityDbContext db, IdentityRights rights, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "V", "identity.qualify", ct);
        http.CheckVersion(usager.Version);
        if (!usager.Reliability.Coherent) await ConfirmAsync(usager, db, rights, clock.GetUtcNow(), ct);
        rights.Audit(id, "identity.qualify");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }

    private static async Task ConfirmAsync(Usager usager, IdentityDbContext db, IdentityRights rights, DateTimeOffset now, CancellationToken ct)
    {
        var proofs = (await db.Proofs.AsNoTracking().Where(p => p.UsagerId == usager.Id).ToListAsync(ct)).Where(p => p.Counts(usager)).ToList();
        var situation = ProofRecord.SituationOf(usager, proofs, now);
        if (!Confidence.IsHigh([.. proofs.Select(p => p.Shown)], situation))
            throw new RuleBrokenException("proof-insufficient", $"L'identité reste {usager.Status.French()}. {Confidence.WhatIsMissing(situation)}");
        var before = Snapshot.Of(usager);
        usager.ConfirmCoherence();
        db.TellChanged(usager, before, usager.Status == IdentityStatus.Qual ? "qualified" : "validated", null, rights.Author, now);
    }
}
