using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Agenda.Booking;

/// <summary>One appointment, all or nothing.</summary>
/// <param name="Members">Participants and resources.</param>
/// <param name="OverrideReason">Why soft rules are bent; without it they refuse.</param>
public sealed record AppointmentRequest(Guid EstablishmentId, [property: AllowedValues("activite", "rdv", "telemedecine", "transport", "soin", "reunion")] string Kind,
    [property: Required, StringLength(120, MinimumLength = 2)] string Label, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<MemberRequest> Members,
    Guid? UnitId = null, bool Health = false, [property: RegularExpression(@"^[123](\.\d{1,2}){1,4}$")] string? SerafinCode = null, Guid? SourceId = null, [property: StringLength(300)] string? OverrideReason = null)
{
    internal ActivityDraft Draft() => Draft(EstablishmentId, UnitId, Kind, Label, StartsAt, EndsAt, Health, SerafinCode, SourceId);

    /// <summary>The wall time of an instant, for an activity that takes place once.</summary>
    internal static ActivityDraft Draft(Guid establishmentId, Guid? unitId, string kind, string label, DateTimeOffset startsAt, DateTimeOffset endsAt, bool health, string? serafinCode, Guid? sourceId)
    {
        ChangeOccurrence.CheckTimes(startsAt, endsAt);
        if (startsAt.UtcTicks % TimeSpan.TicksPerMinute != 0 || endsAt.UtcTicks % TimeSpan.TicksPerMinute != 0) throw new BadInputException("whole-minutes", "Un rendez-vous commence et finit à une minute juste. Corrigez les heures.");
        var zone = WallTime.Zone(WallTime.Paris);
        return new(establishmentId, kind, label.Trim(), WallTime.DayOf(startsAt, zone), WallTime.TimeOf(startsAt, zone), (int)(endsAt - startsAt).TotalMinutes)
        {
            UnitId = unitId, Health = health || kind is "soin" or "telemedecine", SerafinCode = serafinCode, SourceId = sourceId,
        };
    }
}

public sealed record BookedView(OccurrenceView Appointment, IReadOnlyList<BreachView> Warnings);

public static class AppointmentEndpoints
{
    public static void MapAppointments(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/appointments", Book).WithTags("Rendez-vous").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Réserve personnes et ressources, tout ou rien ; en cas de conflit, dit qui les tient et ce qui est libre");

    private static async Task<Created<BookedView>> Book(AppointmentRequest request, HttpContext http, AgendaDbContext db, AgendaAccess access, BookingDesk desk, OccurrenceViews views, CancellationToken ct)
    {
        var draft = request.Draft();
        var members = MemberRequest.Read(request.Members);
        if (members.Count == 0) throw new BadInputException("member-missing", "Un rendez-vous réunit au moins un participant ou une ressource. Ajoutez-en un.");
        var answer = await desk.BookAsync(draft, request.StartsAt.ToUniversalTime(), members, request.OverrideReason, http.Request.Headers["Idempotency-Key"].ToString(), ct);
        if (answer.Occurrence is null) throw Refusals.Conflict(answer.Conflicts, answer.Alternatives);
        var view = await ReadOccurrences.OneAsync(answer.Occurrence, db, access, views, ct);
        http.SetVersion(view.Version);
        return TypedResults.Created($"/occurrences/{view.Id}", new BookedView(view, [.. answer.Warnings.Select(BreachView.Of)]));
    }
}
