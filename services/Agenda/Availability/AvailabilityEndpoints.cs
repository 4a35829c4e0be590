using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Agenda.Availability;

/// <summary>Anything of a kind that is free.</summary>
public sealed record NeedRequest([property: AllowedValues("room", "vehicle", "equipment", "staff")] string Kind, Guid? EstablishmentId = null, [property: StringLength(40)] string Type = "",
    [property: StringLength(40)] string Qualification = "", [property: Range(0, 500)] int Capacity = 0, [property: Range(0, 50)] int Wheelchairs = 0);

/// <summary>A common free time.</summary>
/// <param name="TransferMinutes">Kept free before and after for who comes from elsewhere.</param>
public sealed record AvailabilityQuery(Guid EstablishmentId, DateTimeOffset From, DateTimeOffset Until, [property: Range(5, 1440)] int Minutes, IReadOnlyList<MemberRequest> Participants, IReadOnlyList<NeedRequest>? Needs = null,
    [property: Range(0, 240)] int TransferMinutes = 0, [property: Range(5, 240)] int StepMinutes = 15, [property: Range(1, 100)] int Limit = 20, TimeOnly? Earliest = null, TimeOnly? Latest = null, Guid? UnitId = null)
{
    internal SearchRequest Read() => SearchDesk.Checked(new(EstablishmentId, MemberRequest.Read(Participants),
        [.. (Needs ?? []).Select(n => new Need(CalendarRef.Read(n.Kind), n.EstablishmentId ?? EstablishmentId, n.Type, n.Qualification, n.Capacity, n.Wheelchairs) { UnitId = UnitId })], From.ToUniversalTime(), Until.ToUniversalTime(), Minutes)
    {
        TransferMinutes = TransferMinutes, StepMinutes = StepMinutes, Limit = Limit, Earliest = Earliest, Latest = Latest, UnitId = UnitId,
    });
}

/// <param name="Warnings">Soft rules that this slot bends, in French.</param>
public sealed record FreeSlotView(DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<SlotResource> Resources, IReadOnlyList<string> Warnings);

public sealed record AvailabilityView(IReadOnlyList<FreeSlotView> Slots, IReadOnlyList<BreachView> Obstacles);

public static class AvailabilityEndpoints
{
    public static void MapAvailability(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/availability", Search).WithTags("Disponibilités").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Créneaux où tous sont libres, et pourquoi les autres ne le sont pas");

    private static async Task<Ok<AvailabilityView>> Search(AvailabilityQuery query, SearchDesk desk, CancellationToken ct)
    {
        var (slots, obstacles) = await desk.SearchAsync(query.Read(), ct);
        return TypedResults.Ok(new AvailabilityView([.. slots.Select(s => new FreeSlotView(s.Slot.StartsAt, s.Slot.EndsAt, SlotView.Of(s.Slot).Resources, s.Warnings))], [.. obstacles.Select(BreachView.Of)]));
    }
}
