using Agenda.Activities;
using Agenda.Availability;
using Agenda.Calendars;
using Agenda.Rules;
using Platform;

namespace Agenda.Booking;

public sealed record SlotView(DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<SlotResource> Resources)
{
    internal static SlotView Of(FreeSlot slot) => new(slot.StartsAt, slot.EndsAt, [.. slot.Resources.Select(r => new SlotResource(r.Kind, r.Id))]);
}

public sealed record SlotResource(CalendarKind Kind, Guid Id);

/// <summary>A conflict as the caller reads it: who stands in the way, and what is free instead.</summary>
internal static class Refusals
{
    public static RuleBrokenException Conflict(IReadOnlyList<Breach> conflicts, IReadOnlyList<FreeSlot> alternatives)
    {
        var hard = conflicts.Any(c => c.Hard);
        var first = conflicts.OrderByDescending(c => c.Hard).First().Explanation;
        var refusal = hard
            ? new RuleBrokenException("planning-conflict", $"{first} Choisissez un autre moment ou une autre ressource ; rien n'a été réservé.")
            : new RuleBrokenException("override-reason-missing", $"{first} Pour passer outre, donnez un motif (overrideReason) ; rien n'a été réservé.");
        refusal.Details["conflicts"] = conflicts.Select(BreachView.Of).ToList();
        refusal.Details["alternatives"] = alternatives.Select(SlotView.Of).ToList();
        return refusal;
    }
}
