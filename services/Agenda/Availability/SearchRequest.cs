using Agenda.Calendars;
using Agenda.Rules;

namespace Agenda.Availability;

/// <summary>One thing or professional of a kind, whichever is free.</summary>
/// <param name="Type">salle-telemedecine, chariot, minibus…; empty: any.</param>
/// <param name="Capacity">Places asked; 0: as many as there are participants, for rooms and vehicles that count them.</param>
public sealed record Need(CalendarKind Kind, Guid EstablishmentId, string Type = "", string Qualification = "", int Capacity = 0, int Wheelchairs = 0)
{
    public Guid? UnitId { get; init; }

    /// <summary>Taken first when it is free.</summary>
    public Guid? Preferred { get; init; }
}

/// <summary>A common free time that somebody looks for.</summary>
public sealed record SearchRequest(Guid EstablishmentId, IReadOnlyList<Member> Participants, IReadOnlyList<Need> Needs, DateTimeOffset From, DateTimeOffset Until, int Minutes)
{
    public int TransferMinutes { get; init; }
    public int StepMinutes { get; init; } = 15;
    public int Limit { get; init; } = 20;
    public TimeOnly? Earliest { get; init; }
    public TimeOnly? Latest { get; init; }
    public Guid? UnitId { get; init; }

    /// <summary>The occurrence that looks for another time: it is not in its own way.</summary>
    public Guid? Itself { get; init; }

    public bool CoAnimation { get; init; }
}

/// <param name="Resources">One for each need, in the order asked.</param>
/// <param name="Bent">Soft rules that this slot would bend.</param>
public sealed record FreeSlot(DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<CalendarRef> Resources, IReadOnlyList<Finding> Bent);

/// <summary>What was found, and why the rest was not.</summary>
public sealed record Found(IReadOnlyList<FreeSlot> Slots, IReadOnlyList<Finding> Obstacles, PlanningFacts Facts);
