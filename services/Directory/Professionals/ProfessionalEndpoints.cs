using System.ComponentModel.DataAnnotations;
using HealthDirectory.Annuaire;
using HealthDirectory.Employment;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

internal static class ProfessionalEndpoints
{
    public static void MapProfessionals(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/professionals").WithTags("Professionnels").ProducesProblem(400).ProducesProblem(403);
        group.MapGet("", SearchProfessionals.Search).RequireAuthorization("directory:read").WithSummary("Recherche par nom, fonction, établissement, unité et disponibilité à une date (50 au plus, jeton de suite, total de ce que vous pouvez voir)");
        group.MapGet("{id:guid}", Get).RequireAuthorization("directory:read").WithSummary("Un professionnel et ses situations").ProducesProblem(404);
        group.MapPost("", Enrol).RequireAuthorization("directory:staff").WithSummary("Enregistre un professionnel par son RPPS ou son identité interne").ProducesProblem(409);
    }

    private static async Task<Ok<ProfessionalDetail>> Get(Guid id, StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var reach = await rights.ReachAsync(ct);
        var professional = await db.Professionals.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFoundException();
        var now = clock.GetUtcNow();
        var situations = await db.Situations.AsNoTracking().Where(s => s.ProfessionalId == id).OrderBy(s => s.Id).ToListAsync(ct);
        // Before the first day and after the last one, a person is the business of those who manage the staff.
        var seen = situations.Where(s => reach.Covers(s.EstablishmentId) || s.ActiveAt(now)).ToList();
        if (seen.Count == 0 && reach.None) throw new NotFoundException();
        var mailboxes = await db.Mailboxes.AsNoTracking().Where(m => m.NationalId == professional.NationalId && !m.Unlisted).Select(m => m.Address).ToListAsync(ct);
        var check = await db.RegisterChecks.AsNoTracking().SingleOrDefaultAsync(c => c.ProfessionalId == id, ct);
        return TypedResults.Ok(new ProfessionalDetail(professional.Id, professional.NationalId, professional.FamilyName, professional.GivenName, professional.Title,
            [.. seen.Select(s => new SituationView(s.Id, s.Function, s.Function.Label(), s.EstablishmentId, s.UnitIds, s.StartsAt, s.EndsAt, s.ActiveAt(now)))], mailboxes,
            check is null ? null : RegisterCheckView.Of(check)));
    }

    private static async Task<Created> Enrol(EnrolRequest request, StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await rights.RequireAsync([], ct);
        var now = clock.GetUtcNow();
        var professional = Professional.Enrol(Guid.CreateVersion7(now), db.TenantId, request.NationalId, request.FamilyName, request.GivenName, request.Title ?? "");
        if (await db.Professionals.AnyAsync(p => p.NationalId == professional.NationalId, ct))
            throw new RuleBrokenException("professional-known", "Ce professionnel est déjà enregistré. Ouvrez-lui une situation au lieu de le créer de nouveau.");
        db.Add(professional);
        if (RegisterCheck.Ask(professional, now) is { } check) db.Add(check);
        db.Audit(new("professional.enrol", "professional", professional.Id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/professionals/{professional.Id}");
    }
}

public sealed record EnrolRequest(
    [property: Required, StringLength(40)] string NationalId,
    [property: Required, StringLength(80, MinimumLength = 1)] string FamilyName,
    [property: Required, StringLength(80, MinimumLength = 1)] string GivenName,
    [property: StringLength(10)] string? Title = null);

internal sealed record ProfessionalDetail(Guid Id, string NationalId, string FamilyName, string GivenName, string Title, IReadOnlyList<SituationView> Situations, IReadOnlyList<string> Mailboxes,
    RegisterCheckView? Register);

internal sealed record SituationView(Guid Id, Function Function, string FunctionLabel, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, bool Active);
