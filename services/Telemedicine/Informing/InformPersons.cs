using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Requests;
using Telemedicine.Scheduling;

namespace Telemedicine.Informing;

/// <param name="Support">oral, leaflet, easy-to-read, pictograms or signed.</param>
/// <param name="Trace">What the situation asks for: médecin traitant, personne de confiance, representative, parents.</param>
public sealed record InformRequest(PersonSituation Situation, Agreement Agreement, [Required, StringLength(40, MinimumLength = 1)] string NoticeVersion,
    [AllowedValues("oral", "leaflet", "easy-to-read", "pictograms", "signed")] string Support, Trace? Trace = null);

/// <param name="InformationId">A series' information, confirmed again orally for this act.</param>
public sealed record ReconfirmRequest(Guid InformationId);

public sealed record InformationView(Guid Id, Guid UsagerId, Guid? RequestId, PersonSituation Situation, Agreement Agreement, string NoticeVersion, string Support, Trace Trace, Guid BySituation, DateTimeOffset GivenAt)
{
    public static InformationView Of(InformationRecord i) => new(i.Id, i.UsagerId, i.RequestId, i.Situation, i.Agreement, i.NoticeVersion, i.Support, i.Trace, i.BySituation, i.GivenAt);
}

/// <summary>Records that the person was told and agreed, or said no: a refusal ends the request and nothing else.</summary>
internal static class InformPersons
{
    public static void MapInformation(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/requests/{id:guid}/information", Inform).WithTags("Information").RequireAuthorization("telemedicine:write").ProducesProblem(400).ProducesProblem(409);
        routes.MapPost("/requests/{id:guid}/information/reconfirm", Reconfirm).WithTags("Information").RequireAuthorization("telemedicine:write").ProducesProblem(400);
        routes.MapGet("/information", List).WithTags("Information").RequireAuthorization("telemedicine:read");
    }

    private static async Task<Created<InformationView>> Inform(Guid id, InformRequest body, TelemedicineDbContext db, CareAccess access, FreeAct free, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.inform", ct);
        if (body.Situation == PersonSituation.Emergency && !request.Emergency) throw new BadInputException("information-emergency", "L'information après l'acte est réservée à une demande marquée urgente. Informez la personne avant l'acte.");
        var now = clock.GetUtcNow();
        var record = InformationRecord.Give(db.TenantId, request.UsagerId, request.EstablishmentId, id, body.Situation, body.Agreement, body.NoticeVersion.Trim(), body.Support, body.Trace ?? new(), access.Situation, now);
        db.Informations.Add(record);
        if (record.Agreement == Agreement.Refused)
        {
            db.Tell(request, request.Cancel("person-refusal", now), access.Situation);
            await free.FreeAsync(request, ActStatus.Cancelled, "refusal", inAgenda: true, ct);
        }
        else request.Inform(record.Id);
        await db.SaveChangesAsync(ct);
        await free.TellAgendaAsync(ct);
        return TypedResults.Created($"/information?usagerId={request.UsagerId}", InformationView.Of(record));
    }

    private static async Task<NoContent> Reconfirm(Guid id, ReconfirmRequest body, TelemedicineDbContext db, CareAccess access, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.inform", ct);
        var series = await db.Informations.SingleOrDefaultAsync(i => i.Id == body.InformationId && i.UsagerId == request.UsagerId && i.Situation == PersonSituation.Series && i.Agreement != Agreement.Refused, ct)
            ?? throw new BadInputException("information-series", "Aucun accord de série de cette personne ne porte ce numéro : enregistrez une information pour cet acte.");
        request.Inform(series.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<InformationView>>> List(Guid usagerId, Guid establishmentId, TelemedicineDbContext db, CareAccess access, CancellationToken ct)
    {
        await access.RequireAsync(usagerId, establishmentId, CareAccess.Read, "telemedicine.information", "usager", usagerId.ToString(), ct);
        var found = await db.Informations.AsNoTracking().Where(i => i.UsagerId == usagerId).OrderByDescending(i => i.GivenAt).Take(200).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found.ConvertAll(InformationView.Of));
    }
}
