namespace Billing.Prices;

/// <summary>What a price table can price. An unknown code is refused: a typing mistake would be a gap nobody sees.</summary>
public static class PriceCodes
{
    /// <summary>Day of accommodation.</summary>
    public const string Heb = "HEB";

    /// <summary>Day of accommodation of a resident under sixty, dependence included.</summary>
    public const string HebUnderSixty = "HEB-M60";

    public const string DepGir12 = "DEP-GIR12", DepGir34 = "DEP-GIR34", DepGir56 = "DEP-GIR56";

    /// <summary>Variable charges taken off after 72 hours, by the règlement départemental d'aide sociale.</summary>
    public const string Rdas = "RDAS";

    /// <summary>The same for a resident who has aide sociale, when the département says otherwise.</summary>
    public const string RdasAideSociale = "RDAS-AS";

    /// <summary>Day price of MAS, IME, IEM…</summary>
    public const string Journee = "JOURNEE";

    /// <summary>Forfait plafond soins of the year before, for the amendement Creton toward FAM or SAMSAH.</summary>
    public const string ForfaitPlafondSoins = "FPS";

    public const string DayCare = "AJ-JOUR", DayCareHalf = "AJ-DEMI";

    /// <summary>Participation in accueil temporaire, below the national ceiling.</summary>
    public const string TemporaryParticipation = "AT-PARTICIPATION";

    /// <summary>One trip billed to the usager, and what a kilometre costs the house.</summary>
    public const string Transport = "TRANSPORT", TransportCost = "COUT-KM";

    /// <summary>An hour of rémunération garantie (ESAT).</summary>
    public const string GuaranteedPayHour = "RG-HEURE";

    public static readonly IReadOnlyList<string> All =
        [Heb, HebUnderSixty, DepGir12, DepGir34, DepGir56, Rdas, RdasAideSociale, Journee, ForfaitPlafondSoins, DayCare, DayCareHalf, TemporaryParticipation, Transport, TransportCost, GuaranteedPayHour];

    /// <summary>The tariff of a GIR, 1 to 6.</summary>
    public static string OfGir(int gir) => gir switch { 1 or 2 => DepGir12, 3 or 4 => DepGir34, _ => DepGir56 };
}
