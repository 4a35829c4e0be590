using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Occurrences;

namespace Agenda.Rules;

/// <summary>Somebody or something wanted at an occurrence.</summary>
public sealed record Member(CalendarKind Kind, Guid Id, bool Wheelchair = false)
{
    public CalendarRef Calendar { get; } = new(Kind, Id);

    public static Member Of(Participation p) => new(p.Kind, p.CalendarId, p.Wheelchair);

    public static Member Of(ActivityMember m) => new(m.Kind, m.CalendarId, m.Wheelchair);
}

/// <summary>What would take place, as the rules look at it.</summary>
public sealed record Proposal(Guid EstablishmentId, Guid? UnitId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<Member> Members)
{
    public bool CoAnimation { get; init; }
    public int? UsagersPerAdult { get; init; }
    public int AdultMinimum { get; init; }
    public IReadOnlyList<string> Qualifications { get; init; } = [];

    /// <summary>Asked for by who searches; the house's own is the least.</summary>
    public int TransferMinutes { get; init; }

    /// <summary>The occurrence that is being moved: it is not in its own way.</summary>
    public Guid? Itself { get; init; }

    public long Start => StartsAt.UtcTicks;
    public long End => EndsAt.UtcTicks;

    public IEnumerable<Member> Of(CalendarKind kind) => Members.Where(m => m.Kind == kind);

    public static Proposal For(Activity activity, DateTimeOffset startsAt, DateTimeOffset endsAt, IReadOnlyList<Member> members, Guid? itself = null) => new(activity.EstablishmentId, activity.UnitId, startsAt, endsAt, members)
    {
        CoAnimation = activity.CoAnimation, UsagersPerAdult = activity.UsagersPerAdult, AdultMinimum = activity.AdultMinimum, Qualifications = activity.Qualifications, Itself = itself,
    };
}
