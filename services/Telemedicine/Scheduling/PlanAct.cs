using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Equipment;
using Telemedicine.Experts;
using Telemedicine.Following;
using Telemedicine.Requests;
using Telemedicine.Sealing;
using Telemedicine.UseCases;

namespace Telemedicine.Scheduling;

/// <summary>What is to be booked together.</summary>
/// <param name="Displace">Activities of the person that make room, with their new time.</param>
/// <param name="OverrideReason">Why a soft rule of agenda (tiredness, meal…) is bent.</param>
public sealed record PlanRequest(DateTimeOffset StartsAt, Guid? CompanionId = null, Guid? RoomId = null, Guid? DeviceId = null, Guid? UnitId = null, IReadOnlyList<Displaced>? Displace = null, string? OverrideReason = null);

/// <summary>Books the person, who stands beside, room, device and requis in one appointment, or says who is taken and what else is free.</summary>
public sealed class PlanAct(TelemedicineDbContext db, AgendaClient agenda, DirectoryClient directory, FindSlots slots, ClinicalSeal seal, TimeProvider clock)
{
    /// <summary>The act, planned; saved here so that a lost race frees what was booked.</summary>
    public async Task<(PlannedAct Act, IReadOnlyList<string> Warnings)> PlanAsync(TelemedicineRequest request, UseCase useCase, PlanRequest plan, Guid by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (requis, device, party) = await CheckAsync(request, useCase, plan, now, ct);
        var endsAt = plan.StartsAt.AddMinutes(useCase.Needs.Minutes);
        var id = Guid.CreateVersion7(now);
        try
        {
            device?.Reserve(id, plan.StartsAt, endsAt, party.UnitId, now);
        }
        catch (RuleBrokenException clash)
        {
            clash.Details["alternatives"] = (await AlternativesAsync(request, useCase, plan, ct)).Slots;
            throw;
        }
        var moved = await DisplaceAsync(request, plan, id, ct);
        var (booked, refused) = await agenda.BookAsync(await WishAsync(request, plan, ct), request.Id, request.EstablishmentId, "Télémédecine", plan.StartsAt, endsAt, Participants(request, requis, plan), Resources(party), plan.OverrideReason?.Trim() ?? "", ct);
        if (booked is null)
        {
            await PutBackAsync(moved, id);
            throw await TakenAsync(request, useCase, plan, refused!, ct);
        }

        var act = PlannedAct.Plan(db.TenantId, id, request.Id, booked.AppointmentId, party, plan.StartsAt, endsAt, plan.Displace ?? []);
        db.Acts.Add(act);
        db.Tell(request, request.Plan(act, now), by);
        db.Ask(seal, request, "reminder", "ide", $"Acte de télémédecine {request.Reference} à {ParisTime.Hour(act.StartsAt)} : préparer la personne et faire le pré-vol.", act.StartsAt - PlannedAct.PreFlightHolds, now);
        await SaveOrFreeAsync(booked.AppointmentId, id, moved, ct);
        return (act, booked.Warnings);
    }

