using System.ComponentModel.DataAnnotations;
using Agenda.Calendars;
using Agenda.Rules;
using Platform;

namespace Agenda.Activities;

/// <summary>A calendar named by the caller.</summary>
/// <param name="Kind">usager, staff, room, vehicle, equipment or external.</param>
public sealed record MemberRequest([property: Required] string Kind, Guid Id, bool Wheelchair = false)
{
    private const int Most = 200;

    internal static IReadOnlyList<Member> Read(IReadOnlyList<MemberRequest>? members)
    {
        if (members is null) return [];
        if (members.Count > Most) throw new BadInputException("too-many-members", $"Une séance réunit au plus {Most} participants et ressources. Retirez-en, ou planifiez deux séances.");
        if (members.DistinctBy(m => m.Id).Count() != members.Count) throw new BadInputException("member-twice", "Un participant ou une ressource est cité deux fois. Retirez le doublon.");
        return [.. members.Select(m => m.Id == Guid.Empty ? throw new BadInputException("member-missing", "Un participant n'a pas d'identifiant. Choisissez-le dans la liste.") : new Member(CalendarRef.Read(m.Kind), m.Id, m.Wheelchair))];
    }
}

/// <summary>An activity to plan, once or in a series, at an hour on the wall.</summary>
/// <param name="Kind">activite, rdv, telemedecine, transport, soin or reunion.</param>
/// <param name="Rule">RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231; none when it takes place once.</param>
/// <param name="OverrideReason">Why soft rules are bent; without it they refuse.</param>
public sealed record ActivityRequest(Guid EstablishmentId,
    [property: AllowedValues("activite", "rdv", "telemedecine", "transport", "soin", "reunion")] string Kind,
    [property: Required, StringLength(120, MinimumLength = 2)] string Label,
    DateOnly FirstDay, TimeOnly StartTime, [property: Range(5, 1440)] int Minutes,
    IReadOnlyList<MemberRequest> Members,
    Guid? UnitId = null,
    [property: RegularExpression(@"^[123](\.\d{1,2}){1,4}$")] string? SerafinCode = null,
    bool Health = false, bool CoAnimation = false,
    [property: Range(1, 50)] int? UsagersPerAdult = null, [property: Range(0, 20)] int AdultMinimum = 0,
    IReadOnlyList<string>? Qualifications = null, DayCounting Counting = DayCounting.None,
    [property: Range(0, 720)] int? SelfManagedHoursAhead = null,
    [property: StringLength(40)] string? Zone = null, [property: StringLength(200)] string? Rule = null, IReadOnlyList<DateOnly>? ExcludedDays = null, bool SkipSchoolHolidays = false,
    [property: StringLength(300)] string? OverrideReason = null)
{
    private static readonly DateOnly Oldest = new(2020, 1, 1), Latest = new(2100, 1, 1);

    internal ActivityDraft Draft()
    {
        if (FirstDay < Oldest || FirstDay > Latest) throw new BadInputException("first-day", "Le premier jour est hors du calendrier. Corrigez la date.");
        if (Qualifications is { Count: > 10 } || Qualifications?.Any(q => q.Length is 0 or > 40) == true) throw new BadInputException("qualifications", "Donnez au plus dix qualifications de 40 caractères.");
        if (ExcludedDays is { Count: > 366 }) throw new BadInputException("excluded-days", "Une série exclut au plus 366 jours. Retirez-en, ou planifiez deux séries.");
        var zone = Zone ?? WallTime.Paris;
        _ = WallTime.Zone(zone);
        return new(EstablishmentId, Kind, Label.Trim(), FirstDay, StartTime, Minutes)
        {
            UnitId = UnitId, SerafinCode = SerafinCode, Health = Health || Kind is "soin" or "telemedecine", CoAnimation = CoAnimation, UsagersPerAdult = UsagersPerAdult, AdultMinimum = AdultMinimum,
            Qualifications = Qualifications ?? [], Counting = Counting, SelfManagedHoursAhead = SelfManagedHoursAhead, Zone = zone, Rule = Rule is { Length: > 0 } rule ? Recurrence.Parse(rule) : null,
            ExcludedDays = ExcludedDays ?? [], SkipSchoolHolidays = SkipSchoolHolidays,
        };
    }
}
