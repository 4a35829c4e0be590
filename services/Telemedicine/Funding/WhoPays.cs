using Telemedicine.Experts;
using Telemedicine.Requests;
using Telemedicine.UseCases;

namespace Telemedicine.Funding;

/// <summary>Where the professional beside the person stood (TLS, TLL, TLD).</summary>
public enum CompanionPlace { PlannedCare, DedicatedPlace, Home }

/// <summary>Somebody's part as far as money goes.</summary>
/// <param name="Profession">TRE_G15: 10 médecin, 60 infirmier…; empty for other staff.</param>
/// <param name="Salaried">An employee of the house bills nothing.</param>
public sealed record Worker(string Function, string Profession, bool Salaried);

/// <summary>What pays a part, and under which code; no code when nothing is billed.</summary>
public sealed record Funded(FundingPath Path, string Code = "")
{
    public static readonly Funded Nobody = new(FundingPath.None);
}

/// <summary>The house of the person: the forfait soins is an EHPAD's, an IME has none.</summary>
public sealed record FundedHouse(bool Ehpad, TariffOption Tariff)
{
    /// <summary>The global tariff already pays the general practitioners of an EHPAD.</summary>
    public bool PaysGeneralists => Ehpad && Tariff == TariffOption.Global;

    public Funded Own => Ehpad ? new(FundingPath.EhpadForfait) : Funded.Nobody;
}

/// <summary>Who pays each part of an act (sheet §5).</summary>
public static class WhoPays
{
    private const string Nurse = "60";

    // Médecin, sage-femme, infirmier, masseur-kinésithérapeute, pédicure-podologue, orthophoniste.
    private static readonly HashSet<string> MayBillRequest = new(StringComparer.Ordinal) { "10", "50", Nurse, "70", "80", "91" };

    /// <param name="unpaid">The four advices of the year are spent.</param>
    public static Funded Requis(ActType act, RequisKind kind, Worker worker, FundedHouse house, bool unpaid) => (act, kind) switch
    {
        (_, RequisKind.Hospital) => new(FundingPath.HospitalExternal),
        (_, RequisKind.Programme) => new(FundingPath.RegionalProgramme),
        _ when worker.Salaried => house.Own,
        (ActType.Telesoin, RequisKind.Paramedical) => worker.Profession == Nurse ? new(FundingPath.AmAct, "TMI") : Funded.Nobody,
        (ActType.Teleexpertise, RequisKind.Generalist or RequisKind.Specialist) => unpaid ? Funded.Nobody : new(FundingPath.AmAct, "TE2"),
        (ActType.Teleconsultation, RequisKind.Generalist) => house.PaysGeneralists ? new(FundingPath.EhpadForfait) : new(FundingPath.AmAct, "TCG"),
        (ActType.Teleconsultation, RequisKind.Specialist) => new(FundingPath.AmAct, "TCS"),
        _ => Funded.Nobody,
    };

    /// <summary>The requérant of a téléexpertise.</summary>
    public static Funded Requester(Worker worker, FundedHouse house, bool unpaid)
    {
        if (worker.Function == Functions.MobileTeam) return Funded.Nobody;
        if (worker.Salaried) return house.Own;
        if (unpaid || !MayBillRequest.Contains(worker.Profession)) return Funded.Nobody;
        return worker.Function == Functions.TreatingDoctor && house.PaysGeneralists ? new(FundingPath.EhpadForfait) : new(FundingPath.AmAct, "RQD");
    }

    /// <summary>The professional beside the person: only a nurse on her own account bills, and only a téléconsultation.</summary>
    public static Funded Companion(ActType act, Worker worker, CompanionPlace place, FundedHouse house)
    {
        if (worker.Salaried) return house.Own;
        if (act != ActType.Teleconsultation || worker.Profession != Nurse) return Funded.Nobody;
        return new(FundingPath.AmAct, place switch { CompanionPlace.DedicatedPlace => "TLL", CompanionPlace.Home => "TLD", _ => "TLS" });
    }
}

/// <summary>Functions that say for whom somebody works.</summary>
public static class Functions
{
    public const string TreatingDoctor = "medecin-traitant", MobileTeam = "equipe-mobile";

    /// <summary>A médecin traitant works on his own account, a mobile team for somebody else; the others are of the house.</summary>
    public static bool OfTheHouse(string function) => function is not (TreatingDoctor or MobileTeam);
}
