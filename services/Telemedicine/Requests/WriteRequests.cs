using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Funding;
using Telemedicine.Platforms;
using Telemedicine.Sealing;
using Telemedicine.UseCases;

namespace Telemedicine.Requests;

/// <param name="Justification">Asked for any case but a referral by the médecin traitant or an act of his own.</param>
public sealed record ParcoursRequest(ParcoursCase Case, bool TreatingDoctorInformed, string Justification = "", DateOnly? LastInPersonOn = null)
{
    public Parcours Parcours => new(Case, Justification.Trim(), LastInPersonOn, TreatingDoctorInformed);
}

/// <param name="WishedDates">Ten at most; the coordination chooses.</param>
/// <param name="RequesterSalaried">Who asks is an employee of the house; unsaid, the function tells.</param>
public sealed record DraftRequest(Guid UsagerId, Guid UseCaseId, IReadOnlyDictionary<string, JsonElement> Answers, ParcoursRequest Parcours, bool Emergency = false, IReadOnlyList<DateTimeOffset>? WishedDates = null,
    bool? RequesterSalaried = null);

public sealed record RewriteRequest(IReadOnlyDictionary<string, JsonElement> Answers, ParcoursRequest Parcours, bool Emergency = false, IReadOnlyList<DateTimeOffset>? WishedDates = null);

/// <param name="Relevant">The professional judges that remote care suits this person now (R6316-2).</param>
public sealed record SubmitRequest(bool Relevant);

/// <summary>The team's side: write, submit, complete, call off.</summary>
internal static class WriteRequests
{
    public static void MapWriteRequests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/requests").WithTags("Requests").RequireAuthorization("telemedicine:write");
        group.MapPost("/", Draft).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPut("/{id:guid}", Rewrite).ProducesProblem(400).ProducesProblem(409).ProducesProblem(412);
        group.MapPost("/{id:guid}/submit", Submit).ProducesProblem(409);
        group.MapPost("/{id:guid}/complete", Complete).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Created<RequestView>> Draft(DraftRequest draft, TelemedicineDbContext db, CareAccess access, StructureAccess structure, IdentityClient identities, ClinicalSeal seal, RequestViewing viewing, SendingWarnings warnings, TimeProvider clock, CancellationToken ct)
    {
        var useCase = await db.UseCases.SingleOrDefaultAsync(u => u.Id == draft.UseCaseId, ct) ?? throw new BadInputException("use-case-unknown", "Ce cas d'usage n'existe pas : choisissez-en un dans la liste de l'établissement.");
        await access.RequireAsync(draft.UsagerId, useCase.EstablishmentId, CareAccess.Prepare, "telemedicine.draft", "usager", draft.UsagerId.ToString(), ct, draft.Emergency ? ConsentClient.Emergency : ConsentClient.Coordination);
        var person = await identities.FindAsync(draft.UsagerId, ct) ?? throw await access.MissingAsync("telemedicine.draft", "usager", draft.UsagerId.ToString(), ct);
        var now = clock.GetUtcNow();
        useCase.Form.Missing(draft.Answers);
        var by = await structure.CurrentAsync(ct);
        var id = Guid.CreateVersion7(now);
        var request = TelemedicineRequest.Draft(db.TenantId, id, draft.UsagerId, Guid.TryParse(person.UnitId, out var unit) ? unit : null, useCase, new(access.Situation, by.Function, by.Profession, draft.RequesterSalaried ?? Functions.OfTheHouse(by.Function)), draft.Parcours.Parcours, draft.Emergency,
            Wished(draft.WishedDates, now), seal.Close(db.TenantId, id, JsonSerializer.SerializeToUtf8Bytes(draft.Answers)), now);
        db.Requests.Add(request);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/requests/{request.Id}", await viewing.ViewAsync(request, ct, await warnings.BeforeAsync(request, ct)));
    }

    private static async Task<Ok<RequestView>> Rewrite(Guid id, RewriteRequest draft, HttpContext http, TelemedicineDbContext db, CareAccess access, ClinicalSeal seal, RequestViewing viewing, SendingWarnings warnings, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.rewrite", ct);
        http.RequireVersion(request.Version);
        (await FormAsync(db, request, ct)).Missing(draft.Answers);
        request.Rewrite(seal.Close(db.TenantId, id, JsonSerializer.SerializeToUtf8Bytes(draft.Answers)), draft.Parcours.Parcours, draft.Emergency, Wished(draft.WishedDates, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        http.SetVersion(request.Version);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, await warnings.BeforeAsync(request, ct)));
    }

    private static async Task<Ok<RequestView>> Submit(Guid id, SubmitRequest body, HttpContext http, TelemedicineDbContext db, CareAccess access, PlatformDirectory platforms, SendingWarnings sending, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.submit", ct);
        if (http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(request.Version);
        var useCase = await db.UseCases.SingleAsync(u => u.Id == request.UseCaseId, ct);
        var now = clock.GetUtcNow();
        var warnings = await sending.BeforeAsync(request, ct);
        if (request.State == RequestState.Draft) request.Parcours.RequireMeeting(request.Act, request.UseCaseCode, ParisTime.Day(now));
        var platform = await platforms.ForAsync(useCase, ct);
        var delay = TimeSpan.FromHours(request.Emergency ? useCase.Delays.UrgentHours : useCase.Delays.RoutineHours);
        db.Tell(request, request.Submit(useCase.FormOf(request.FormNumber).Missing(viewing.Answers(request)), body.Relevant, access.Situation, platform?.Code ?? "", delay, now), access.Situation);
        if (platform is not null) db.Dispatches.Add(Dispatch.Of(request, platform.Code, now));
        await db.SaveChangesAsync(ct);
        http.SetVersion(request.Version);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, warnings));
    }

    /// <summary>Answers the complement that the requis asked for.</summary>
    private static async Task<Ok<RequestView>> Complete(Guid id, WordRequest body, TelemedicineDbContext db, CareAccess access, ClinicalSeal seal, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.complete", ct);
        var now = clock.GetUtcNow();
        db.Tell(request, request.Complete(now), access.Situation);
        db.Say(seal, request, "team", body.Text, access.Situation, now);
        if (request.PlatformCode.Length > 0) db.Dispatches.Add(Dispatch.Of(request, request.PlatformCode, now));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task<FormVersion> FormAsync(TelemedicineDbContext db, TelemedicineRequest request, CancellationToken ct) =>
        (await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct)).FormOf(request.FormNumber);

    private static IReadOnlyList<DateTimeOffset> Wished(IReadOnlyList<DateTimeOffset>? dates, DateTimeOffset now)
    {
        if (dates is { Count: > 10 }) throw new BadInputException("wished-dates", "Dix dates souhaitées au plus. Retirez-en.");
        if (dates?.Any(d => d < now) == true) throw new BadInputException("wished-dates", "Une date souhaitée est passée : proposez des dates à venir.");
        return [.. (dates ?? []).Select(d => d.ToUniversalTime())];
    }
}
