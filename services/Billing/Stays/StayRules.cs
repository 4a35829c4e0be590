using Billing.Rules;
using Platform;

namespace Billing.Stays;

/// <summary>What a stay's terms must be before anything is billed by them.</summary>
internal static class StayRules
{
    private const int Most = 50;

    public static void Check(StayTerms terms, DateOnly admittedOn)
    {
        if (terms.BirthDate > admittedOn || terms.BirthDate?.Year < 1890) throw new BadInputException("birth-date", "La date de naissance n'est pas possible pour cette admission. Corrigez-la, puis renvoyez.");
        if (terms.Shares?.Count > Most || terms.Decisions?.Count > Most || terms.Girs?.Count > Most) throw new BadInputException("too-many-lines", "Un séjour compte au plus cinquante parts, décisions ou évaluations. Gardez celles qui sont en vigueur, puis renvoyez.");
        if (terms.Creton is { Orientation: CretonOrientation.Foyer or CretonOrientation.Fam or CretonOrientation.Samsah } creton && !IsCode(creton.Departement))
            throw new BadInputException("payer-id", "Pour cette orientation, le département paie : donnez son numéro (par exemple 69), puis renvoyez.");
        foreach (var decision in terms.Decisions ?? []) Check(decision);
        foreach (var share in terms.Shares ?? []) Check(share, terms.Decisions ?? []);
        foreach (var gir in terms.Girs ?? [])
            if (gir.Gir is < 1 or > 6) throw new BadInputException("gir-range", "Le GIR va de 1 à 6. Corrigez-le, puis renvoyez.");
    }

    private static void Check(Decision decision)
    {
        if (decision.Kind is not (Decision.AideSociale or Decision.Cdaph or Decision.Apa)) throw new BadInputException("decision-kind", "La décision est de l'aide sociale (AIDE_SOCIALE), de la CDAPH (CDAPH) ou de l'APA (APA). Choisissez l'une des trois, puis renvoyez.");
        if (decision.Reference.Length is 0 or > 40) throw new BadInputException("decision-reference", "Donnez la référence de la décision, en quarante caractères au plus.");
        Ordered(decision.ValidFrom, decision.ValidUntil);
    }

    private static void Check(Share share, IReadOnlyList<Decision> decisions)
    {
        Ordered(share.ValidFrom ?? DateOnly.MinValue, share.ValidUntil);
        if (share.Mode == ShareMode.Percent && share.Value is (<= 0 or > 100m) || share.Mode == ShareMode.PerDay && share.Value is (<= 0 or > 10_000m))
            throw new BadInputException("share-value", "Une part est un pourcentage de 1 à 100 ou un montant positif par jour. Corrigez-la, puis renvoyez.");
        if (share.Payer != PayerKind.Resident && !IsCode(share.PayerId)) throw new BadInputException("payer-id", "Nommez le payeur par son code : AM, CD-75… (lettres, chiffres et tirets).");
        if (share.DecisionReference is { } reference && decisions.All(d => d.Reference != reference)) throw new BadInputException("decision-unknown", "Une part renvoie à une décision qui n'est pas dans la liste. Ajoutez la décision, puis renvoyez.");
    }

    private static void Ordered(DateOnly from, DateOnly? until)
    {
        if (until < from) throw new BadInputException("dates-reversed", "La date de fin précède la date de début. Corrigez l'une des deux, puis renvoyez.");
    }

    private static bool IsCode(string text) => text.Length is > 0 and <= 36 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
