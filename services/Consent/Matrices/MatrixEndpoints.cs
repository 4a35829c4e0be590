using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Matrices;

internal static class MatrixEndpoints
{
    // Those who answer for what is shared; a technical role never does (S1-21).
    private static readonly string[] Responsible = ["medecin-coordonnateur", "medecin", "directeur", "chef-de-service", "dpo"];

    private static ForbiddenException NotResponsible() => new("matrix-responsible",
        "Décider de ce qui est partagé revient aux responsables du métier : médecin coordonnateur, chef de service, directeur ou délégué à la protection des données. Adressez-vous à l'un d'eux.");

    public static void MapMatrices(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/matrices").WithTags("Habilitations").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapGet("{kind}", Current).RequireAuthorization("consent:read").WithSummary("La matrice d'habilitation en vigueur (ehpad, ime)");
        group.MapGet("{kind}/who", Who).RequireAuthorization("consent:read").WithSummary("Quelles fonctions peuvent faire cela ? Par exemple lire les notes du psychologue");
        group.MapGet("{kind}/versions", Versions).RequireAuthorization("consent:read").WithSummary("Les versions proposées et publiées");
        group.MapPost("{kind}/versions", Propose).RequireAuthorization("consent:write").WithSummary("Propose une nouvelle version");
        group.MapGet("versions/{id:guid}/diff", Diff).RequireAuthorization("consent:read").WithSummary("Ce que la version change");
        group.MapPost("versions/{id:guid}/simulation", Simulate).RequireAuthorization("consent:write").WithSummary("Essaie la version sur les 30 derniers jours et dit ce qu'elle élargit");
        group.MapPost("versions/{id:guid}/approve", Approve).RequireAuthorization("consent:write").WithSummary("Approuve une version essayée ; la seconde approbation publie").ProducesProblem(409);
    }

    private static async Task<Ok<MatrixView>> Current(string kind, Asking asking, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await asking.StaffAsync(ct);
        var matrix = await InForceAsync(kind, rules, db, clock, ct);
        return TypedResults.Ok(new MatrixView(matrix.Kind, matrix.Number, matrix.File.Rows));
    }

    private static async Task<Ok<List<HolderView>>> Who(string kind, [RegularExpression("^[A-Z]{3}$")] string category, [RegularExpression("^[CRUVSX]$")] string? action, [StringLength(20)] string? aspect,
        Asking asking, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await asking.StaffAsync(ct);
        var matrix = await InForceAsync(kind, rules, db, clock, ct);
        return TypedResults.Ok(matrix.Cells.Where(cell => cell.Category == category && cell.Cell.Find((action ?? "R")[0], aspect ?? "") is not null)
            .OrderBy(cell => cell.Function, StringComparer.Ordinal).Select(cell => new HolderView(cell.Function, cell.Cell.ToString(), cell.Cell.Rule)).ToList());
    }

    private static async Task<Ok<List<VersionView>>> Versions(string kind, Asking asking, ConsentDbContext db, CancellationToken ct)
    {
        await asking.StaffAsync(ct);
        var versions = await db.MatrixVersions.AsNoTracking().Where(v => v.Kind == kind).OrderByDescending(v => v.Number).Take(100).ToListAsync(ct);
        return TypedResults.Ok(versions.Select(VersionView.Of).ToList());
    }

