using System.Globalization;
using Contracts.Agenda;
using Grpc.Core;
using Platform;

namespace Telemedicine;

/// <summary>One calendar taking part in an act.</summary>
public sealed record Calendar(string Kind, string Id)
{
    public static Calendar Usager(Guid id) => new("usager", id.ToString());
    public static Calendar Staff(Guid situation) => new("staff", situation.ToString());
    public static Calendar Room(Guid id) => new("room", id.ToString());
    public static Calendar Equipment(Guid id) => new("equipment", id.ToString());

    internal CalendarRef Ref => new() { Kind = Kind, Id = Id };
}

/// <summary>Why a calendar is not free, in French, with the occurrence that holds it when the caller may know.</summary>
public sealed record Conflict(string Kind, string Id, string Reason, string Explanation, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, Guid? HeldBy);

/// <summary>A time when all are free, with the room chosen.</summary>
public sealed record FreeTime(DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? RoomId, IReadOnlyList<string> Warnings);

public sealed record Booked(Guid AppointmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<string> Warnings);

/// <summary>A booking that could not be made, with who holds what and other times.</summary>
public sealed record NotBooked(IReadOnlyList<Conflict> Conflicts, IReadOnlyList<FreeTime> Alternatives);

/// <summary>What telemedicine asks of agenda: when are they all free, book them together or not at all.</summary>
public sealed class AgendaClient(Contracts.Agenda.Scheduling.SchedulingClient scheduling)
{
    public const string RoomType = "salle-telemedecine", ActivityKind = "telemedecine";
    private const int MostTimes = 50;

    public async Task<(IReadOnlyList<FreeTime> Times, IReadOnlyList<Conflict> Obstacles)> SearchAsync(Guid establishment, IReadOnlyList<Calendar> participants, bool room, DateTimeOffset from, DateTimeOffset until, int minutes, int limit, CancellationToken ct)
    {
        var request = new AvailabilityRequest { From = Text(from), Until = Text(until), Minutes = minutes, Limit = limit, EstablishmentId = establishment.ToString() };
        request.Participants.AddRange(participants.Select(p => p.Ref));
        if (room) request.Needs.Add(new Need { Kind = "room", EstablishmentId = establishment.ToString(), ResourceType = RoomType });
        var reply = await AskAsync(() => scheduling.SearchAvailabilityAsync(request, cancellationToken: ct).ResponseAsync);
        return ([.. reply.Slots.Select(Time)], [.. reply.Obstacles.Select(Of)]);
    }

    /// <summary>All or nothing.</summary>
    /// <param name="key">The same for the same wish, so that a wish whose answer was lost finds what it booked. What has been called off since is booked anew.</param>
    public async Task<(Booked? Booked, NotBooked? Refused)> BookAsync(string key, Guid source, Guid establishment, string label, DateTimeOffset startsAt, DateTimeOffset endsAt,
        IReadOnlyList<Calendar> participants, IReadOnlyList<Calendar> resources, string overrideReason, CancellationToken ct)
    {
        var request = new BookRequest
        {
            EstablishmentId = establishment.ToString(), Kind = ActivityKind, Label = label, StartsAt = Text(startsAt), EndsAt = Text(endsAt), SourceId = source.ToString(), OverrideReason = overrideReason,
        };
        request.Participants.AddRange(participants.Select(p => p.Ref));
        request.Resources.AddRange(resources.Select(r => r.Ref));
        for (var time = 1; ; time++)
        {
            request.IdempotencyKey = $"{key}/{time}";
            var reply = await AskAsync(() => scheduling.BookAsync(request, cancellationToken: ct).ResponseAsync);
            if (!reply.Booked || reply.Appointment.Status != "cancelled" || time == MostTimes) return Read(reply);
        }
    }

    public async Task<(Booked? Booked, NotBooked? Refused)> MoveAsync(Guid appointment, DateTimeOffset startsAt, DateTimeOffset endsAt, IReadOnlyList<Calendar> resources, string overrideReason, string key, CancellationToken ct)
    {
        var request = new MoveRequest { AppointmentId = appointment.ToString(), StartsAt = Text(startsAt), EndsAt = Text(endsAt), OverrideReason = overrideReason, IdempotencyKey = key };
        request.Resources.AddRange(resources.Select(r => r.Ref));
        try
        {
            return Read(await AskAsync(() => scheduling.MoveAsync(request, cancellationToken: ct).ResponseAsync));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            throw new RuleBrokenException("appointment-unknown", "Ce rendez-vous n'est plus dans l'agenda. Relisez l'agenda, puis recommencez.");
        }
    }

    /// <summary>When an appointment takes place now, or null when agenda knows it no more.</summary>
    public async Task<(DateTimeOffset StartsAt, DateTimeOffset EndsAt)?> FindAsync(Guid appointment, CancellationToken ct)
    {
        try
        {
            var found = await scheduling.GetAppointmentAsync(new() { AppointmentId = appointment.ToString() }, cancellationToken: ct);
            return (Instant(found.StartsAt), Instant(found.EndsAt));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Frees all that was booked; what agenda no longer knows is free already.</summary>
    public async Task CancelAsync(Guid appointment, string reason, string key, CancellationToken ct)
    {
        try
        {
            await scheduling.CancelAsync(new() { AppointmentId = appointment.ToString(), Reason = reason, IdempotencyKey = key }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return;
        }
    }

    // Agenda's own sentence is for the user; its code stays its own.
    private static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.PermissionDenied)
        {
            var said = e.Status.Detail;
            var sentence = said.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? said[(at + 2)..] : "L'agenda refuse ce rendez-vous. Vérifiez les participants et les ressources.";
            throw new RuleBrokenException("agenda-refused", sentence);
        }
    }

    private static (Booked?, NotBooked?) Read(BookReply reply) => reply.Booked
        ? (new(Guid.Parse(reply.Appointment.AppointmentId), Instant(reply.Appointment.StartsAt), Instant(reply.Appointment.EndsAt), [.. reply.Warnings]), null)
        : (null, new([.. reply.Conflicts.Select(Of)], [.. reply.Alternatives.Select(Time)]));

    private static FreeTime Time(Slot s) => new(Instant(s.StartsAt), Instant(s.EndsAt), s.Resources.FirstOrDefault(r => r.Kind == "room") is { } room && Guid.TryParse(room.Id, out var id) ? id : null, [.. s.Warnings]);

    private static Conflict Of(Obstacle o) => new(o.Calendar?.Kind ?? "", o.Calendar?.Id ?? "", o.Reason, o.Explanation, Maybe(o.StartsAt), Maybe(o.EndsAt), Guid.TryParse(o.HeldBy, out var id) ? id : null);

    private static DateTimeOffset? Maybe(string text) => text.Length == 0 ? null : Instant(text);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
