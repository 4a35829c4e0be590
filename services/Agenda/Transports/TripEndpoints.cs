using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Attendances;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Transports;

internal static class TripEndpoints
{
    public static void MapTrips(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/transports").WithTags("Transports").ProducesProblem(400).ProducesProblem(404);
        group.MapPut("plans/{activityId:guid}", Plan).RequireAuthorization("agenda:write").WithSummary("Le trajet d'une activité : nature, distance, coût et délai d'annulation").ProducesProblem(412);
        group.MapGet("", List).RequireAuthorization("agenda:read").WithSummary("Les trajets d'une maison entre deux jours, effectués ou non");
    }

    private static async Task<Ok<TripPlanView>> Plan(Guid activityId, TripPlanRequest request, HttpContext http, AgendaAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var house = await db.Activities.Where(a => a.Id == activityId).Select(a => (Guid?)a.EstablishmentId).SingleOrDefaultAsync(ct) ?? throw await access.MissingAsync("activity", activityId, "trip.plan", ct);
        await access.RequireHouseAsync(house, ct);
        var usagers = (await Activities.ActivityMember.OfActivityAsync(db, activityId, ct)).FindAll(m => m.Kind == Calendars.CalendarKind.Usager).ConvertAll(m => m.Id);
        await access.RequireAsync(usagers, "U", "trip.plan", "activity", activityId, house, ct);
        var plan = await db.TripPlans.SingleOrDefaultAsync(p => p.ActivityId == activityId, ct);
        if (plan is null) db.TripPlans.Add(plan = TripPlan.For(db.TenantId, activityId));
        else http.RequireVersion(plan.Version);
        plan.Set(request.SerafinCode, request.Kilometres, request.Cost, request.CutOffHours);
        await db.SaveChangesAsync(ct);
        http.SetVersion(plan.Version);
        return TypedResults.Ok(new TripPlanView(activityId, plan.SerafinCode, plan.Kilometres, plan.Cost, plan.CutOffHours));
    }

    private static async Task<Ok<TripList>> List(Guid establishmentId, DateOnly from, DateOnly to, PresenceAccess access, AgendaDbContext db, CancellationToken ct)
    {
        Attendances.Period.Require(from, to);
        await access.RequireHouseAsync(establishmentId, ct);
        var trips = await db.Trips.AsNoTracking().Where(t => t.EstablishmentId == establishmentId && t.ServiceDate >= from && t.ServiceDate <= to).OrderBy(t => t.ServiceDate).ThenBy(t => t.Id).ToListAsync(ct);
        var readable = await access.ReadableAsync([.. trips.Select(t => t.UsagerId).Distinct()], "trip.list", "establishment", establishmentId, establishmentId, ct);
        trips = trips.FindAll(t => readable.ContainsKey(t.UsagerId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new TripList([.. trips.Take(2000).Select(TripView.Of)], trips.Count, trips.Sum(t => t.Kilometres)));
    }
}

public sealed record TripPlanRequest([property: Required, AllowedValues("3.2.4.1", "3.2.4.2", "3.2.4.3")] string SerafinCode, [property: Range(typeof(decimal), "0", "2000")] decimal Kilometres,
    [property: Range(typeof(decimal), "0", "100000")] decimal Cost = 0, [property: Range(0, 336)] int CutOffHours = 24);

internal sealed record TripPlanView(Guid ActivityId, string SerafinCode, decimal Kilometres, decimal Cost, int CutOffHours);

internal sealed record TripList(IReadOnlyList<TripView> Items, int Total, decimal Kilometres);

internal sealed record TripView(Guid TransportId, Guid AttendanceId, Guid UsagerId, DateOnly ServiceDate, string SerafinCode, string State, bool UsagerPresent, bool Billable, decimal Kilometres, decimal Cost, int Version)
{
    public static TripView Of(Trip t) => new(t.Id, t.AttendanceId, t.UsagerId, t.ServiceDate, t.SerafinCode, Trip.Word(t.State), t.UsagerPresent, t.Billable, t.Kilometres, t.Cost, t.Version);
}
