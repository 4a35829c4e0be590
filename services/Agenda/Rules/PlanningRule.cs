using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>One line of the table: whom it looks at, what it looks for, and whether a reason may bend it.</summary>
/// <param name="Hard">A hard rule refuses; a soft one asks for a reason.</param>
/// <param name="Reason">Word of the contract for searches.</param>
internal sealed record PlanningRule(string Code, bool Hard, string Reason)
{
    /// <summary>Kinds of members it looks at one by one; none when it looks at the whole.</summary>
    public IReadOnlyList<CalendarKind> Kinds { get; init; } = [];

    /// <summary>Whether a stretch of the member's own time that overlaps is in the way.</summary>
    public Func<Proposal, Stretch, bool>? Holds { get; init; }

    public Func<Proposal, Member, PlanningFacts, IEnumerable<Finding>>? Member { get; init; }
    public Func<Proposal, PlanningFacts, IEnumerable<Finding>>? Whole { get; init; }
}
