using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Equipment;
using Telemedicine.Following;
using Telemedicine.Funding;
using Telemedicine.Informing;
using Telemedicine.Requests;
using Telemedicine.Scheduling;
using Telemedicine.Sealing;

namespace Telemedicine.Performing;

public sealed record PreFlightRequest(bool Video, bool Sound, bool Devices, [Range(0, 10000)] decimal Megabits, [Range(0, 100)] int BatteryPercent, bool PersonPrepared, [Required] IReadOnlyList<string> StepsDone);

/// <param name="Reschedule">Other times, when the act cannot start.</param>
public sealed record PreFlightView(PreFlight PreFlight, bool Passed, IReadOnlyList<ActSlot> Reschedule);

/// <param name="Channel">video, audio or asynchronous.</param>
/// <param name="RequisProof">What the requis signed in with: psc, cps or e-cps.</param>
/// <param name="IdentityBy">bracelet, photo or relative.</param>
public sealed record StartRequest([AllowedValues("video", "audio", "asynchronous")] string Channel, [AllowedValues("psc", "cps", "e-cps", "password")] string RequisProof, [AllowedValues("bracelet", "photo", "relative")] string IdentityBy,
    bool TraitsConfirmed, IReadOnlyList<string>? Present = null);

/// <param name="CompanionSalaried">The professional beside the person is an employee of the house.</param>
/// <param name="CompanionPlace">PlannedCare, DedicatedPlace or Home; unsaid, a room that was booked is a dedicated place.</param>
public sealed record FinishRequest([Required] IReadOnlyList<string> StepsDone, bool CompanionSalaried = true, CompanionPlace? CompanionPlace = null);

/// <param name="Minute">Minutes since the start of the session.</param>
public sealed record IncidentRequest(IncidentKind Kind, Fallback Fallback, [Required, StringLength(1000, MinimumLength = 1)] string Note, [Range(0, 600)] int? Minute = null);

/// <param name="ReasonCode">absent or refusal.</param>
public sealed record MissRequest([AllowedValues("absent", "refusal")] string ReasonCode);

