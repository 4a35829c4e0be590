using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Platforms;
using Telemedicine.Requests;

namespace Telemedicine.Scheduling;

/// <param name="OverrideReason">Why a soft rule of agenda is bent.</param>
public sealed record MoveAct(DateTimeOffset StartsAt, string? OverrideReason = null);

/// <summary>Find a time, book everything, move everything.</summary>
internal static class PlanEndpoints
{
    public static void MapPlanning(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/requests/{id:guid}").WithTags("Planning").RequireAuthorization("telemedicine:write");
        group.MapPost("/slots", Search).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/plan", Plan).ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/move", Move).ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<SlotsFound>> Search(Guid id, SlotSearch search, TelemedicineDbContext db, CareAccess access, FindSlots slots, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.slots", ct);
        var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
        var found = await slots.FindAsync(request, useCase, search with { From = search.From.ToUniversalTime(), Until = search.Until.ToUniversalTime() }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found);
    }

    private static async Task<Ok<RequestView>> Plan(Guid id, PlanRequest plan, TelemedicineDbContext db, CareAccess access, PlanAct planning, RequestViewing viewing, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.plan", ct);
        var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
        var (_, warnings) = await planning.PlanAsync(request, useCase, plan with { StartsAt = plan.StartsAt.ToUniversalTime() }, access.Situation, ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, warnings));
    }

    /// <summary>Moves the whole act before it begins.</summary>
    private static async Task<Ok<RequestView>> Move(Guid id, MoveAct body, TelemedicineDbContext db, CareAccess access, MoveActs moving, RequestViewing viewing, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.move", ct);
        var warnings = await moving.MoveAsync(request, body.StartsAt.ToUniversalTime(), body.OverrideReason?.Trim() ?? "", access.Situation, ct);
        return TypedResults.Ok(await viewing.ViewAsync(request, ct, warnings));
    }
}

/// <summary>Moves an act in agenda with all it takes, its device with it.</summary>
public sealed class MoveActs(TelemedicineDbContext db, AgendaClient agenda, FindSlots slots, TimeProvider clock)
{
    public async Task<IReadOnlyList<string>> MoveAsync(TelemedicineRequest request, DateTimeOffset startsAt, string overrideReason, Guid by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (startsAt <= now) throw new BadInputException("slot-past", "Ce créneau est passé : choisissez-en un à venir.");
        var act = await db.Acts.SingleOrDefaultAsync(a => a.Id == request.ActId && (a.Status == ActStatus.Planned || a.Status == ActStatus.Ready), ct)
            ?? throw new RuleBrokenException("act-missing", "Aucun acte n'est planifié : planifiez-le d'abord.");
        var (before, duration) = (act.StartsAt, act.EndsAt - act.StartsAt);
        var requis = await slots.RequisAsync(request, ct);
        var vacations = await slots.VacationsAsync(requis.Id, startsAt.AddHours(-12), startsAt.AddHours(12), ct);
        if (requis.SituationId is null && !vacations.Exists(v => v.Slots().Contains(startsAt))) throw new RuleBrokenException("requis-not-available", $"{requis.Name} ne donne pas ce créneau : choisissez-en un de ses vacations.");
        var device = act.Party.DeviceId is { } id ? await db.Devices.SingleAsync(d => d.Id == id, ct) : null;
        if (device?.Obstacle(request.Act, startsAt, now) is { } obstacle) throw new RuleBrokenException("device-not-bookable", obstacle + " Choisissez un autre équipement.");
        device?.Reserve(act.Id, startsAt, startsAt + duration, act.Party.UnitId, now);

        var resources = PlanAct.Resources(act.Party);
        var (moved, refused) = await agenda.MoveAsync(act.AppointmentId, startsAt, startsAt + duration, resources, overrideReason, $"telemedicine/{act.Id}/{act.Version}", ct);
        if (moved is null) throw new RuleBrokenException("slot-taken", (refused!.Conflicts.Select(c => c.Explanation).FirstOrDefault(e => e.Length > 0) ?? "Une des personnes ou des ressources n'est pas libre.") + " Choisissez un autre créneau.") { Details = { ["conflicts"] = refused.Conflicts } };
        act.MoveTo(startsAt, startsAt + duration);
        if (request.State == RequestState.Ready) db.Tell(request, request.Unready(now), by);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException met) when (met is not DbUpdateConcurrencyException)
        {
            await agenda.MoveAsync(act.AppointmentId, before, before + duration, resources, "", $"telemedicine/{act.Id}/{act.Version}/back", CancellationToken.None);
            throw new RuleBrokenException("slot-taken", "Ce créneau vient d'être pris. Cherchez-en un autre.");
        }
        return moved.Warnings;
    }
}
