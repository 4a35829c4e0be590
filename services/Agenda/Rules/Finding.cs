using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>What a rule has found, without words: searches find many and tell few.</summary>
/// <param name="Rule">Code of the rule.</param>
/// <param name="Calendar">Whose; null when it is about the whole.</param>
/// <param name="What">The stretch that is in the way, or the slot itself when nothing holds it.</param>
public readonly record struct Finding(string Rule, bool Hard, CalendarRef? Calendar, Stretch What, string Missing = "");

/// <summary>A finding in French, for who asked.</summary>
/// <param name="Reason">busy, absent, closed, off-duty, constraint, capacity, qualification, transfer, ratio, adults, none-of-kind.</param>
/// <param name="HeldBy">The occurrence that holds the calendar, when the asker may know it.</param>
public sealed record Breach(string Rule, string Reason, bool Hard, CalendarRef? Calendar, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Explanation, Guid? HeldBy);
