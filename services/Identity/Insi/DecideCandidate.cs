using Identity.History;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Insi;

/// <summary>The user's word on what they compared.</summary>
/// <param name="ConfirmDifferences">The minor differences were seen; INSi's traits replace ours.</param>
/// <param name="CoherentWithProof">The proof already recorded also agrees with INSi's traits.</param>
public sealed record AcceptCandidate(bool ConfirmDifferences = false, bool CoherentWithProof = false);

internal static class DecideCandidate
{
    public static async Task<UsagerView> Accept(
        Guid id, Guid callId, AcceptCandidate? request, HttpContext http, IdentityDbContext db, IdentityRights rights, Attribution attribution, SimilarUsagers similar, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "U", "identity.insi-accept", ct);
        var call = await db.InsiCalls.SingleOrDefaultAsync(c => c.Id == callId && c.UsagerId == id, ct) ?? throw new NotFoundException();
        if (call.Decision == CandidateDecision.Accepted && usager.Ins is not null) return Answer(http, usager, vault);   // sent twice
        http.CheckVersion(usager.Version);
        call.RequireDecidable(usager);
        var found = Candidate.Open(vault, call)!;
        RequireCoherent(usager, found, request ?? new());
        await attribution.RequireFreeAsync(usager, found, ct);
        if (usager.Reliability.Coherent) await rights.RequireAsync(usager, "V", "identity.insi-accept", ct);

        var now = clock.GetUtcNow();
        var (before, revision) = (Snapshot.Of(usager), usager.TraitsRevision);
        usager.TakeOver(found.Traits, await attribution.HoldAsync(usager, found, ct));
        if (usager.TraitsRevision != revision && request?.CoherentWithProof == true)
            foreach (var proof in await db.Proofs.Where(p => p.UsagerId == id && p.TraitsRevision == revision).ToListAsync(ct)) proof.HoldFor(usager.TraitsRevision);
        call.Decide(accepted: true, rights.Author.Subject, now);
        await similar.ReindexAsync(usager, ct);
        db.TellChanged(usager, before, "ins-recovered", null, rights.Author, now);
        rights.Audit(id, "identity.insi-accept", callId.ToString(), "insi-call");
        await db.SaveChangesAsync(ct);
        return Answer(http, usager, vault);
    }

    public static async Task<NoContent> Refuse(Guid id, Guid callId, IdentityDbContext db, IdentityRights rights, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "U", "identity.insi-refuse", ct);
        var call = await db.InsiCalls.SingleOrDefaultAsync(c => c.Id == callId && c.UsagerId == id, ct) ?? throw new NotFoundException();
        if (call.Decision == CandidateDecision.Refused) return TypedResults.NoContent();
        call.RequireDecidable(usager);
        call.Decide(accepted: false, rights.Author.Subject, clock.GetUtcNow());
        rights.Audit(id, "identity.insi-refuse", callId.ToString(), "insi-call");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static void RequireCoherent(Usager usager, InsiIdentity found, AcceptCandidate said)
    {
        var differences = TraitComparison.Compare(usager.Traits, found.Traits);
        var worst = TraitComparison.Worst(differences);
        if (worst == Discordance.Major)
            throw With(new("major-discordance", "Des traits diffèrent trop : cet INS ne peut pas être rattaché. Vérifiez la pièce d'identité ; si elle a raison, orientez la personne vers l'Insee ou sa caisse pour corriger l'état civil."), differences);
        if (worst == Discordance.Minor && !said.ConfirmDifferences)
            throw With(new("differences-to-confirm", "Quelques traits diffèrent légèrement. Comparez-les, puis confirmez que les traits de l'INSi remplacent les vôtres."), differences);
        if (found.FirstGivenNameDerived && !said.ConfirmDifferences)
            throw With(new("given-name-to-confirm", "Le service n'a pas indiqué le premier prénom. Confirmez celui qui est proposé d'après la pièce d'identité."), differences);
        if (worst == Discordance.Minor && usager.Reliability.Coherent && !said.CoherentWithProof)
            throw With(new("proof-to-confirm", "L'identité était validée sur d'autres traits. Confirmez que la pièce d'identité présentée correspond aussi aux traits de l'INSi."), differences);
    }

    private static RuleBrokenException With(RuleBrokenException refusal, IReadOnlyList<TraitDifference> differences)
    {
        refusal.Details["differences"] = differences;
        return refusal;
    }

    private static UsagerView Answer(HttpContext http, Usager usager, InsVault vault)
    {
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }
}