/// <summary>The day of the act: tests before, identity confirmed, what went wrong, the end.</summary>
internal static class PerformActs
{
    public static void MapPerforming(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/requests/{id:guid}").WithTags("Acts").RequireAuthorization("telemedicine:write");
        group.MapPost("/pre-flight", Check).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/start", Start).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/incidents", Report).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/finish", Finish).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/miss", Miss).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<PreFlightView>> Check(Guid id, PreFlightRequest body, TelemedicineDbContext db, CareAccess access, FindSlots slots, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.pre-flight", ct);
        var act = await CurrentAsync(db, request, ct);
        var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
        var (now, failures) = (clock.GetUtcNow(), new List<string>());
        if (!body.Video && request.Act == ActType.Teleconsultation) failures.Add("La vidéo ne fonctionne pas.");
        if (!body.Sound) failures.Add("Le son ne fonctionne pas.");
        if (!body.Devices) failures.Add("Un appareil connecté ne répond pas.");
        if (body.Megabits < useCase.Needs.LeastMegabits) failures.Add($"Le réseau donne {body.Megabits} Mbit/s : il en faut {useCase.Needs.LeastMegabits}.");
        if (act.Party.DeviceId is not null && body.BatteryPercent < Device.LeastCharge) failures.Add($"Le chariot est chargé à {body.BatteryPercent} % : il faut 40 %.");
        if (!body.PersonPrepared) failures.Add("La personne n'est pas prête (lunettes, appareil auditif, installation).");
        failures.AddRange(useCase.Protocol.Where(s => s is { Moment: "before", Mandatory: true } && !body.StepsDone.Contains(s.Key)).Select(s => $"À faire avant l'acte : {s.Label}."));
        var passed = act.Check(new(body.Video, body.Sound, body.Devices, body.Megabits, body.BatteryPercent, body.PersonPrepared, body.StepsDone, failures, access.Situation, now), now);
        if (passed && request.State == RequestState.Planned) db.Tell(request, request.MakeReady(now), access.Situation);
        if (!passed && request.State == RequestState.Ready) db.Tell(request, request.Unready(now), access.Situation);
        if (act.Party.DeviceId is { } deviceId && await db.Devices.SingleOrDefaultAsync(d => d.Id == deviceId, ct) is { } device) device.Charge(body.BatteryPercent);
        await db.SaveChangesAsync(ct);
        var others = passed ? new SlotsFound([], []) : await slots.FindAsync(request, useCase, new(act.EndsAt, act.EndsAt.AddDays(7), act.Party.CompanionId, null, act.Party.RoomId, act.Party.UnitId), ct);
        return TypedResults.Ok(new PreFlightView(act.PreFlight!, passed, others.Slots));
    }

    private static async Task<Ok<RequestView>> Start(Guid id, StartRequest body, TelemedicineDbContext db, CareAccess access, Caller caller, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.start", ct);
        var now = clock.GetUtcNow();
        caller.RequireRecentSignIn(TimeSpan.FromHours(12), now);
        if (caller.Kind != "pro" || caller.Acr is not ("eidas1" or "eidas2" or "eidas3")) throw new StepUpRequiredException();
        var act = await CurrentAsync(db, request, ct);
        var requis = await db.Requis.AsNoTracking().SingleAsync(r => r.Id == act.RequisId, ct);
        if (body.RequisProof == "password") throw new RuleBrokenException("requis-authentication", "Le requis doit s'être identifié par Pro Santé Connect, CPS ou e-CPS : un mot de passe ne suffit pas. Demandez-lui de s'identifier ainsi, puis recommencez.");
        if (request.Act == ActType.Teleconsultation && body.Channel != "video") throw new RuleBrokenException("channel-not-video", "Une téléconsultation se fait en vidéo. Sans vidéo, reportez l'acte ou demandez une téléexpertise.");
        if (!body.TraitsConfirmed) throw new RuleBrokenException("identity-not-confirmed", "Confirmez l'identité de la personne (bracelet ou photo, et traits dits à voix haute) avant de commencer.");
        await RequireInformationAsync(db, request, ct);
        act.Start(new(body.Channel, body.RequisProof, requis.NationalId, body.IdentityBy, body.TraitsConfirmed, access.Situation, [.. body.Present ?? []]), now);
        db.Tell(request, request.Start(now), access.Situation);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task<Ok<RequestView>> Report(Guid id, IncidentRequest body, TelemedicineDbContext db, CareAccess access, FreeAct free, ClinicalSeal seal, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.incident", ct);
        var act = await CurrentAsync(db, request, ct);
        var (now, incidentId) = (clock.GetUtcNow(), Guid.CreateVersion7(clock.GetUtcNow()));
        db.Incidents.Add(new() { Id = incidentId, TenantId = db.TenantId, RequestId = id, ActId = act.Id, DeviceId = act.Party.DeviceId, Kind = body.Kind, Fallback = body.Fallback, Minute = body.Minute, SealedNote = seal.Close(db.TenantId, incidentId, body.Note.Trim()), BySituation = access.Situation, At = now });
        if (body.Kind == IncidentKind.Refusal)
        {
            db.Tell(request, request.Miss("refusal", now), access.Situation);
            await free.FreeAsync(request, ActStatus.Missed, "refusal", inAgenda: true, ct);
        }
        else if (body.Fallback != Fallback.None)
        {
            // The phone brings advice for now; the act itself is held again, and what it had taken is free at once.
            await free.FreeAsync(request, ActStatus.Interrupted, "structure", inAgenda: true, ct);
            db.Tell(request, request.Postpone(body.Kind.ToString().ToLowerInvariant(), now), access.Situation);
            db.Ask(seal, request, "replan", "ide", $"L'acte {request.Reference} est reporté après un incident : planifiez-le de nouveau.", now.AddHours(24), now);
        }
        await db.SaveChangesAsync(ct);
        await free.TellAgendaAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task<Ok<RequestView>> Finish(Guid id, FinishRequest body, TelemedicineDbContext db, CareAccess access, FundingNote funding, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.finish", ct);
        var act = await CurrentAsync(db, request, ct);
        var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
        if (useCase.Protocol.Where(s => s is { Moment: "during" or "after", Mandatory: true } && !body.StepsDone.Contains(s.Key)).Select(s => s.Label).ToList() is { Count: > 0 } left)
            throw new RuleBrokenException("protocol-incomplete", $"Il reste des étapes obligatoires : {string.Join(" ; ", left)}. Faites-les, puis terminez l'acte.") { Details = { ["missing"] = left } };
        var (done, awaited) = request.Finish(TimeSpan.FromHours(useCase.Delays.ReportHours), clock.GetUtcNow());
        db.Tell(request, done, access.Situation);
        db.Tell(request, awaited, access.Situation);
        act.End(ActStatus.Done, clock.GetUtcNow());
        if (act.Party.DeviceId is { } deviceId && await db.Devices.SingleOrDefaultAsync(d => d.Id == deviceId, ct) is { } device) device.Reserve(act.Id, act.StartsAt, Later(act.EndsAt, clock.GetUtcNow()), act.Party.UnitId, clock.GetUtcNow());
        var beside = act.Party.CompanionId is { } companion ? new Companion(companion, body.CompanionSalaried, body.CompanionPlace ?? (act.Party.RoomId is null ? CompanionPlace.PlannedCare : CompanionPlace.DedicatedPlace)) : null;
        var warnings = await funding.WriteAsync(request, await db.Requis.SingleAsync(r => r.Id == act.RequisId, ct), beside, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, warnings));
    }

    /// <summary>The person did not come, or said no on the spot: no act. Agenda keeps the appointment and captures the absence from this word.</summary>
    private static async Task<Ok<RequestView>> Miss(Guid id, MissRequest body, TelemedicineDbContext db, CareAccess access, FreeAct free, ClinicalSeal seal, RequestViewing viewing, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.miss", ct);
        await CurrentAsync(db, request, ct);
        var now = clock.GetUtcNow();
        db.Tell(request, request.Miss(body.ReasonCode, now), access.Situation);
        await free.FreeAsync(request, ActStatus.Missed, body.ReasonCode, inAgenda: false, ct);
        if (await db.Informations.AsNoTracking().AnyAsync(i => i.Id == request.InformationId && i.Situation == PersonSituation.Minor, ct))
            db.Ask(seal, request, "notify-parents", "secretaire-admission", $"Prévenir les titulaires de l'autorité parentale : la séance {request.Reference} n'a pas eu lieu (absence).", now.AddHours(4), now);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct));
    }

    private static async Task RequireInformationAsync(TelemedicineDbContext db, TelemedicineRequest request, CancellationToken ct)
    {
        var given = request.InformationId is { } id && await db.Informations.AsNoTracking().AnyAsync(i => i.Id == id && i.Agreement != Agreement.Refused, ct);
        if (given) return;
        if (!request.Emergency) throw new RuleBrokenException("information-missing", "Enregistrez d'abord l'information donnée à la personne et son accord.");
        db.Audit(new("telemedicine.start-without-information", "telemedicine-request", request.Id.ToString()) { Category = ConsentClient.Category, UsagerId = request.UsagerId, Purpose = ConsentClient.Emergency, ReasonCode = "emergency" });
    }

    private static async Task<PlannedAct> CurrentAsync(TelemedicineDbContext db, TelemedicineRequest request, CancellationToken ct) =>
        request.ActId is { } id && await db.Acts.SingleOrDefaultAsync(a => a.Id == id, ct) is { } act ? act : throw new RuleBrokenException("act-missing", "Aucun acte n'est planifié : planifiez-le d'abord.");

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
