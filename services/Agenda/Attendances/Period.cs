using Platform;

namespace Agenda.Attendances;

/// <summary>Days asked for, both included: a year at most.</summary>
internal static class Period
{
    public static void Require(DateOnly from, DateOnly to)
    {
        if (to < from) throw new BadInputException("period", "La fin de la période précède son début. Inversez les deux dates.");
        if (to.DayNumber - from.DayNumber > 366) throw new BadInputException("period-too-long", "La période dépasse un an. Demandez-la en plusieurs fois.");
    }
}
