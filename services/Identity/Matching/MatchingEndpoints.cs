using System.ComponentModel.DataAnnotations;
using Identity.Rights;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Matching;

internal static class MatchingEndpoints
{
    public static void MapMatching(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("").WithTags("Matching").RequireAuthorization("identity:read");
        read.MapPost("/usagers/search", Search).WithSummary("People of the tenant who resemble the traits, best first; some traits are enough.").ProducesProblem(400);
        read.MapGet("/duplicates", List).WithSummary("Pairs of identities that may be one person.");
        routes.MapPost("/duplicates/{id:guid}/distinct", HoldDistinct).WithTags("Matching").RequireAuthorization("identity:write").WithSummary("Two persons after all.").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<SearchAnswer> Search(SearchUsagers request, SimilarUsagers similar, IdentityRights rights, IdentityDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (typed, whole) = request.Read(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var shown = await similar.ReadableAsync(await (whole is null ? similar.AnsweringAsync(typed, ct) : similar.FindAsync(typed, ct)), ct);
        foreach (var (usager, _) in shown) rights.AuditRead(usager, "identity.search");
        await db.SaveChangesAsync(ct);
        return new([.. shown.Select(p => SimilarUsagers.Show(p.Usager, p.Score, whole))]);
    }

    private static async Task<IReadOnlyList<DuplicateView>> List(IdentityRights rights, IdentityDbContext db, CancellationToken ct)
    {
        var pairs = await db.PotentialDuplicates.AsNoTracking().Where(d => d.State == DuplicateState.Open).OrderBy(d => d.FoundAt).ToListAsync(ct);
        var ids = pairs.SelectMany(d => new[] { d.FirstId, d.SecondId }).Distinct().ToList();
        var people = await db.Usagers.AsNoTracking().Where(u => u.Active && ids.Contains(u.Id)).ToListAsync(ct);
        var readable = (await rights.KeepReadableAsync(people, u => (u.Id, u.EstablishmentId, u.UnitId), ct)).ToDictionary(u => u.Id);
        var shown = pairs.Where(d => readable.ContainsKey(d.FirstId) && readable.ContainsKey(d.SecondId)).Take(500).ToList();
        foreach (var id in shown.SelectMany(d => new[] { d.FirstId, d.SecondId }).Distinct()) rights.Audit(id, "identity.duplicates");
        await db.SaveChangesAsync(ct);
        return [.. shown.Select(d => new DuplicateView(d.Id, d.Reason, d.Score, d.FoundAt, SimilarUsagers.Show(readable[d.FirstId], d.Score, null), SimilarUsagers.Show(readable[d.SecondId], d.Score, readable[d.FirstId].Traits)))];
    }

    private static async Task<NoContent> HoldDistinct(Guid id, HoldDistinct request, IdentityRights rights, IdentityDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var pair = await db.PotentialDuplicates.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw new NotFoundException();
        await rights.FindAsync(pair.FirstId, "V", "identity.duplicate-distinct", ct);
        await rights.FindAsync(pair.SecondId, "V", "identity.duplicate-distinct", ct);
        pair.HoldDistinct(rights.Author.Subject, request.Comment, clock.GetUtcNow());
        rights.Audit(pair.FirstId, "identity.duplicate-distinct", id.ToString(), "duplicate");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

/// <summary>Some or all traits, as typed. A birth name or a birth date at least.</summary>
public sealed record SearchUsagers(
    [property: MaxLength(100)] string? BirthName = null, [property: MaxLength(100)] string? UsedName = null, [property: MaxLength(100)] string? FirstGivenName = null,
    [property: MaxLength(10)] string? BirthDate = null, [property: MaxLength(1)] string? Sex = null, [property: MaxLength(5)] string? BirthPlace = null)
{
    internal (Fingerprint Typed, StrictTraits? Whole) Read(DateOnly today)
    {
        var whole = new TypedTraits(BirthName, FirstGivenName, null, BirthDate, Sex ?? "U", BirthPlace ?? Traits.BirthPlace.Unknown, IncompleteBirthDate: true).Read(today).Traits;
        if (whole is not null) return (Fingerprint.Of(whole, UsedName), whole);

        var name = LetterFolding.LettersOf(BirthName ?? UsedName ?? "");
        var date = BirthDate is { Length: > 0 } ? Traits.BirthDate.TryRead(BirthDate, out var read) ? read.Text : throw Unreadable() : "";
        if (name.Length < 2 && date.Length == 0) throw new BadInputException("search-too-wide", "Indiquez au moins un nom de deux lettres ou une date de naissance.");
        return (new(name, LetterFolding.LettersOf(FirstGivenName ?? ""), date, Enum.TryParse<Sex>(Sex, out var sex) ? sex : Traits.Sex.U, BirthPlace ?? ""), null);
    }

    public override string ToString() => "SearchUsagers";

    private static BadInputException Unreadable() => new("invalid-traits", "La date de naissance s'écrit année-mois-jour, par exemple 1936-06-21. Corrigez-la.");
}

public sealed record SearchAnswer(IReadOnlyList<SimilarUsager> Candidates);

public sealed record DuplicateView(Guid Id, DuplicateReason Reason, double Score, DateTimeOffset FoundAt, SimilarUsager First, SimilarUsager Second);

public sealed record HoldDistinct([property: Required(ErrorMessage = HoldDistinct.Why), MinLength(3, ErrorMessage = HoldDistinct.Why), MaxLength(500, ErrorMessage = HoldDistinct.Why)] string Comment)
{
    internal const string Why = "Expliquez en 3 à 500 caractères pourquoi ce sont deux personnes.";
}
