using Billing.Attendance;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>Works out the month of one stay: which days count and how, then the lines of its regime.</summary>
internal static class StayMonth
{
    /// <param name="stay">The stay.</param>
    /// <param name="usagerId">The person, after merges of identities.</param>
    /// <param name="terms">What holds for the establishment and the month.</param>
    /// <param name="facts">What agenda told.</param>
    /// <param name="mine">False on a day that another stay of the same person already bills.</param>
    public static Sheet Compute(Stay stay, Guid usagerId, MonthTerms terms, PersonFacts facts, Func<DateOnly, bool>? mine = null)
    {
        var sheet = new Sheet(stay, usagerId, terms);
        StayCalendar.Fill(sheet, facts, mine);
        switch (stay.Regime)
        {
            case Regime.EhpadClassic or Regime.EhpadTrial: EhpadDays.Bill(sheet); break;
            case Regime.Fam or Regime.FoyerDeVie: AdultDays.BillLodged(sheet); break;
            case Regime.Mas: AdultDays.BillMas(sheet); break;
            case Regime.ImeInternatComplet or Regime.ImeInternatSemaine: SchoolDays.BillInternat(sheet); break;
            case Regime.ImeSemiInternat or Regime.ImeExternat: SchoolDays.BillAttended(sheet, facts.Attendances); break;
            case Regime.AccueilTemporaire when stay.Terms.Accommodation: TemporaryDays.BillNights(sheet); break;
            case Regime.AccueilTemporaire: TemporaryDays.BillDays(sheet, facts.Attendances); break;
            case Regime.AccueilDeJour: DayCare.Bill(sheet, facts); break;
            // ESAT pays (see EsatPay) and SAVS is financed for the year: no line a day.
            case Regime.Esat or Regime.Savs: break;
        }
        if (stay.Regime is Regime.EhpadClassic or Regime.EhpadTrial) sheet.RequireBirthDate("le tarif des moins de soixante ans ne peut pas être appliqué");
        if (stay.Regime is Regime.ImeInternatComplet or Regime.ImeInternatSemaine or Regime.ImeSemiInternat or Regime.ImeExternat) sheet.RequireBirthDate("l'amendement Creton ne peut pas être appliqué à vingt ans");
        Trips.Bill(sheet, facts.Transports);
        return sheet;
    }
}
