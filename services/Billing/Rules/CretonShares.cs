using Billing.Parameters;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>Who pays the day price of a children's structure: assurance maladie until twenty, then whom the orientation names (L242-4).</summary>
internal static class CretonShares
{
    private const int Age = 20;

    /// <summary>From the twentieth birthday on, also in the middle of a month.</summary>
    public static bool Applies(StayTerms terms, DateOnly day) => terms.Turns(Age) is { } twenty && day >= twenty;

    public static void Add(Sheet sheet, DateOnly day, Nature nature, decimal quantity, decimal unitPrice, Price price, string rule, string inputs, Source source, bool present, string? serafin)
    {
        if (!Applies(sheet.Stay.Terms, day))
        {
            if (sheet.Funding == Funding.Dotation) sheet.AddActivity(day, nature, Payer.AssuranceMaladie, rule, inputs, source, quantity, serafin);
            else Part(unitPrice, Payer.AssuranceMaladie, rule, nature);
            return;
        }
        var creton = sheet.Stay.Terms.Creton ?? new(CretonOrientation.None);
        var departement = Payer.Departement(creton.Departement);
        switch (creton.Orientation)
        {
            case CretonOrientation.Foyer:
                Part(unitPrice, departement, "CRETON-CD", nature);
                break;
            case CretonOrientation.Fam or CretonOrientation.Samsah:
                if (sheet.PriceOf(PriceCodes.ForfaitPlafondSoins, day) is not { } ceiling) return;
                var care = Math.Min(ceiling.UnitPrice, unitPrice);
                Part(unitPrice - care, departement, "CRETON-FAM", nature);
                Part(care, Payer.AssuranceMaladie, "CRETON-FAM", nature);
                break;
            case CretonOrientation.None:
                sheet.Note("creton-without-orientation", day, "Plus de vingt ans sans orientation de la CDAPH : facturé à l'assurance maladie, à régulariser.", blocking: false);
                Part(unitPrice, Payer.AssuranceMaladie, "CRETON-SANS", nature);
                break;
            default:
                AddLodgedElsewhere();
                break;
        }

        // Orientation toward a MAS or another house: the person pays the forfait journalier only if lodged there and here.
        void AddLodgedElsewhere()
        {
            decimal fjh = 0;
            if (creton.WithAccommodation && sheet.Stay.Internat && present)
            {
                if (sheet.FigureOf(NationalFigures.Fjh, day) is not { } figure) return;
                fjh = Math.Min(figure, unitPrice);
                Part(fjh, sheet.Resident, "CRETON-AM", Nature.Fjh);
            }
            Part(unitPrice - fjh, Payer.AssuranceMaladie, "CRETON-AM", nature);
        }

        void Part(decimal part, Payer payer, string by, Nature of) => sheet.Add(day, of, part, price, payer, by, inputs, source, quantity, serafin);
    }
}
