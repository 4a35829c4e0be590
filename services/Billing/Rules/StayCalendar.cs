using Billing.Attendance;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>Which days of the month belong to a stay, and how each counts: Σ present + absent = calendar days of the stay.</summary>
internal static class StayCalendar
{
    public static void Fill(Sheet sheet, PersonFacts facts, Func<DateOnly, bool>? mine)
    {
        var (stay, parameters) = (sheet.Stay, sheet.Terms.Parameters);
        NoteReversed(sheet, facts);
        var away = AwayCalendar.Of(facts.Absences, parameters, sheet.Terms.Month.Last);
        var died = stay.ExitKind == ExitKind.Death ? stay.ExitOn : facts.DiedOn;
        var left = stay.ExitKind is null or ExitKind.Death ? facts.LeftOn : stay.ExitOn;
        var week = stay.Regime == Regime.ImeInternatSemaine;
        var from = stay.AdmittedOn > sheet.Terms.Month.First ? stay.AdmittedOn : sheet.Terms.Month.First;
        for (var day = from; day <= sheet.Terms.Month.Last; day = day.AddDays(1))
        {
            if (mine is not null && !mine(day)) continue;
            if (died is { } death && day > death)
            {
                if (day > death.AddDays(parameters.DaysAfterDeath) || stay.RoomFreedOn <= day || !stay.Lodges) continue;
                sheet.Days.Add(new(day, DayKind.AfterDeath, null));
            }
            else if (left is { } exit && (day > exit || day == exit && !parameters.ExitDayBilled))
            {
                if (stay.NoticeUntil >= day) sheet.Days.Add(new(day, DayKind.Notice, null));
            }
            else if (week && day.DayOfWeek is (DayOfWeek.Saturday or DayOfWeek.Sunday)) sheet.Days.Add(new(day, DayKind.NotExpected, null));
            else sheet.Days.Add(away.On(day) is { } absent ? new(day, DayKind.Absent, absent) : new(day, DayKind.Present, null));
        }
        if (died is { } last && stay.RoomFreedOn is null && sheet.Days.Any(d => d.Kind == DayKind.AfterDeath))
            sheet.Note("room-not-freed", last, "Décès connu, chambre non libérée : indiquez la date de libération de la chambre.", blocking: false);
    }

    private static void NoteReversed(Sheet sheet, PersonFacts facts)
    {
        foreach (var absence in facts.Absences.Where(a => a is { Reversed: true, Cancelled: false }))
            sheet.Note("absence-reversed", Paris.DayOf(absence.LeftAt), "Une absence se termine avant de commencer : elle n'est pas comptée. Faites corriger ses dates dans l'agenda.", blocking: true);
    }
}
