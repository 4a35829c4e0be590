using System.Globalization;
using Contracts.Agenda;
using Grpc.Core;

namespace Telemedicine.Tests.Api;

/// <summary>Something in the plannings of some calendars.</summary>
internal sealed record Held(Guid Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<string> Calendars, string Label, string SourceId)
{
    public bool Cancelled { get; set; }
    public string Reason { get; set; } = "";
}

/// <summary>Agenda's promises, kept in memory: all or nothing, conflicts named, alternatives, the same key the same answer.</summary>
internal sealed class AgendaAnswers : Contracts.Agenda.Scheduling.SchedulingBase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Guid> _answered = [];
    private List<Held> _held = [];

    public static readonly Guid Room = Guid.Parse("01900000-0000-7000-8000-00000000a002");

    /// <summary>Hours in which a calendar is on duty; always when absent.</summary>
    public Dictionary<string, (DateTimeOffset From, DateTimeOffset Until)> Duty { get; } = [];

    /// <summary>Happens after a cancellation, before its answer leaves.</summary>
    public Func<Held, Task> OnCancelled { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is booked stays booked, and nobody hears of it.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Agenda does not answer.</summary>
    public bool Away { get; set; }

    public IReadOnlyList<Held> All => [.. _held];

    public Held Put(string label, DateTimeOffset startsAt, DateTimeOffset endsAt, params string[] calendars)
    {
        var held = new Held(Guid.CreateVersion7(), startsAt, endsAt, calendars, label, "");
        lock (_gate) _held.Add(held);
        return held;
    }

    public override Task<AvailabilityReply> SearchAvailability(AvailabilityRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            var reply = new AvailabilityReply();
            var ids = request.Participants.Select(p => p.Id).ToList();
            var needsRoom = request.Needs.Any(n => n.Kind == "room");
            for (var at = Quarter(Instant(request.From)); at.AddMinutes(request.Minutes) <= Instant(request.Until) && reply.Slots.Count < request.Limit; at = at.AddMinutes(15))
            {
                var ends = at.AddMinutes(request.Minutes);
                if (Conflicts(ids, at, ends, null).Count > 0 || needsRoom && Conflicts([Room.ToString()], at, ends, null).Count > 0) continue;
                var slot = new Slot { StartsAt = Text(at), EndsAt = Text(ends) };
                if (needsRoom) slot.Resources.Add(new CalendarRef { Kind = "room", Id = Room.ToString() });
                reply.Slots.Add(slot);
            }
            return Task.FromResult(reply);
        }
    }

    public override Task<BookReply> Book(BookRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            if (_answered.TryGetValue(request.IdempotencyKey, out var before)) return Task.FromResult(new BookReply { Booked = true, Appointment = View(Find(before.ToString())) });
            var ids = request.Participants.Concat(request.Resources).Select(c => c.Id).ToList();
            var conflicts = Conflicts(ids, Instant(request.StartsAt), Instant(request.EndsAt), null);
            if (conflicts.Count > 0)
            {
                var refused = new BookReply();
                refused.Conflicts.AddRange(conflicts);
                return Task.FromResult(refused);
            }
            var held = new Held(Guid.CreateVersion7(), Instant(request.StartsAt), Instant(request.EndsAt), ids, request.Label, request.SourceId);
            _held.Add(held);
            _answered[request.IdempotencyKey] = held.Id;
            if (LosesAnswers) throw new RpcException(new(StatusCode.Unavailable, "lost"));
            return Task.FromResult(new BookReply { Booked = true, Appointment = View(held) });
        }
    }

    public override Task<BookReply> Move(MoveRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            var held = Find(request.AppointmentId);
            var conflicts = Conflicts(held.Calendars, Instant(request.StartsAt), Instant(request.EndsAt), held.Id);
            if (conflicts.Count > 0)
            {
                var refused = new BookReply();
                refused.Conflicts.AddRange(conflicts);
                return Task.FromResult(refused);
            }
            var moved = held with { StartsAt = Instant(request.StartsAt), EndsAt = Instant(request.EndsAt) };
            _held = [.. _held.Select(h => h.Id == held.Id ? moved : h)];
            return Task.FromResult(new BookReply { Booked = true, Appointment = View(moved) });
        }
    }

    public override async Task<Appointment> Cancel(CancelRequest request, ServerCallContext context)
    {
        if (Away) throw new RpcException(new(StatusCode.Unavailable, "away"));
        Held held;
        lock (_gate)
        {
            held = Find(request.AppointmentId);
            (held.Cancelled, held.Reason) = (true, request.Reason);
        }
        await OnCancelled(held);
        return View(held);
    }

    public override Task<Appointment> GetAppointment(GetAppointmentRequest request, ServerCallContext context)
    {
        lock (_gate) return Task.FromResult(View(Find(request.AppointmentId)));
    }

    private Held Find(string id) => _held.Find(h => h.Id == Guid.Parse(id)) ?? throw new RpcException(new(StatusCode.NotFound, "unknown"));

    private List<Obstacle> Conflicts(IReadOnlyList<string> ids, DateTimeOffset startsAt, DateTimeOffset endsAt, Guid? except)
    {
        var found = _held.Where(h => !h.Cancelled && h.Id != except && h.StartsAt < endsAt && startsAt < h.EndsAt).SelectMany(h => h.Calendars.Intersect(ids).Select(id => new Obstacle
        {
            Calendar = new() { Kind = "usager", Id = id }, Reason = "busy", StartsAt = Text(h.StartsAt), EndsAt = Text(h.EndsAt), Explanation = $"Déjà pris par « {h.Label} ».", HeldBy = h.Id.ToString(),
        })).ToList();
        found.AddRange(ids.Where(id => Duty.TryGetValue(id, out var duty) && (startsAt < duty.From || endsAt > duty.Until)).Select(id => new Obstacle { Calendar = new() { Kind = "staff", Id = id }, Reason = "off-duty", Explanation = "Hors service à cette heure." }));
        return found;
    }

    private static Appointment View(Held h) => new() { AppointmentId = h.Id.ToString(), ActivityId = h.Id.ToString(), Status = h.Cancelled ? "cancelled" : "planned", StartsAt = Text(h.StartsAt), EndsAt = Text(h.EndsAt), Kind = "telemedecine" };

    private static DateTimeOffset Quarter(DateTimeOffset at) => at.AddTicks((TimeSpan.FromMinutes(15).Ticks - at.Ticks % TimeSpan.FromMinutes(15).Ticks) % TimeSpan.FromMinutes(15).Ticks);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
