using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Rules;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Agenda.Occurrences;

/// <summary>Another time, and other things when they are named.</summary>
public sealed record OccurrenceMove(DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<MemberRequest>? Resources = null, [property: StringLength(300)] string? OverrideReason = null);

/// <param name="Reason">structure, refusal, absence, hospital, weather, strike or staff.</param>
public sealed record OccurrenceCancellation([property: AllowedValues("structure", "refusal", "absence", "hospital", "weather", "strike", "staff")] string Reason);

/// <summary>Who takes part from now on in this occurrence alone.</summary>
public sealed record OccurrenceMembers(IReadOnlyList<MemberRequest> Members, [property: StringLength(300)] string? OverrideReason = null);

public sealed record ChangedView(OccurrenceView Occurrence, IReadOnlyList<BreachView> Warnings);

/// <summary>The acts on one occurrence. Each names the version it has read.</summary>
internal static class ChangeOccurrence
{
    private const int LongestMinutes = 1440;

    public static async Task<Ok<ChangedView>> Move(Guid id, OccurrenceMove request, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, OccurrenceViews views, CancellationToken ct)
    {
        CheckTimes(request.StartsAt, request.EndsAt);
        var resources = request.Resources is null ? null : MemberRequest.Read(request.Resources);
        if (resources?.Any(m => !m.Calendar.IsResource) == true) throw new BadInputException("resource-expected", "Les ressources d'une séance sont des salles, des véhicules ou des équipements. Choisissez-en dans la liste.");
        var file = await OpenAsync(id, "agenda.move", http, desk, ct);
        var answer = await desk.MoveAsync(file, request.StartsAt.ToUniversalTime(), request.EndsAt.ToUniversalTime(), resources, request.OverrideReason, ct);
        return await AnswerAsync(answer, http, db, access, views, ct);
    }

    public static async Task<Ok<ChangedView>> SetMembers(Guid id, OccurrenceMembers request, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, OccurrenceViews views, CancellationToken ct)
    {
        var members = MemberRequest.Read(request.Members);
        var file = await OpenAsync(id, "agenda.members", http, desk, ct);
        return await AnswerAsync(await desk.SetMembersAsync(file, members, request.OverrideReason, ct), http, db, access, views, ct);
    }

    public static async Task<Ok<OccurrenceView>> Cancel(Guid id, OccurrenceCancellation request, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, OccurrenceViews views, CancellationToken ct)
    {
        var file = await desk.OpenAsync(id, "U", "agenda.cancel", ct);
        if (http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(file.Occurrence.Version);
        await desk.CancelAsync(file, request.Reason, ct);
        return await ShowAsync(file.Occurrence, http, db, access, views, ct);
    }

    public static async Task<Ok<OccurrenceView>> Validate(Guid id, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, OccurrenceViews views, CancellationToken ct)
    {
        var file = await desk.OpenAsync(id, "V", "agenda.validate", ct);
        http.RequireVersion(file.Occurrence.Version);
        await desk.ValidateAsync(file, ct);
        return await ShowAsync(file.Occurrence, http, db, access, views, ct);
    }

    public static void CheckTimes(DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        if (endsAt <= startsAt) throw new BadInputException("period", "La fin de la période précède son début. Corrigez les deux dates.");
        if (endsAt - startsAt > TimeSpan.FromMinutes(LongestMinutes)) throw new BadInputException("too-long", "Une séance dure au plus 24 heures. Corrigez la fin.");
    }

    private static async Task<OccurrenceFile> OpenAsync(Guid id, string act, HttpContext http, OccurrenceDesk desk, CancellationToken ct)
    {
        var file = await desk.OpenAsync(id, "U", act, ct);
        http.RequireVersion(file.Occurrence.Version);
        return file;
    }

    private static async Task<Ok<ChangedView>> AnswerAsync(BookingAnswer answer, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct)
    {
        if (answer.Occurrence is null) throw Refusals.Conflict(answer.Conflicts, answer.Alternatives);
        var shown = await ShowAsync(answer.Occurrence, http, db, access, views, ct);
        return TypedResults.Ok(new ChangedView(shown.Value!, [.. answer.Warnings.Select(BreachView.Of)]));
    }

    private static async Task<Ok<OccurrenceView>> ShowAsync(Occurrence occurrence, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct)
    {
        var view = await ReadOccurrences.OneAsync(occurrence, db, access, views, ct);
        http.SetVersion(view.Version);
        return TypedResults.Ok(view);
    }
}
