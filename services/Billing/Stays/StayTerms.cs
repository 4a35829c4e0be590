using Billing.Parameters;
using Billing.Rules;

namespace Billing.Stays;

/// <summary>What the département or the MDPH decided, between two days.</summary>
/// <param name="Kind">AIDE_SOCIALE, CDAPH, APA.</param>
public sealed record Decision(string Kind, string Reference, DateOnly ValidFrom, DateOnly? ValidUntil = null)
{
    public const string AideSociale = "AIDE_SOCIALE", Cdaph = "CDAPH", Apa = "APA";

    public bool Covers(DateOnly day) => ValidFrom <= day && (ValidUntil is not { } until || day <= until);
}

public enum ShareMode { Percent, PerDay, Remainder }

/// <summary>A payer's part of the day of accommodation. Fixed and proportional parts come first; the remainder goes to the last payer, so that cents are never lost.</summary>
/// <param name="PayerId">AM, CD-75, or the name of another payer; ignored for the resident.</param>
/// <param name="DecisionReference">The decision without which this payer does not pay.</param>
public sealed record Share(PayerKind Payer, ShareMode Mode, string PayerId = "", decimal Value = 0, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? DecisionReference = null)
{
    public bool Covers(DateOnly day) => (ValidFrom is not { } from || from <= day) && (ValidUntil is not { } until || day <= until);
}

/// <summary>An evaluation of dependence. Only one of the yearly GMP (or of the entry) sets the tariff.</summary>
public sealed record GirEvaluation(DateOnly On, int Gir, bool SetsTariff = true);

/// <summary>Where the CDAPH sends a young adult kept in a children's structure.</summary>
public enum CretonOrientation { None, Foyer, Fam, Samsah, Mas, Other }

/// <summary>Orientation of a young adult kept beyond twenty (L242-4).</summary>
/// <param name="WithAccommodation">The structure of the orientation lodges.</param>
/// <param name="Departement">Number of the département that pays.</param>
public sealed record Creton(CretonOrientation Orientation, bool WithAccommodation = true, string Departement = "");

/// <summary>What the stay is billed by, besides its dates.</summary>
/// <param name="BirthDate">To know the sixtieth and the twentieth birthday; nothing else is kept of the identity.</param>
/// <param name="OutsideDepartement">Number of the département of origin when it is another one: it pays dependence by the day.</param>
/// <param name="KeepsClassicParticipation">A resident of before the trial who keeps the participation of GIR 5-6.</param>
/// <param name="Accommodation">For accueil temporaire: nights, not days only.</param>
/// <param name="SundayConsentId">The written consent to work on Sundays (ESAT).</param>
public sealed record StayTerms(
    DateOnly? BirthDate = null, IReadOnlyList<Share>? Shares = null, IReadOnlyList<Decision>? Decisions = null, IReadOnlyList<GirEvaluation>? Girs = null, string? OutsideDepartement = null,
    bool KeepsClassicParticipation = false, Creton? Creton = null, bool Accommodation = false, Funding? Funding = null, Guid? SundayConsentId = null)
{
    public bool AideSociale(DateOnly day) => Decisions?.Any(d => d.Kind == Decision.AideSociale && d.Covers(day)) ?? false;

    /// <summary>The first day of that age, or null when the birth date is not known. Who was born on 29 February grows older on 1 March of other years.</summary>
    public DateOnly? Turns(int age)
    {
        if (BirthDate is not { } birth) return null;
        var day = birth.AddYears(age);
        return day.Day == birth.Day ? day : day.AddDays(1);
    }
}
