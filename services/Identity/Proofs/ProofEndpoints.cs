using System.ComponentModel.DataAnnotations;
using Identity.History;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Proofs;

/// <summary>A document as it was shown. Its number is kept masked only.</summary>
public sealed record NewProof(
    ProofType Type, bool OriginalSeen, bool TraitsAgree, ProofHolder Holder = ProofHolder.Person, [property: MaxLength(40)] string? Number = null, DateOnly? ExpiresOn = null, bool DirectAdmission = false)
{
    public override string ToString() => "NewProof";
}

public sealed record Withdrawal([property: Required(ErrorMessage = Withdrawal.Why), MinLength(5, ErrorMessage = Withdrawal.Why), MaxLength(300, ErrorMessage = Withdrawal.Why)] string Reason)
{
    internal const string Why = "Indiquez le motif du retrait, de 5 à 300 caractères.";
}

internal static class ProofEndpoints
{
    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/usagers/{id:guid}/proofs", List).WithTags("Proofs").RequireAuthorization("identity:read");
        var write = routes.MapGroup("/usagers/{id:guid}/proofs").WithTags("Proofs").RequireAuthorization("identity:write");
        write.MapPost("", Record).WithSummary("A document was checked.").ProducesProblem(400).ProducesProblem(404);
        write.MapPost("/{proofId:guid}/withdraw", Withdraw).WithSummary("A document that was believed is not.").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IReadOnlyList<ProofView>> List(Guid id, IdentityDbContext db, IdentityRights rights, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "R", "identity.proofs", ct);
        var proofs = await db.Proofs.AsNoTracking().Where(p => p.UsagerId == id).OrderBy(p => p.CheckedAt).ToListAsync(ct);
        rights.AuditRead(usager, "identity.proofs");
        await db.SaveChangesAsync(ct);
        return [.. proofs.Select(p => ProofView.Of(p, usager))];
    }

    private static async Task<Results<Created<ProofView>, Ok<ProofView>>> Record(Guid id, NewProof request, IdentityDbContext db, IdentityRights rights, TimeProvider clock, CancellationToken ct)
    {
        if (!Enum.IsDefined(request.Type) || !Enum.IsDefined(request.Holder)) throw new BadInputException("unknown-proof-type", "Ce type de pièce n'est pas connu. Choisissez-en un dans la liste.");
        var usager = await rights.FindAsync(id, "U", "identity.proof", ct);
        var now = clock.GetUtcNow();
        var proof = ProofRecord.Of(usager, request, rights.Author, now);
        if (await SameAsync(proof, db, ct) is { } known) return TypedResults.Ok(ProofView.Of(known, usager));
        db.Proofs.Add(proof);
        rights.Audit(id, "identity.proof", proof.Id.ToString(), "proof");
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/usagers/{id}/proofs/{proof.Id}", ProofView.Of(proof, usager));
    }

    private static async Task<ProofView> Withdraw(Guid id, Guid proofId, Withdrawal request, IdentityDbContext db, IdentityRights rights, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "V", "identity.proof-withdraw", ct);
        var proofs = await db.Proofs.Where(p => p.UsagerId == id).ToListAsync(ct);
        var proof = proofs.SingleOrDefault(p => p.Id == proofId) ?? throw new NotFoundException();
        var now = clock.GetUtcNow();
        proof.Withdraw(request.Reason, rights.Author.Subject, now);
        var left = proofs.Where(p => p.Counts(usager)).ToList();
        if (usager.Reliability.Coherent && !Confidence.IsHigh([.. left.Select(p => p.Shown)], ProofRecord.SituationOf(usager, left, now)))
        {
            var before = Snapshot.Of(usager);
            usager.WithdrawCoherence();
            db.TellChanged(usager, before, "proof-withdrawn", "proof-withdrawn", rights.Author, now);
        }
        rights.Audit(id, "identity.proof-withdraw", proofId.ToString(), "proof");
        await db.SaveChangesAsync(ct);
        return ProofView.Of(proof, usager);
    }

    // The same document recorded again the same day by the same person is the same check, sent twice.
    private static async Task<ProofRecord?> SameAsync(ProofRecord proof, IdentityDbContext db, CancellationToken ct)
    {
        var since = proof.CheckedAt.AddDays(-1);
        var kept = await db.Proofs.AsNoTracking().Where(p => p.UsagerId == proof.UsagerId && p.Type == proof.Type && p.Holder == proof.Holder && p.TraitsRevision == proof.TraitsRevision && p.WithdrawnAt == null && p.CheckedAt > since).ToListAsync(ct);
        return kept.FirstOrDefault(p => p.MaskedNumber == proof.MaskedNumber && p.Shown == proof.Shown && p.TraitsAgree == proof.TraitsAgree && p.DirectAdmission == proof.DirectAdmission && p.CheckedBy == proof.CheckedBy);
    }
}

public sealed record ProofView(
    Guid Id, ProofType Type, ProofHolder Holder, bool OriginalSeen, string? MaskedNumber, DateOnly? ExpiresOn, bool TraitsAgree, bool Counts, string CheckedBy, Guid? CheckedBySituation, DateTimeOffset CheckedAt, DateTimeOffset? WithdrawnAt)
{
    internal static ProofView Of(ProofRecord p, Usager usager) =>
        new(p.Id, p.Type, p.Holder, p.OriginalSeen, p.MaskedNumber, p.ExpiresOn, p.TraitsAgree, p.Counts(usager), p.CheckedBy, p.CheckedBySituation, p.CheckedAt, p.WithdrawnAt);
}
