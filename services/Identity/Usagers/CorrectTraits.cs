using Identity.History;
using Identity.Mastery;
using Identity.Matching;
using Identity.Proofs;
using Identity.Protection;
using Identity.Rights;
using Identity.Traits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Usagers;

/// <summary>Traits typed anew; a proof already recorded may show them.</summary>
public sealed record NewTraits(TypedTraits Traits, Guid? SupportedByProof = null)
{
    public override string ToString() => "NewTraits";
}

internal static class CorrectTraits
{
    public static async Task<Results<Ok<UsagerView>, Accepted<ProposalMade>>> Correct(
        Guid id, NewTraits request, HttpContext http, IdentityDbContext db, IdentityRights rights, MasterOfTraits master, SimilarUsagers similar, Insi.Attribution attribution, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var traits = request.Traits.Require(DateOnly.FromDateTime(now.UtcDateTime));
        var usager = await rights.FindAsync(id, "U", "identity.correct", ct);
        http.RequireVersion(usager.Version);
        usager.RequireUnfrozen(now);
        if (!await master.MayChangeAsync(ct)) return await ProposeAsync(usager, traits, http, db, rights, now, ct);

        var before = Snapshot.Of(usager);
        usager.Correct(traits, await SupportedAsync(usager, request.SupportedByProof, db, now, ct), now);
        if (usager.Ins is null) await attribution.CloseAsync(id, "trait-changed", ct);
        await similar.ReindexAsync(usager, ct);
        db.TellChanged(usager, before, "trait-changed", "trait-changed", rights.Author, now);
        rights.Audit(usager.Id, "identity.correct");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return TypedResults.Ok(vault.View(usager));
    }

    private static async Task<Accepted<ProposalMade>> ProposeAsync(Usager usager, StrictTraits traits, HttpContext http, IdentityDbContext db, IdentityRights rights, DateTimeOffset now, CancellationToken ct)
    {
        var proposal = TraitProposal.Of(usager, traits, http.RequestServices.GetRequiredService<Caller>(), now);
        db.Proposals.Add(proposal);
        rights.Audit(usager.Id, "identity.propose");
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/proposals/{proposal.Id}", new ProposalMade(proposal.Id, "Votre correction est proposée au logiciel maître des identités ; rien n'est modifié avant sa réponse."));
    }

    private static async Task<bool> SupportedAsync(Usager usager, Guid? proofId, IdentityDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (proofId is not { } id) return false;
        var proof = await db.Proofs.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.UsagerId == usager.Id, ct)
            ?? throw new BadInputException("unknown-proof", "La pièce indiquée n'est pas enregistrée pour cette identité. Enregistrez-la d'abord.");
        return Confidence.IsHigh([proof.Shown], ProofRecord.SituationOf(usager, [proof], now));
    }
}

/// <summary>The change waits for the master of identities.</summary>
public sealed record ProposalMade(Guid ProposalId, string Message);
