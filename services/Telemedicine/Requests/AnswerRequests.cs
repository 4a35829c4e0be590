using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Experts;
using Telemedicine.Scheduling;
using Telemedicine.Sealing;
using Telemedicine.UseCases;

namespace Telemedicine.Requests;

public sealed record WordRequest([Required, StringLength(4000, MinimumLength = 1)] string Text);

/// <param name="RequisId">Who will act, chosen among /requis.</param>
public sealed record AcceptRequest(Guid RequisId);

/// <param name="ReasonCode">not-indicated, incomplete, out-of-scope, emergency-15, no-availability, other.</param>
public sealed record RefuseRequest([AllowedValues("not-indicated", "incomplete", "out-of-scope", "emergency-15", "no-availability", "other")] string ReasonCode, [Required, StringLength(1000, MinimumLength = 1)] string Text);

/// <param name="ReasonCode">person-refusal, better, hospital, deceased, mistake, other.</param>
public sealed record CancelRequest([AllowedValues("person-refusal", "better", "hospital", "deceased", "mistake", "other")] string ReasonCode);

public sealed record AdviceRequest(Guid RequisId, [Required, StringLength(4000, MinimumLength = 1)] string Text);

/// <summary>The side of the one asked, or of the cellule de coordination: accept, refuse, ask for more, give advice. And the way out for both.</summary>
internal static class AnswerRequests
{
    public static void MapAnswerRequests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/requests/{id:guid}").WithTags("Requests").RequireAuthorization("telemedicine:write");
        group.MapPost("/accept", Accept).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/refuse", Refuse).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/ask-information", AskInformation).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/advice", Advise).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/cancel", Cancel).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<RequestView>> Accept(Guid id, AcceptRequest body, TelemedicineDbContext db, CareAccess access, IConfiguration configuration, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Answer, "telemedicine.accept", ct);
        var requis = await FindAsync(db, body.RequisId, ct);
        var structure = await db.Structures.AsNoTracking().SingleOrDefaultAsync(s => s.EstablishmentId == request.EstablishmentId, ct);
        var (territory, warning) = Parcours.Territory(requis, structure, configuration.GetValue("Telemedicine:NearKilometres", 100));
        db.Tell(request, request.Accept(requis.Id, territory, clock.GetUtcNow()), access.Situation);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, warning is null ? [] : [warning]));
    }

    private static async Task<Ok<RequestView>> Refuse(Guid id, RefuseRequest body, TelemedicineDbContext db, CareAccess access, ClinicalSeal seal, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Answer, "telemedicine.refuse", ct);
        db.Tell(request, request.Refuse(body.ReasonCode, clock.GetUtcNow()), access.Situation);
        db.Say(seal, request, "requis", body.Text, access.Situation, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task<Ok<RequestView>> AskInformation(Guid id, WordRequest body, TelemedicineDbContext db, CareAccess access, ClinicalSeal seal, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Answer, "telemedicine.ask-information", ct);
        db.Tell(request, request.AskInformation(clock.GetUtcNow()), access.Situation);
        db.Say(seal, request, "requis", body.Text, access.Situation, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    /// <summary>The answer of a téléexpertise.</summary>
    private static async Task<Ok<RequestView>> Advise(Guid id, AdviceRequest body, TelemedicineDbContext db, CareAccess access, ClinicalSeal seal, Funding.FundingNote funding, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Answer, "telemedicine.advise", ct);
        var requis = await FindAsync(db, body.RequisId, ct);
        var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
        db.Tell(request, request.Receive(requis.Id, TimeSpan.FromHours(useCase.Delays.ReportHours), clock.GetUtcNow()), access.Situation);
        db.Say(seal, request, "requis", body.Text, access.Situation, clock.GetUtcNow());
        await funding.WriteAsync(request, requis, companion: null, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task<Ok<RequestView>> Cancel(Guid id, CancelRequest body, TelemedicineDbContext db, CareAccess access, FreeAct free, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.cancel", ct);
        db.Tell(request, request.Cancel(body.ReasonCode, clock.GetUtcNow()), access.Situation);
        await free.FreeAsync(request, ActStatus.Cancelled, body.ReasonCode == "person-refusal" ? "refusal" : "structure", inAgenda: true, ct);
        await Platforms.Dispatch.StopAsync(db, request, ct);
        await db.SaveChangesAsync(ct);
        await free.TellAgendaAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    public static async Task<Requis> FindAsync(TelemedicineDbContext db, Guid id, CancellationToken ct) =>
        await db.Requis.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new BadInputException("requis-unknown", "Ce requis n'est pas enregistré : enregistrez-le, puis recommencez.");

    public static void Say(this TelemedicineDbContext db, ClinicalSeal seal, TelemedicineRequest request, string side, string text, Guid? situation, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        db.Exchanges.Add(new() { Id = id, TenantId = request.TenantId, RequestId = request.Id, Side = side, SituationId = situation, SealedText = seal.Close(request.TenantId, id, text.Trim()), At = now });
    }
}
