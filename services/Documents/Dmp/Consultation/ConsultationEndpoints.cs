using System.ComponentModel.DataAnnotations;
using Documents.Access;
using Documents.Cda;
using Documents.Dmp.Habilitation;
using Documents.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Documents.Dmp.Consultation;

/// <param name="TypeCodes">The types looked for; all that the profession may read when there is none.</param>
/// <param name="Since">Acts from this day on; the last two years when not said. Vaccinations are often older.</param>
public sealed record DmpSearchRequest(Guid UsagerId, [property: MaxLength(40)] IReadOnlyList<string>? TypeCodes = null, DateOnly? Since = null);

/// <param name="Since">The filter that was on, to be shown and widened.</param>
public sealed record DmpSearchView(DateOnly Since, string MatrixVersion, IReadOnlyList<DmpEntryView> Documents);

public sealed record DmpEntryView(string UniqueId, string Title, string TypeCode, string TypeLabel, string ClassCode, DateTimeOffset? CreatedAt, bool HiddenFromPerson)
{
    internal static DmpEntryView Of(FoundEntry e) => new(e.UniqueId, e.Title, e.TypeCode, e.TypeLabel, e.ClassCode, e.CreatedAt, e.Confidentiality.Contains("INVISIBLE_PATIENT"));
}

/// <summary>What the matrix opens to the caller's profession.</summary>
public sealed record DmpMatrixView(string Version, DateOnly From, string Row, bool Verified, IReadOnlyList<string> Read, IReadOnlyList<string> Deposit);

/// <summary>Reading in the DMP. The matrix of professions is applied before anything leaves, and again to what comes back.</summary>
public static class ConsultationEndpoints
{
    public static void MapDmpConsultation(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/dmp-searches", Search).WithTags("DMP").RequireAuthorization("documents:read").ProducesProblem(400).ProducesProblem(403).ProducesProblem(409);
        routes.MapGet("/dmp-matrix", Matrix).WithTags("DMP").RequireAuthorization("documents:read");
    }

    private static async Task<Ok<DmpSearchView>> Search(DmpSearchRequest request, DocumentsDbContext db, CareAccess access, DirectoryClient directory, DmpHabilitation habilitation, DmpReading reading,
        Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var asked = (request.TypeCodes ?? []).Distinct(StringComparer.Ordinal)
            .Select(code => DocumentType.Find(code) ?? throw new BadInputException("document-type", "Ce type de document n'est pas dans la nomenclature : choisissez-en un dans la liste des types.")).ToList();
        var (who, authenticatedAt) = await SignedInAsync(access, directory, caller, ct);
        var question = new Question(access.Situation, request.UsagerId, "DMP", "R");

        // Before consent too: a consent for one consultation is not used up by a question that cannot be asked.
        await RequireAsync(access, habilitation.ReachOf(who, DmpAct.Read, []), question, asked, ct);
        var verdict = await access.RequireAsync(question, "dmp.search", "usager", request.UsagerId.ToString(), ct);
        var reach = habilitation.ReachOf(who, DmpAct.Read, verdict.Obligations);
        await RequireAsync(access, reach, question, asked, ct);
        if (reach.Listed is []) await access.RefuseAsync(question, verdict.OutsideMatrix($"La matrice d'habilitation du DMP n'ouvre aucun type de document à votre profession ({who.Calling}). Demandez l'information à un médecin ou à un infirmier de l'équipe.", reach.Rule), "dmp-type-forbidden", ct);

        var since = request.Since ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddYears(-2);
        var reader = await reading.OpenAsync(request.UsagerId, who, authenticatedAt, ct);
        var found = await reader.SearchAsync(asked.Count > 0 ? [.. asked.Select(t => t.Code)] : reach.Listed, new(since, TimeOnly.MinValue, TimeSpan.Zero), Oids.Of(db.TenantId), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new DmpSearchView(since, habilitation.Version, [.. found.Where(e => DocumentType.Find(e.TypeCode) is { } type && reach.Holds(type)).Select(DmpEntryView.Of)]));
    }

    private static async Task<Ok<DmpMatrixView>> Matrix(CareAccess access, DirectoryClient directory, DmpMatrix matrix, CancellationToken ct)
    {
        var who = await directory.FindSignatoryAsync(access.Situation, ct) ?? throw new NotFoundException();
        var row = matrix.RowOf(who.Profession, who.Function);
        return TypedResults.Ok(new DmpMatrixView(matrix.Version, matrix.From, row?.Name ?? "", row?.Verified ?? true, Codes(row?.Read), Codes(row?.Deposit)));
    }

    private static List<string> Codes(DmpTypes? types) => types is null ? [] : [.. DocumentType.All.Where(t => types.Holds(t.Code)).Select(t => t.Code)];

    // A reading is personal: a professional, by a strong sign-in that the assertion names.
    private static async Task<(Signatory, DateTimeOffset)> SignedInAsync(CareAccess access, DirectoryClient directory, Caller caller, CancellationToken ct)
    {
        if (caller.Kind != "pro" || await directory.FindSignatoryAsync(access.Situation, ct) is not { Active: true, Human: true } who)
            throw new ForbiddenException("dmp-personal", "Le DMP se consulte en personne, par un professionnel identifié : connectez-vous avec votre propre compte.");
        return (who, caller.AuthTime ?? throw new StepUpRequiredException());
    }

    private static async Task RequireAsync(CareAccess access, DmpReach reach, Question question, IReadOnlyList<DocumentType> asked, CancellationToken ct)
    {
        foreach (var type in asked)
            if (!reach.Holds(type)) await access.RefuseAsync(question, new Verdict(true, "", "", [], true).OutsideMatrix(reach.Sentence(type), reach.Rule), "dmp-type-forbidden", ct);
    }
}