    // Numbered by the acts that the request has had: a repeat after a lost answer, or after this service died half way, is the same wish.
    private async Task<string> WishAsync(TelemedicineRequest request, PlanRequest plan, CancellationToken ct)
    {
        var content = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(plan));
        return $"telemedicine/{request.Id:N}/{await db.Acts.CountAsync(a => a.RequestId == request.Id, ct)}/{Convert.ToHexStringLower(content.AsSpan(0, 8))}";
    }

    private async Task<(Requis, Device?, Party)> CheckAsync(TelemedicineRequest request, UseCase useCase, PlanRequest plan, DateTimeOffset now, CancellationToken ct)
    {
        if (request.Act == ActType.Teleexpertise) throw new RuleBrokenException("nothing-to-plan", "Une téléexpertise ne se planifie pas : le requis répond sur les données transmises. Attendez son avis.");
        if (request.State is not (RequestState.Accepted or RequestState.Postponed)) throw new RuleBrokenException("request-state", $"Cette demande est {request.State.French()} : seule une demande acceptée ou reportée se planifie. Relisez-la pour voir ce qui est possible.");
        if (plan.StartsAt <= now) throw new BadInputException("slot-past", "Ce créneau est passé : choisissez-en un à venir.");
        var needs = useCase.Needs;
        if (needs.Companion && plan.CompanionId is null) throw new BadInputException("companion-missing", "Choisissez qui accompagne la personne pendant l'acte.");
        if (needs.Room && plan.RoomId is null) throw new BadInputException("room-missing", "Choisissez la salle : la confidentialité de l'acte en dépend.");
        if (needs.Devices.Count > 0 && plan.DeviceId is null) throw new BadInputException("device-missing", "Choisissez le chariot, la tablette ou la mallette de l'acte.");
        if (plan.CompanionId is { } companion) await CheckCompanionAsync(companion, needs, ct);

        var requis = await slots.RequisAsync(request, ct);
        var vacations = await slots.VacationsAsync(requis.Id, plan.StartsAt.AddHours(-12), plan.StartsAt.AddHours(12), ct);
        if (requis.SituationId is null && !vacations.Exists(v => v.Slots().Contains(plan.StartsAt)))
            throw new RuleBrokenException("requis-not-available", $"{requis.Name} ne donne pas ce créneau : choisissez-en un de ses vacations.");
        Device? device = null;
        if (plan.DeviceId is { } deviceId)
        {
            device = await db.Devices.SingleOrDefaultAsync(d => d.Id == deviceId && d.EstablishmentId == request.EstablishmentId, ct) ?? throw new BadInputException("device-unknown", "Cet équipement n'est pas dans l'établissement : choisissez-en un dans la liste des équipements.");
            if (needs.Devices.Count > 0 && device.Kind != DeviceKind.Smartphone && !needs.Devices.Contains(device.Kind)) throw new BadInputException("device-unfit", $"{device.Label} ne convient pas à ce cas d'usage. Choisissez un autre équipement.");
            if (device.Obstacle(request.Act, plan.StartsAt, now) is { } obstacle) throw new RuleBrokenException("device-not-bookable", obstacle + " Choisissez un autre équipement.");
        }
        return (requis, device, new(requis.Id, plan.CompanionId, plan.RoomId, plan.DeviceId, plan.UnitId ?? request.UnitId));
    }

    private async Task CheckCompanionAsync(Guid companion, Needs needs, CancellationToken ct)
    {
        var situation = await directory.FindSituationAsync(companion, ct);
        if (situation is not { Active: true } || situation.TenantId.Length > 0 && situation.TenantId != db.TenantId.ToString()) throw new BadInputException("companion-unknown", "Cet accompagnant n'est pas en poste ici : choisissez un collègue de l'établissement.");
        if (needs.CompanionFunctions.Count > 0 && !needs.CompanionFunctions.Contains(situation.Function)) throw new RuleBrokenException("companion-unfit", $"La fonction « {situation.FunctionLabel} » n'accompagne pas cet acte : choisissez un collègue formé à l'équipement.");
    }

    /// <summary>Moves what makes room and says where it was; a move that is refused puts the others back.</summary>
    private async Task<List<Displaced>> DisplaceAsync(TelemedicineRequest request, PlanRequest plan, Guid act, CancellationToken ct)
    {
        var moved = new List<Displaced>();
        foreach (var other in plan.Displace ?? [])
        {
            var before = await agenda.FindAsync(other.OccurrenceId, ct);
            var refused = before is null ? null : (await agenda.MoveAsync(other.OccurrenceId, other.StartsAt, other.EndsAt, [], $"télémédecine {request.Reference}", $"telemedicine/{act}/{other.OccurrenceId}", ct)).Refused;
            if (before is { } was && refused is null)
            {
                moved.Add(new(other.OccurrenceId, was.StartsAt, was.EndsAt));
                continue;
            }
            await PutBackAsync(moved, act);
            throw new RuleBrokenException("displace-refused", "L'activité à déplacer ne peut pas aller à cette heure : choisissez-en une autre.") { Details = { ["conflicts"] = refused?.Conflicts } };
        }
        return moved;
    }

    private async Task PutBackAsync(IReadOnlyList<Displaced> moved, Guid act)
    {
        foreach (var was in moved) await agenda.MoveAsync(was.OccurrenceId, was.StartsAt, was.EndsAt, [], "", $"telemedicine/{act}/{was.OccurrenceId}/back", CancellationToken.None);
    }

    private async Task<RuleBrokenException> TakenAsync(TelemedicineRequest request, UseCase useCase, PlanRequest plan, NotBooked refused, CancellationToken ct)
    {
        var why = refused.Conflicts.Select(c => c.Explanation).FirstOrDefault(e => e.Length > 0) ?? "Une des personnes ou des ressources n'est pas libre.";
        var found = await AlternativesAsync(request, useCase, plan, ct);
        return new("slot-taken", why + " Choisissez un des autres créneaux proposés.") { Details = { ["conflicts"] = refused.Conflicts, ["alternatives"] = found.Slots } };
    }

    private async Task<SlotsFound> AlternativesAsync(TelemedicineRequest request, UseCase useCase, PlanRequest plan, CancellationToken ct) =>
        await slots.FindAsync(request, useCase, new(plan.StartsAt, plan.StartsAt.AddDays(2), plan.CompanionId, plan.DeviceId, plan.RoomId, plan.UnitId), ct);

    private async Task SaveOrFreeAsync(Guid appointment, Guid act, IReadOnlyList<Displaced> moved, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException met)
        {
            // Somebody was quicker on the device or on the requis' slot: agenda must not keep what nobody will use.
            await agenda.CancelAsync(appointment, "structure", $"telemedicine/{act}/lost", CancellationToken.None);
            await PutBackAsync(moved, act);
            if (met is DbUpdateConcurrencyException) throw;   // Decided anew on what is now true.
            throw new RuleBrokenException("slot-taken", "Ce créneau vient d'être pris. Cherchez-en un autre.");
        }
    }

    private static List<Calendar> Participants(TelemedicineRequest request, Requis requis, PlanRequest plan)
    {
        List<Calendar> calendars = [Calendar.Usager(request.UsagerId)];
        if (plan.CompanionId is { } companion) calendars.Add(Calendar.Staff(companion));
        if (requis.SituationId is { } situation && situation != plan.CompanionId) calendars.Add(Calendar.Staff(situation));
        return calendars;
    }

    internal static List<Calendar> Resources(Party party)
    {
        List<Calendar> calendars = [];
        if (party.RoomId is { } room) calendars.Add(Calendar.Room(room));
        if (party.DeviceId is { } device) calendars.Add(Calendar.Equipment(device));
        return calendars;
    }
}