    private static async Task<Created<VersionView>> Propose(string kind, ProposeRequest request, Asking asking, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var by = await asking.RequireAsync(Responsible, NotResponsible, ct);
        var current = await InForceAsync(kind, rules, db, clock, ct);
        var changed = ChangedRows.Apply(current.File, request.Cells);
        var number = 1 + (await db.MatrixVersions.Where(v => v.Kind == kind).MaxAsync(v => (int?)v.Number, ct) ?? 0);
        var version = MatrixVersion.Propose(db.TenantId, changed, number, request.Reason, by.ProfessionalId, request.EffectiveAt, clock.GetUtcNow());
        db.Add(version);
        db.Audit(new("matrix.propose", "matrix", version.Id.ToString()) { Category = "LOG" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/matrices/versions/{version.Id}", VersionView.Of(version));
    }

    private static async Task<Ok<IReadOnlyList<CellChange>>> Diff(Guid id, Asking asking, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await asking.StaffAsync(ct);
        var version = await db.MatrixVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) ?? throw new NotFoundException();
        return TypedResults.Ok(Simulation.Compare(await InForceAsync(version.Kind, rules, db, clock, ct), version.Matrix()));
    }

    private static async Task<Ok<SimulationView>> Simulate(Guid id, Asking asking, TallyBook tallies, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await asking.RequireAsync(Responsible, NotResponsible, ct);
        var version = await db.MatrixVersions.SingleOrDefaultAsync(v => v.Id == id, ct) ?? throw new NotFoundException();
        await tallies.FlushAsync(ct);
        var (now, inForce) = (clock.GetUtcNow(), await InForceAsync(version.Kind, rules, db, clock, ct));
        var found = await Simulation.RunAsync(inForce, version.Matrix(), db, now, ct);
        if (version.PublishedAt is null) version.Keep(found, inForce.Number, now);
        db.Audit(new("matrix.simulate", "matrix", id.ToString()) { Category = "LOG" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found);
    }

    private static async Task<Ok<VersionView>> Approve(Guid id, Asking asking, Caller caller, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var by = await asking.RequireAsync(Responsible, NotResponsible, ct);
        var now = clock.GetUtcNow();
        caller.RequireRecentSignIn(TimeSpan.FromMinutes(5), now);
        var version = await db.MatrixVersions.SingleOrDefaultAsync(v => v.Id == id, ct) ?? throw new NotFoundException();
        if (version.Approve(by.ProfessionalId, (await InForceAsync(version.Kind, rules, db, clock, ct)).Number, now) is { } published)
        {
            db.Publish(MatrixPublished.Topic, published, version.Id);
            db.RaiseTenantRules();
        }
        db.Audit(new("matrix.approve", "matrix", id.ToString()) { Category = "LOG" });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(VersionView.Of(version));
    }

    private static async Task<Matrix> InForceAsync(string kind, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!Matrix.Defaults.ContainsKey(kind)) throw new NotFoundException();
        return (await rules.ReadAsync(db.TenantId, ct)).TenantWide.MatrixOf(kind, clock.GetUtcNow());
    }
}

internal sealed record MatrixView(string Kind, int Number, IReadOnlyDictionary<string, Dictionary<string, string>> Rows);

internal sealed record HolderView(string Function, string Cell, string RuleId);

/// <param name="Cells">The cells that change; an empty text takes the right away.</param>
public sealed record ProposeRequest([property: MinLength(1), MaxLength(600)] IReadOnlyList<CellRequest> Cells, [property: Required, StringLength(500, MinimumLength = 10)] string Reason, DateTimeOffset EffectiveAt);

public sealed record CellRequest([property: RegularExpression("^[a-z-]{2,40}$")] string Function, [property: RegularExpression("^[A-Z]{3}$")] string Category, [property: StringLength(80)] string Cell);

internal sealed record VersionView(Guid Id, string Kind, int Number, string Reason, string ProposedBy, DateTimeOffset ProposedAt, DateTimeOffset EffectiveAt, int Approvals, DateTimeOffset? PublishedAt, DateTimeOffset? TriedAt, SimulationView? Trial)
{
    public static VersionView Of(MatrixVersion v) => new(v.Id, v.Kind, v.Number, v.Reason, v.ProposedBy, v.ProposedAt, v.EffectiveAt, v.Approvals.Count, v.PublishedAt, v.TriedAt,
        v.Trial.Length == 0 ? null : JsonSerializer.Deserialize<SimulationView>(v.Trial, JsonSerializerOptions.Web));
}
