using Platform;
using Telemedicine.Experts;
using Telemedicine.UseCases;

namespace Telemedicine.Requests;

/// <summary>Why the act keeps within the parcours coordonné (sheet §4).</summary>
public enum ParcoursCase { TreatingDoctorReferral, TreatingDoctorActs, DirectAccess, UnderSixteen, Emergency, NoTreatingDoctor, TerritorialOrganisation }

/// <summary>How the act stands with regard to reimbursement.</summary>
/// <param name="Justification">Asked for every case but a referral or the médecin traitant himself.</param>
/// <param name="LastInPersonOn">Last time the person and the requis met.</param>
/// <param name="TreatingDoctorInformed">The médecin traitant knows of the request.</param>
public sealed record Parcours(ParcoursCase Case, string Justification, DateOnly? LastInPersonOn, bool TreatingDoctorInformed)
{
    public void Check()
    {
        if (Case is not (ParcoursCase.TreatingDoctorReferral or ParcoursCase.TreatingDoctorActs) && string.IsNullOrWhiteSpace(Justification))
            throw new BadInputException("parcours-justification", "Hors orientation par le médecin traitant, dites en une phrase pourquoi (accès direct, urgence, médecin traitant indisponible…).");
        if (Justification.Length > 300) throw new BadInputException("parcours-justification", "La justification dépasse 300 caractères. Raccourcissez-la.");
    }

    private const string MeetingMissing = "Un télésoin infirmier demande un soin en présence dans les douze derniers mois. Indiquez-en la date ou organisez-le d'abord.";

    /// <summary>A sentence when no meeting in person is known over twelve months.</summary>
    public string? Alternation(ActType act, string useCase, DateOnly today)
    {
        if (act is not (ActType.Teleconsultation or ActType.Telesoin) || LastInPersonOn >= today.AddYears(-1)) return null;
        return ByNurse(useCase) ? MeetingMissing : "Aucun contact en présence connu sur douze mois : pensez à alterner.";
    }

    /// <summary>Télésoin by a nurse is not possible without one.</summary>
    public void RequireMeeting(ActType act, string useCase, DateOnly today)
    {
        if (ByNurse(useCase) && Alternation(act, useCase, today) is not null) throw new RuleBrokenException("in-person-missing", MeetingMissing);
    }

    private static bool ByNurse(string useCase) => useCase.Contains("pansement", StringComparison.Ordinal) || useCase.Contains("infirmier", StringComparison.Ordinal);

    /// <summary>What the distance of the requis means (sheet T8).</summary>
    public static (string Reason, string? Warning) Territory(Requis requis, StructureProfile? structure, int near)
    {
        if (requis.Kilometres is not { } distance) return ("", "Distance du requis inconnue : vérifiez l'ancrage territorial.");
        if (distance <= near) return ("NEAR", null);
        return structure?.PriorityZone == true ? ("ZIP", null) : ("FAR", $"Requis à {distance} km hors zone d'intervention prioritaire : acte non remboursable.");
    }
}
