using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Identity.Matching;
using Identity.Protection;
using Identity.Rights;
using Identity.Traits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Usagers;

/// <summary>A new identity as typed, and the resembling ones that the user has looked at and found different.</summary>
public sealed record NewUsager(
    TypedTraits Traits, ComplementaryTraits? Complementary = null, Guid? EstablishmentId = null, Guid? UnitId = null, [property: MaxLength(50)] IReadOnlyList<Guid>? AcknowledgedSimilar = null)
{
    public override string ToString() => "NewUsager";
}

internal static class CreateUsager
{
    public static async Task<Results<Created<UsagerView>, Ok<UsagerView>>> Create(
        NewUsager request, HttpContext http, IdentityDbContext db, IdentityRights rights, SimilarUsagers similar, InsVault vault, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var traits = request.Traits.Require(DateOnly.FromDateTime(now.UtcDateTime));
        var place = new Place(request.EstablishmentId, request.UnitId);
        await rights.RequireAsync(place, "C", "identity.create", ct);
        var key = CreationKey(http);
        if (key is not null && await db.Usagers.AsNoTracking().SingleOrDefaultAsync(u => u.CreationKey == key, ct) is { } done) return TypedResults.Ok(vault.View(done));

        var resembling = await similar.ResemblingAsync(traits, request.Complementary?.UsedName, ct);
        await RequireLookedAtAsync(resembling, request.AcknowledgedSimilar ?? [], traits, similar, ct);

        var usager = Usager.Create(db.TenantId, null, RandomNumberGenerator.GetString("0123456789", 12), traits, request.Complementary, place, key, now);
        db.Usagers.Add(usager);
        db.MatchKeys.AddRange(MatchKey.Of(usager));
        db.PotentialDuplicates.AddRange(resembling.Take(SimilarUsagers.Most).Select(p => PotentialDuplicate.Of(usager.TenantId, usager.Id, p.Who.UsagerId, DuplicateReason.Resembling, p.Score, now)));
        db.TellCreated(usager, rights.Author, now);
        rights.Audit(usager.Id, "identity.create");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return TypedResults.Created($"/usagers/{usager.Id}", vault.View(usager));
    }

    // What the caller may not read stays hidden; the pair is still raised for those who may.
    private static async Task RequireLookedAtAsync(IReadOnlyList<(Lookalike Who, double Score)> resembling, IReadOnlyList<Guid> looked, StrictTraits traits, SimilarUsagers similar, CancellationToken ct)
    {
        var shown = await similar.ReadableAsync(resembling, ct);
        if (shown.All(p => looked.Contains(p.Usager.Id))) return;
        var refusal = new RuleBrokenException("similar-identities", "Des identités proches existent déjà. Comparez-les : reprenez la bonne, ou confirmez que chacune est une autre personne avant de créer.");
        refusal.Details["similar"] = shown.Select(p => SimilarUsagers.Show(p.Usager, p.Score, traits)).ToList();
        throw refusal;
    }

    private static string? CreationKey(HttpContext http)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        return key.Length == 0 ? null : key.Length <= 80 ? key : throw new BadInputException("invalid-idempotency-key", "La clé d'idempotence compte au plus 80 caractères. Raccourcissez-la.");
    }
}
