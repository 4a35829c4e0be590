using Agenda.Access;
using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Transports;

/// <summary>Whom the vehicles of a house have to fetch on a day: who is expected, and is not said to be elsewhere at that time.</summary>
internal static class PickupEndpoints
{
    public static void MapPickups(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/transports/pickups", List).WithTags("Transports").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Les personnes à prendre un jour, et celles qu'il ne faut pas venir chercher, avec le motif");

    private static async Task<Ok<PickupList>> List(Guid establishmentId, DateOnly day, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        var rides = await RidesAsync(establishmentId, day, db, ct);
        var persons = rides.Select(ride => ride.UsagerId).Distinct().ToList();
        var readable = await access.ReadableAsync(persons, "trip.pickups", "establishment", establishmentId, establishmentId, ct);
        rides = rides.FindAll(ride => readable.ContainsKey(ride.UsagerId));
        var away = await AwayAsync(rides, db, ct);
        await db.SaveChangesAsync(ct);
        List<PickupView> shown = [.. rides.Select(ride => PickupView.Of(ride, readable[ride.UsagerId].Minimal, ride.Why ?? away[ride.UsagerId].FirstOrDefault(ride.Meets) switch
        {
            null => null,
            { Nature: BusyNature.Absence } => "absent",
            _ => "external-constraint",
        }))];
        return TypedResults.Ok(new PickupList(shown, shown.Count(one => one.Pickup)));
    }

    private static async Task<List<Ride>> RidesAsync(Guid establishment, DateOnly day, AgendaDbContext db, CancellationToken ct)
    {
        var found = await (from o in db.Occurrences.AsNoTracking()
                           join plan in db.TripPlans.AsNoTracking() on o.ActivityId equals plan.ActivityId
                           join activity in db.Activities.AsNoTracking() on o.ActivityId equals activity.Id
                           join p in db.Participations.AsNoTracking() on o.Id equals p.OccurrenceId
                           where o.EstablishmentId == establishment && o.Day == day && p.Kind == CalendarKind.Usager && p.Status != ParticipationStatus.Withdrawn
                           orderby o.StartsAt, p.CalendarId
                           select new { Occurrence = o, activity.Label, activity.Health, plan.SerafinCode, p.CalendarId, p.Wheelchair, p.Status }).Take(2000).ToListAsync(ct);
        return found.ConvertAll(f => new Ride(f.Occurrence, f.Label, f.Health, f.SerafinCode, f.CalendarId, f.Wheelchair, Why(f.Occurrence, f.Status)));
    }

    private static string? Why(Occurrence occurrence, ParticipationStatus status) => (occurrence.Status, status) switch
    {
        (OccurrenceStatus.Cancelled, _) => "cancelled",
        (_, ParticipationStatus.Refused) => "refused",
        (_, ParticipationStatus.Expected) => null,
        _ => "absent",
    };

    private static async Task<ILookup<Guid, Busy>> AwayAsync(List<Ride> rides, AgendaDbContext db, CancellationToken ct)
    {
        if (rides.Count == 0) return Array.Empty<Busy>().ToLookup(busy => busy.CalendarId);
        var persons = rides.Select(ride => ride.UsagerId).Distinct().ToList();
        var (from, until) = (rides.Min(ride => ride.Occurrence.StartsAt), rides.Max(ride => ride.Occurrence.EndsAt));
        var busy = await db.BusyTimes.AsNoTracking().Where(b => persons.Contains(b.CalendarId) && b.Nature != BusyNature.Occurrence && b.StartsAt < until && b.EndsAt > from).ToListAsync(ct);
        return busy.ToLookup(b => b.CalendarId);
    }
}

/// <summary>One person at one occurrence that has a trip.</summary>
/// <param name="Why">Why nobody has to come; null as far as the planning knows.</param>
internal sealed record Ride(Occurrence Occurrence, string Label, bool Health, string SerafinCode, Guid UsagerId, bool Wheelchair, string? Why)
{
    public bool Meets(Busy busy) => busy.StartsAt < Occurrence.EndsAt && busy.EndsAt > Occurrence.StartsAt;
}

/// <param name="Total">Persons to pick up.</param>
internal sealed record PickupList(IReadOnlyList<PickupView> Items, int Total);

/// <param name="Reason">cancelled, refused, absent or external-constraint; never which one.</param>
internal sealed record PickupView(Guid OccurrenceId, Guid UsagerId, string Label, string SerafinCode, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Wheelchair, bool Pickup, string? Reason)
{
    /// <param name="ride">One person at one occurrence.</param>
    /// <param name="minimal">The reader has no right to a label of health.</param>
    /// <param name="reason">Why nobody has to come.</param>
    public static PickupView Of(Ride ride, bool minimal, string? reason) =>
        new(ride.Occurrence.Id, ride.UsagerId, minimal && ride.Health ? Holders.HealthLabel : ride.Label, ride.SerafinCode, ride.Occurrence.StartsAt, ride.Occurrence.EndsAt, ride.Wheelchair, reason is null, reason);
}
