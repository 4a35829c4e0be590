using Agenda.Calendars;
using Agenda.Rules;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Activities;

/// <summary>How a presence counts in days for who is paid by the day.</summary>
public enum DayCounting { None, HalfDay, Day }

/// <summary>What is planned, once or in a series: its nature, its needs and its hour on the wall. When it takes place is said by its occurrences.</summary>
public sealed class Activity : ITenantOwned
{
    private Activity() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid? UnitId { get; private init; }

    /// <summary>activite, rdv, telemedecine, transport, soin, reunion.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>Short and without clinical text.</summary>
    public string Label { get; private init; } = "";

    public string? SerafinCode { get; private init; }

    /// <summary>Health: who has a minimal view reads « rendez-vous ».</summary>
    public bool Health { get; private init; }

    /// <summary>Co-animation of several groups: its professionals may hold another such activity at the same time.</summary>
    public bool CoAnimation { get; private init; }

    /// <summary>At most so many usagers for one professional.</summary>
    public int? UsagersPerAdult { get; private init; }

    public int AdultMinimum { get; private init; }
    public List<string> Qualifications { get; private init; } = [];
    public DayCounting Counting { get; private init; }

    /// <summary>« Libre »: a person of level 3 joins and leaves alone, this many hours ahead at the latest. Null: not free.</summary>
    public int? SelfManagedHoursAhead { get; private init; }

    public DateOnly FirstDay { get; private init; }
    public TimeOnly StartTime { get; private init; }
    public int Minutes { get; private init; }
    public string Zone { get; private init; } = WallTime.Paris;

    /// <summary>RFC 5545 rule; null when it takes place once.</summary>
    public string? Rule { get; private init; }

    public List<DateOnly> ExcludedDays { get; private init; } = [];
    public bool SkipSchoolHolidays { get; private init; }

    /// <summary>Last local day whose occurrences exist.</summary>
    public DateOnly PlannedUntil { get; private set; }

    /// <summary>No occurrence after this day.</summary>
    public DateOnly? EndsOn { get; private set; }

    /// <summary>The asker's own id, such as a telemedicine request.</summary>
    public Guid? SourceId { get; private init; }

    public Guid CreatedBy { get; private init; }
    public DateTimeOffset CreatedAt { get; private init; }
    public int Version { get; private set; } = 1;

    public bool Repeats => Rule is not null;

    public static Activity Plan(Guid tenantId, ActivityDraft draft, Guid by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = draft.EstablishmentId, UnitId = draft.UnitId, Kind = draft.Kind, Label = draft.Label, SerafinCode = draft.SerafinCode,
        Health = draft.Health, CoAnimation = draft.CoAnimation, UsagersPerAdult = draft.UsagersPerAdult, AdultMinimum = draft.AdultMinimum, Qualifications = [.. draft.Qualifications],
        Counting = draft.Counting, SelfManagedHoursAhead = draft.SelfManagedHoursAhead, FirstDay = draft.FirstDay, StartTime = draft.StartTime, Minutes = draft.Minutes, Zone = draft.Zone,
        Rule = draft.Rule?.ToString(), ExcludedDays = [.. draft.ExcludedDays], SkipSchoolHolidays = draft.SkipSchoolHolidays, PlannedUntil = draft.FirstDay.AddDays(-1), SourceId = draft.SourceId,
        CreatedBy = by, CreatedAt = now,
    };

    /// <summary>The days that are not planned yet, up to <paramref name="horizon"/>; they are planned from now on.</summary>
    public IReadOnlyList<DateOnly> DaysUntil(DateOnly horizon)
    {
        var last = EndsOn is { } end && end < horizon ? end : horizon;
        if (!Repeats) return PlannedUntil < FirstDay ? Planned(FirstDay, [FirstDay]) : [];
        if (last <= PlannedUntil) return [];
        var rule = Recurrence.Parse(Rule!);
        var all = rule.From(FirstDay, last).ToList();
        // A series that has come to its own end is not looked at again.
        if (rule.Until <= last || rule.Count == all.Count) EndsOn ??= rule.Until ?? (all.Count > 0 ? all[^1] : FirstDay);
        return Planned(last, [.. all.Where(day => day > PlannedUntil && !ExcludedDays.Contains(day))]);
    }

    public void EndAfter(DateOnly day)
    {
        if (!Repeats) throw new RuleBrokenException("activity-single", "Cette activité n'a lieu qu'une fois : annulez-la au lieu d'en arrêter la série.");
        EndsOn = day;
        Version++;
    }

    private IReadOnlyList<DateOnly> Planned(DateOnly until, IReadOnlyList<DateOnly> days)
    {
        PlannedUntil = until;
        Version++;
        return days;
    }
}

/// <summary>Somebody or something that takes part in each occurrence of an activity.</summary>
public sealed class ActivityMember : ITenantOwned
{
    private ActivityMember() { }

    public Guid TenantId { get; private init; }
    public Guid ActivityId { get; private init; }
    public Guid CalendarId { get; private init; }
    public CalendarKind Kind { get; private init; }
    public bool Wheelchair { get; private init; }

    /// <summary>Who takes part: the template, or for what takes place once those of its occurrence.</summary>
    public static async Task<List<Member>> OfActivityAsync(AgendaDbContext db, Guid activityId, CancellationToken ct)
    {
        var template = await db.ActivityMembers.AsNoTracking().Where(m => m.ActivityId == activityId).ToListAsync(ct);
        if (template.Count > 0) return template.ConvertAll(Member.Of);
        var expected = await db.Participations.AsNoTracking().Join(db.Occurrences.Where(o => o.ActivityId == activityId), p => p.OccurrenceId, o => o.Id, (p, _) => p).ToListAsync(ct);
        return [.. expected.DistinctBy(p => p.CalendarId).Select(Member.Of)];
    }

    /// <summary>The same for another person.</summary>
    public ActivityMember Beside(Guid calendarId) => new() { TenantId = TenantId, ActivityId = ActivityId, CalendarId = calendarId, Kind = Kind, Wheelchair = Wheelchair };

    public static ActivityMember Of(Activity activity, CalendarKind kind, Guid calendarId, bool wheelchair) =>
        new() { TenantId = activity.TenantId, ActivityId = activity.Id, CalendarId = calendarId, Kind = kind, Wheelchair = wheelchair };
}

/// <summary>What somebody wants to plan, already checked for form.</summary>
public sealed record ActivityDraft(Guid EstablishmentId, string Kind, string Label, DateOnly FirstDay, TimeOnly StartTime, int Minutes)
{
    public Guid? UnitId { get; init; }
    public string? SerafinCode { get; init; }
    public bool Health { get; init; }
    public bool CoAnimation { get; init; }
    public int? UsagersPerAdult { get; init; }
    public int AdultMinimum { get; init; }
    public IReadOnlyList<string> Qualifications { get; init; } = [];
    public DayCounting Counting { get; init; }
    public int? SelfManagedHoursAhead { get; init; }
    public string Zone { get; init; } = WallTime.Paris;
    public Recurrence? Rule { get; init; }
    public IReadOnlyList<DateOnly> ExcludedDays { get; init; } = [];
    public bool SkipSchoolHolidays { get; init; }
    public Guid? SourceId { get; init; }
}
