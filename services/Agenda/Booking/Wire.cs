using System.Globalization;
using Agenda.Availability;
using Agenda.Occurrences;
using Agenda.Rules;
using Contracts.Agenda;
using Platform;
using AgendaNeed = Agenda.Availability.Need;
using CalendarKind = Agenda.Calendars.CalendarKind;
using CalendarRef = Contracts.Agenda.CalendarRef;
using Ref = Agenda.Calendars.CalendarRef;

namespace Agenda.Booking;

/// <summary>Words of the contract and words of the agenda, both ways.</summary>
internal static class Wire
{
    public static Guid Id(string text) => OptionalId(text) ?? throw new BadInputException("id", "Un identifiant est un UUID. Choisissez l'élément dans la liste.");

    public static Guid? OptionalId(string text) => text.Length == 0 ? null : Guid.TryParse(text, out var id) ? id : throw new BadInputException("id", "Un identifiant est un UUID. Choisissez l'élément dans la liste.");

    public static DateTimeOffset Instant(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        ? at : throw new BadInputException("instant", "Une date et une heure s'écrivent 2026-03-24T13:00:00Z. Corrigez-les.");

    public static TimeOnly? Time(string text) => text.Length == 0 ? null
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw new BadInputException("instant", "Une heure s'écrit 08:30. Corrigez-la.");

    public static string? Reason(string text) => text.Trim() is { Length: > 0 } reason ? reason : null;

    public static Member Member(CalendarRef r) => new(Ref.Read(r.Kind), Id(r.Id), r.Wheelchair);

    public static AgendaNeed Need(Contracts.Agenda.Need n, Guid house) =>
        new(Ref.Read(n.Kind), OptionalId(n.EstablishmentId) ?? house, n.ResourceType, n.Qualification, n.Capacity, n.Wheelchairs);

    public static Slot Slot(FreeSlot slot, IReadOnlyList<string> warnings)
    {
        var wire = new Slot { StartsAt = Text(slot.StartsAt), EndsAt = Text(slot.EndsAt) };
        wire.Resources.AddRange(slot.Resources.Select(Of));
        wire.Warnings.AddRange(warnings);
        return wire;
    }

    public static Obstacle Obstacle(Breach b)
    {
        var wire = new Obstacle { Reason = b.Reason, StartsAt = Text(b.StartsAt), EndsAt = Text(b.EndsAt), Explanation = b.Explanation, HeldBy = b.HeldBy?.ToString() ?? "", Hard = b.Hard, Rule = b.Rule };
        if (b.Calendar is { } calendar) wire.Calendar = Of(calendar);
        return wire;
    }

    public static Appointment Appointment(OccurrenceFile file)
    {
        var o = file.Occurrence;
        var wire = new Appointment
        {
            AppointmentId = o.Id.ToString(), ActivityId = o.ActivityId.ToString(), Status = Status(o), StartsAt = Text(o.StartsAt), EndsAt = Text(o.EndsAt), Version = o.Version,
            EstablishmentId = o.EstablishmentId.ToString(), Kind = file.Activity.Kind,
        };
        foreach (var member in file.Members.Where(m => m.Status is ParticipationStatus.Expected or ParticipationStatus.Missing))
            (member.Calendar.IsResource ? wire.Resources : wire.Participants).Add(Of(member.Calendar));
        return wire;
    }

    private static string Status(Occurrence o) => o switch
    {
        { Status: OccurrenceStatus.Cancelled } => "cancelled",
        { Status: OccurrenceStatus.Done } => "done",
        { ToReplace: true } => "to-replace",
        { Status: OccurrenceStatus.Validated } => "validated",
        _ => "planned",
    };

    private static CalendarRef Of(Ref r) => new() { Kind = Ref.Word(r.Kind), Id = r.Id == Guid.Empty ? "" : r.Id.ToString() };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
