using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Platforms;
using Telemedicine.Requests;

namespace Telemedicine.UseCases;

/// <param name="Template">A code of /use-case-templates.</param>
/// <param name="Fields">Another form than the template's.</param>
public sealed record OpenUseCase(Guid EstablishmentId, [Required, StringLength(60, MinimumLength = 1)] string Template, IReadOnlyList<FormField>? Fields = null);

public sealed record FormRequest([Required] IReadOnlyList<FormField> Fields);

/// <param name="PlatformCode">Empty: the platform of the region.</param>
public sealed record ConfigureUseCase([Range(1, 720)] int UrgentHours, [Range(1, 2160)] int RoutineHours, [Range(1, 720)] int ReportHours, [StringLength(40)] string PlatformCode = "");

public sealed record UseCaseView(Guid Id, Guid EstablishmentId, string Code, string Label, ActType Act, bool Active, FormVersion Form, IReadOnlyList<ProtocolStep> Protocol, Needs Needs, Delays Delays, string PlatformCode, int Version)
{
    public static UseCaseView Of(UseCase u) => new(u.Id, u.EstablishmentId, u.Code, u.Label, u.Act, u.Active, u.Form, u.Protocol, u.Needs, u.Delays, u.PlatformCode, u.Version);
}

/// <summary>The use cases of a house: opened from the catalogue, with a form of their own, active once the leads are named and the prerequisites settled.</summary>
internal static class UseCaseEndpoints
{
    public static void MapUseCases(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/use-case-templates", () => TypedResults.Ok(CaseCatalogue.All)).WithTags("Use cases").RequireAuthorization("telemedicine:read");
        routes.MapGet("/use-cases", List).WithTags("Use cases").RequireAuthorization("telemedicine:read");
        routes.MapGet("/use-cases/{id:guid}", Read).WithTags("Use cases").RequireAuthorization("telemedicine:read");
        var group = routes.MapGroup("/use-cases").WithTags("Use cases").RequireAuthorization("telemedicine:write");
        group.MapPost("/", Open).ProducesProblem(400).ProducesProblem(409);
        group.MapPut("/{id:guid}/form", Form).ProducesProblem(400).ProducesProblem(412);
        group.MapPut("/{id:guid}/settings", Configure).ProducesProblem(400).ProducesProblem(412);
        group.MapPost("/{id:guid}/activate", Activate).ProducesProblem(409);
        group.MapPost("/{id:guid}/suspend", Suspend);
    }

    private static async Task<Ok<List<UseCaseView>>> List(Guid establishmentId, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        await access.RequireMemberAsync(establishmentId, ct);
        return TypedResults.Ok((await db.UseCases.AsNoTracking().Where(u => u.EstablishmentId == establishmentId).OrderBy(u => u.Label).ToListAsync(ct)).ConvertAll(UseCaseView.Of));
    }

    private static async Task<Ok<UseCaseView>> Read(Guid id, HttpContext http, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        var useCase = await db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) ?? throw new NotFoundException();
        await access.RequireMemberAsync(useCase.EstablishmentId, ct);
        http.SetVersion(useCase.Version);
        return TypedResults.Ok(UseCaseView.Of(useCase));
    }

    private static async Task<Created<UseCaseView>> Open(OpenUseCase body, HttpContext http, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        await access.RequireSetterAsync(body.EstablishmentId, "telemedicine.use-case-open", ct);
        var template = CaseCatalogue.Find(body.Template) ?? throw new BadInputException("use-case-template", "Ce modèle n'existe pas : choisissez-en un dans la liste des modèles.");
        if (await db.UseCases.AnyAsync(u => u.EstablishmentId == body.EstablishmentId && u.Code == template.Code, ct)) throw new RuleBrokenException("already-exists", "Ce cas d'usage est déjà ouvert dans l'établissement. Réglez celui qui existe.");
        var useCase = UseCase.Open(db.TenantId, body.EstablishmentId, body.Fields is null ? template : template with { Fields = body.Fields }, clock.GetUtcNow());
        db.UseCases.Add(useCase);
        await db.SaveChangesAsync(ct);
        http.SetVersion(useCase.Version);
        return TypedResults.Created($"/use-cases/{useCase.Id}", UseCaseView.Of(useCase));
    }

    private static Task<Ok<UseCaseView>> Form(Guid id, FormRequest body, HttpContext http, TelemedicineDbContext db, StructureAccess access, CancellationToken ct) =>
        ChangeAsync(id, "telemedicine.form", versioned: true, u => u.Ask(body.Fields), http, db, access, ct);

    private static Task<Ok<UseCaseView>> Configure(Guid id, ConfigureUseCase body, HttpContext http, TelemedicineDbContext db, StructureAccess access, PlatformDirectory platforms, CancellationToken ct)
    {
        if (body.PlatformCode.Length > 0 && platforms.Find(body.PlatformCode) is null) throw new BadInputException("platform-unknown", "Cette plateforme n'est pas raccordée : choisissez-en une dans la liste des plateformes.");
        return ChangeAsync(id, "telemedicine.use-case-set", versioned: true, u => u.Configure(new(body.UrgentHours, body.RoutineHours, body.ReportHours), body.PlatformCode), http, db, access, ct);
    }

    private static async Task<Ok<UseCaseView>> Activate(Guid id, HttpContext http, TelemedicineDbContext db, StructureAccess access, TimeProvider clock, CancellationToken ct)
    {
        var useCase = await db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) ?? throw new NotFoundException();
        var structure = await db.Structures.AsNoTracking().SingleOrDefaultAsync(s => s.EstablishmentId == useCase.EstablishmentId, ct);
        return await ChangeAsync(id, "telemedicine.activate", versioned: false, u => u.Activate(structure, clock.GetUtcNow()), http, db, access, ct);
    }

    private static Task<Ok<UseCaseView>> Suspend(Guid id, HttpContext http, TelemedicineDbContext db, StructureAccess access, CancellationToken ct) =>
        ChangeAsync(id, "telemedicine.suspend", versioned: false, u => u.Suspend(), http, db, access, ct);

    private static async Task<Ok<UseCaseView>> ChangeAsync(Guid id, string act, bool versioned, Action<UseCase> change, HttpContext http, TelemedicineDbContext db, StructureAccess access, CancellationToken ct)
    {
        var useCase = await db.UseCases.SingleOrDefaultAsync(u => u.Id == id, ct) ?? throw new NotFoundException();
        await access.RequireSetterAsync(useCase.EstablishmentId, act, ct);
        if (versioned || http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(useCase.Version);
        change(useCase);
        await db.SaveChangesAsync(ct);
        http.SetVersion(useCase.Version);
        return TypedResults.Ok(UseCaseView.Of(useCase));
    }
}
