using System.ComponentModel.DataAnnotations;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>An establishment opens, changes or closes.</summary>
internal static class DescribeEstablishment
{
    public static async Task<Results<Ok<EstablishmentView>, Created<EstablishmentView>>> Describe(Guid id, EstablishmentRequest request, HttpContext http, DirectoryDbContext db, CancellationToken ct)
    {
        var known = await db.Establishments.SingleOrDefaultAsync(e => e.Id == id, ct);
        if (known is not null) http.RequireVersion(known.Version);
        if (known is not null && known.Finess != request.Finess) throw new RuleBrokenException("finess-fixed", "Un numéro FINESS ne change pas. Inscrivez une autre entité ou un autre établissement.");
        var establishment = known ?? Establishment.Open(id, db.TenantId, request.Finess, request.Facts());
        await CheckAsync(id, request, db, ct);
        if (known is null) db.Add(establishment);
        else
        {
            await RefuseLosingUnitsInUseAsync(known, request, db, ct);
            known.Describe(request.Facts());
        }
        db.Audit(new("establishment.describe", "establishment", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        http.SetVersion(establishment.Version);
        return known is null ? TypedResults.Created($"/establishments/{id}", EstablishmentView.Of(establishment)) : TypedResults.Ok(EstablishmentView.Of(establishment));
    }

    public static async Task<NoContent> Close(Guid id, CloseRequest request, DirectoryDbContext db, CancellationToken ct)
    {
        var establishment = await db.Establishments.SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw new NotFoundException();
        var until = ParisTime.StartOf(request.ClosedOn);
        if (await db.Situations.AnyAsync(s => s.EstablishmentId == id && (s.EndsAt == null || s.EndsAt > until), ct))
            throw new RuleBrokenException("staff-present", "Des professionnels y travaillent encore après cette date. Terminez d'abord leurs situations.");
        establishment.Close(request.ClosedOn);
        db.Audit(new("establishment.close", "establishment", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task CheckAsync(Guid id, EstablishmentRequest request, DirectoryDbContext db, CancellationToken ct)
    {
        if (request.Units.Select(unit => unit.Id).Distinct().Count() < request.Units.Count) throw new BadInputException("unit-twice", "Une unité figure deux fois. Gardez-la une seule fois.");
        if (request.LegalEntityId is { } entity && !await db.LegalEntities.AnyAsync(e => e.Id == entity, ct)) throw new NotFoundException();
        var folded = FoldedName.Of(request.Name);
        var twin = await db.Establishments.AsNoTracking().FirstOrDefaultAsync(e => e.Id != id && (e.Finess == request.Finess || e.FoldedName == folded), ct);
        if (twin is not null) throw new RuleBrokenException("establishment-known", $"« {twin.Name} » (FINESS {twin.Finess}) est déjà inscrit. Modifiez-le au lieu d'en créer un autre.");
    }

    private static async Task RefuseLosingUnitsInUseAsync(Establishment known, EstablishmentRequest request, DirectoryDbContext db, CancellationToken ct)
    {
        var gone = known.Units.Select(unit => unit.Id).Except(request.Units.Select(unit => unit.Id)).ToList();
        if (gone.Count == 0) return;
        var used = await db.Situations.AsNoTracking().Where(s => s.EstablishmentId == known.Id && s.State != SituationState.Closed).Select(s => s.UnitIds).ToListAsync(ct);
        if (used.SelectMany(units => units).Intersect(gone).Any())
            throw new RuleBrokenException("unit-in-use", "Des professionnels travaillent dans une unité que vous retirez. Changez-les d'unité d'abord.");
    }
}

/// <summary>An establishment as its organisation describes it.</summary>
public sealed record EstablishmentRequest(
    [property: Required, StringLength(9, MinimumLength = 9)] string Finess,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, RegularExpression("^SA[0-9]{2}$")] string Sector,
    [property: Range(0, 2000)] int Places,
    [property: Required, EmailAddress] string Mailbox,
    PostalAddress Address,
    [property: MaxLength(100)] IReadOnlyList<Unit> Units,
    [property: RegularExpression("^([0-9]{3,4})?$")] string? Category = null,
    Guid? LegalEntityId = null)
{
    public EstablishmentFacts Facts() => new(Name, Sector, Places, Mailbox, Address, Units, Category ?? "", LegalEntityId);
}

public sealed record CloseRequest(DateOnly ClosedOn);
