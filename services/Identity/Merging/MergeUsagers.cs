using System.ComponentModel.DataAnnotations;
using Contracts.Identity;
using Identity.History;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Merging;

/// <summary>The two identities are one person: the second one is absorbed by the one named in the address.</summary>
/// <param name="AbsorbedVersion">Version of the absorbed identity that was looked at.</param>
public sealed record MergeRequest(
    Guid AbsorbedId, int AbsorbedVersion,
    [property: Required(ErrorMessage = MergeRequest.Why), MinLength(3, ErrorMessage = MergeRequest.Why), MaxLength(300, ErrorMessage = MergeRequest.Why)] string Reason)
{
    internal const string Why = "Expliquez en 3 à 300 caractères pourquoi ces deux identités sont une seule personne.";
}

internal static class MergeUsagers
{
    public static void MapMerging(this IEndpointRouteBuilder routes)
    {
        var write = routes.MapGroup("/usagers").WithTags("Merging").RequireAuthorization("identity:write");
        write.MapPost("/{id:guid}/merge", Merge).WithSummary("Absorb a doublon, after a human decision; the absorbed IPP stays as an alias.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
        write.MapPost("/{id:guid}/unmerge", UndoMerge.Undo).WithSummary("An identity absorbed by mistake stands by itself again.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
    }

    private static async Task<UsagerView> Merge(Guid id, MergeRequest request, HttpContext http, IdentityDbContext db, IdentityRights rights, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        if (request.AbsorbedId == id) throw new BadInputException("merge-with-itself", "Choisissez deux identités différentes : celle à conserver et celle à absorber.");
        var kept = await rights.FindAsync(id, "V", "identity.merge", ct);
        var absorbed = await rights.FindAsync(request.AbsorbedId, "V", "identity.merge", ct);
        http.RequireVersion(kept.Version);
        if (absorbed.Version != request.AbsorbedVersion) throw new StaleVersionException();

        var now = await MergeMoment.AfterLastAsync(db, absorbed.Id, clock.GetUtcNow(), ct);
        var (keptBefore, absorbedBefore) = (Snapshot.Of(kept), Snapshot.Of(absorbed));
        kept.Absorb(absorbed);
        await ForgetKeysAsync(absorbed.Id, db, ct);
        await SettleAsync(kept.Id, absorbed.Id, request.Reason, db, rights, now, ct);
        db.TellChanged(kept, keptBefore, "merged", request.Reason, rights.Author, now);
        db.TellChanged(absorbed, absorbedBefore, MergeMoment.Absorbed, request.Reason, rights.Author, now);
        db.Publish(IdentityMerged.Topic, new IdentityMerged(kept.Id, absorbed.Id, now), kept.Id);
        rights.Audit(kept.Id, "identity.merge", absorbed.Id.ToString());
        rights.Audit(absorbed.Id, "identity.merge", kept.Id.ToString());
        await db.SaveChangesAsync(ct);
        http.SetVersion(kept.Version);
        return vault.View(kept);
    }

    // Nobody finds the absorbed one again by its traits, else it would be admitted once more.
    private static async Task ForgetKeysAsync(Guid absorbed, IdentityDbContext db, CancellationToken ct) =>
        db.MatchKeys.RemoveRange(await db.MatchKeys.Where(key => key.UsagerId == absorbed).ToListAsync(ct));

    private static async Task SettleAsync(Guid kept, Guid absorbed, string reason, IdentityDbContext db, IdentityRights rights, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.PotentialDuplicates.Where(pair => pair.State == DuplicateState.Open && (pair.FirstId == absorbed || pair.SecondId == absorbed)).ToListAsync(ct);
        foreach (var pair in open.Where(pair => pair.FirstId == kept || pair.SecondId == kept)) pair.Merge(rights.Author.Subject, reason, now);
    }
}
