using Agenda.Availability;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Agenda;
using Grpc.Core;
using Platform;

namespace Agenda.Booking;

/// <summary>The agenda for the other services, on behalf of the user whose token comes along. A conflict is an answer, not an error.</summary>
internal sealed class SchedulingGrpc(BookingDesk booking, OccurrenceDesk desk, SearchDesk search) : Scheduling.SchedulingBase
{
    public override Task<AvailabilityReply> SearchAvailability(AvailabilityRequest request, ServerCallContext context) => Refused.AsStatusAsync(async () =>
    {
        var house = Wire.OptionalId(request.EstablishmentId) ?? request.Needs.Select(n => Wire.OptionalId(n.EstablishmentId)).FirstOrDefault(id => id is not null)
            ?? throw new BadInputException("search-establishment", "Nommez l'établissement de la recherche ou d'un besoin.");
        var (slots, obstacles) = await search.SearchAsync(SearchDesk.Checked(new(house, [.. request.Participants.Select(Wire.Member)], [.. request.Needs.Select(n => Wire.Need(n, house))],
            Wire.Instant(request.From), Wire.Instant(request.Until), request.Minutes)
        {
            TransferMinutes = request.TransferMinutes, StepMinutes = request.StepMinutes == 0 ? 15 : request.StepMinutes, Limit = request.Limit == 0 ? 20 : request.Limit,
            Earliest = Wire.Time(request.Earliest), Latest = Wire.Time(request.Latest),
        }), context.CancellationToken);
        var reply = new AvailabilityReply();
        reply.Slots.AddRange(slots.Select(s => Wire.Slot(s.Slot, s.Warnings)));
        reply.Obstacles.AddRange(obstacles.Select(Wire.Obstacle));
        return reply;
    });

    public override Task<BookReply> Book(BookRequest request, ServerCallContext context) => Refused.AsStatusAsync(async () =>
    {
        var (startsAt, endsAt) = (Wire.Instant(request.StartsAt), Wire.Instant(request.EndsAt));
        if (request.Label.Trim().Length is < 2 or > 120 || request.Kind.Length is 0 or > 20 || request.OverrideReason.Length > 300) throw new BadInputException("label", "Le libellé (2 à 120 caractères), la nature ou le motif ne conviennent pas. Corrigez-les.");
        var draft = AppointmentRequest.Draft(Wire.Id(request.EstablishmentId), Wire.OptionalId(request.UnitId), request.Kind, request.Label, startsAt, endsAt, false, request.SerafinCode.Length > 0 ? request.SerafinCode : null, Wire.OptionalId(request.SourceId));
        IReadOnlyList<Member> members = [.. request.Participants.Concat(request.Resources).Select(Wire.Member).DistinctBy(m => m.Id)];
        if (members.Count == 0) throw new BadInputException("member-missing", "Un rendez-vous réunit au moins un participant ou une ressource. Ajoutez-en un.");
        return await ReplyAsync(await booking.BookAsync(draft, startsAt, members, Wire.Reason(request.OverrideReason), request.IdempotencyKey, context.CancellationToken), context.CancellationToken);
    });

    public override Task<BookReply> Move(MoveRequest request, ServerCallContext context) => Refused.AsStatusAsync(async () =>
    {
        var (startsAt, endsAt) = (Wire.Instant(request.StartsAt), Wire.Instant(request.EndsAt));
        ChangeOccurrence.CheckTimes(startsAt, endsAt);
        var file = await desk.OpenAsync(Wire.Id(request.AppointmentId), "U", "agenda.move", context.CancellationToken);
        IReadOnlyList<Member>? resources = request.Resources.Count > 0 ? [.. request.Resources.Select(Wire.Member)] : null;
        // Sent again after its answer was lost: it is already there.
        var same = file.Occurrence.StartsAt == startsAt && file.Occurrence.EndsAt == endsAt && (resources is null || resources.All(r => file.Expected.Contains(r)));
        var answer = same ? BookingAnswer.Of(file.Occurrence, file.Activity, []) : await desk.MoveAsync(file, startsAt, endsAt, resources, Wire.Reason(request.OverrideReason), context.CancellationToken);
        return await ReplyAsync(answer, context.CancellationToken);
    });

    public override Task<Appointment> Cancel(CancelRequest request, ServerCallContext context) => Refused.AsStatusAsync(async () =>
    {
        var file = await desk.OpenAsync(Wire.Id(request.AppointmentId), "U", "agenda.cancel", context.CancellationToken);
        if (request.Reason.Length > 40) throw new BadInputException("reason", "Le motif est un code de 40 caractères au plus. Raccourcissez-le.");
        await desk.CancelAsync(file, request.Reason.Length > 0 ? request.Reason : "structure", context.CancellationToken);
        return Wire.Appointment(file);
    });

    public override Task<Appointment> GetAppointment(GetAppointmentRequest request, ServerCallContext context) => Refused.AsStatusAsync(async () =>
    {
        var file = await desk.OpenAsync(Wire.Id(request.AppointmentId), "R", "agenda.read", context.CancellationToken);
        await desk.KeepTrailAsync(context.CancellationToken);
        return Wire.Appointment(file);
    });

    private async Task<BookReply> ReplyAsync(BookingAnswer answer, CancellationToken ct)
    {
        var reply = new BookReply { Booked = answer.Occurrence is not null };
        if (answer.Occurrence is { } placed)
        {
            reply.Appointment = Wire.Appointment((await desk.FindAsync(placed.Id, ct))!);
            await desk.KeepTrailAsync(ct);
        }

        reply.Conflicts.AddRange(answer.Conflicts.Select(Wire.Obstacle));
        reply.Alternatives.AddRange(answer.Alternatives.Select(s => Wire.Slot(s, [])));
        reply.Warnings.AddRange(answer.Warnings.Select(w => w.Explanation));
        return reply;
    }
}

/// <summary>A refusal of the trade as the gRPC status a caller expects; its sentence travels as the detail.</summary>
internal static class Refused
{
    public static async Task<T> AsStatusAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (RefusalException refusal)
        {
            throw new RpcException(new(refusal.Status switch
            {
                400 => StatusCode.InvalidArgument,
                403 => StatusCode.PermissionDenied,
                404 => StatusCode.NotFound,
                412 => StatusCode.Aborted,
                503 => StatusCode.Unavailable,
                _ => StatusCode.FailedPrecondition,
            }, $"{refusal.Code}: {refusal.Message}"));
        }
    }
}
