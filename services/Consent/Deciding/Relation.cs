using Consent.BreakGlass;
using Consent.CareCircles;
using Consent.Matrices;
using Consent.Missions;
using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>What a professional is to a person at this moment.</summary>
internal enum Tie
{
    None, BreakGlass, Outside, Organisation, MissionReport, Mission, Team,
}

/// <param name="Reason">French, ends the sentence "Permis : Infirmier …, …".</param>
/// <param name="InCharge">The person is of the professional's own house, unit, circle or mission.</param>
internal readonly record struct Relation(Tie Tie, string Reason, bool InCharge, string Rule = "")
{
    public static readonly Relation None = new(Tie.None, "", false);

    /// <summary>Word of the answer.</summary>
    public string Word => Tie switch
    {
        Tie.None => "", Tie.BreakGlass => "break-glass", Tie.Outside => "outside", Tie.Organisation => "organisation", Tie.Mission or Tie.MissionReport => "mission", _ => "team",
    };

    public static Relation Find(Question question, Situation situation, PersonRules person, TenantWide tenantWide, Matrix matrix, DateTimeOffset now)
    {
        CareCircleMember? outside = null;
        foreach (var member in person.Circle)
        {
            if (!member.Includes(situation)) continue;
            if (member.TeamCase is not null) return new(Tie.Team, TeamReason(member.TeamCase), true, $"L1110-12-{member.TeamCase}");
            if (member.Role is "PRO" or "MT") outside = member;
        }

        var ownPatientsOnly = matrix.OwnPatients.Contains(situation.Function);
        if (!ownPatientsOnly && OfTheHouse(question, situation, person) is { } house) return new(Tie.Team, house, true, "L1110-12-a");

        var late = default(Mission);
        foreach (var mission in tenantWide.Missions(question.UsagerId))
        {
            if (!mission.Includes(situation)) continue;
            if (mission.OpenAt(now)) return new(Tie.Mission, $"mission « {mission.Name} » jusqu'au {Paris.Day(mission.EndsAt)}", true, $"MISSION-{mission.Id}");
            if (mission.ReportOpenAt(now)) late = mission;
        }
        if (late is not null) return new(Tie.MissionReport, $"compte rendu de la mission « {late.Name} »", true, $"MISSION-{late.Id}");

        if (situation.EstablishmentId.Length == 0 && Functions.OfTheOrganisation.Contains(situation.Function)) return new(Tie.Organisation, "mission sur tout l'organisme", false);
        if (outside is not null || person.Consents.Any(consent => consent.Names(situation, person.Circle, now))) return new(Tie.Outside, "hors de l'équipe de soins", true);
        return OpenedByBreakGlass(situation, person, now) is { } opening ? new(Tie.BreakGlass, $"bris de glace jusqu'à {Paris.Hour(opening.EndsAt)}", true, $"BREAK-GLASS-{opening.Id}") : None;
    }

    private static Opening? OpenedByBreakGlass(Situation situation, PersonRules person, DateTimeOffset now)
    {
        foreach (var opening in person.Openings)
            if (opening.OpenAt(now) && opening.Is(situation)) return opening;
        return null;
    }

    private static string? OfTheHouse(Question question, Situation situation, PersonRules person)
    {
        var (lives, unitOf) = question.Whereabouts(person);
        if (situation.EstablishmentId.Length == 0 || lives is not { } house) return null;
        if (!Guid.TryParse(situation.EstablishmentId, out var own) || own != house) return null;
        if (situation.UnitIds.Count == 0) return "équipe de l'établissement";
        if (unitOf is not { } unit) return null;
        for (var i = 0; i < situation.UnitIds.Count; i++)
            if (Guid.TryParse(situation.UnitIds[i], out var mine) && mine == unit) return i < situation.UnitNames.Count ? $"équipe de l'unité {situation.UnitNames[i]}" : "équipe de l'unité";
        return null;
    }

    private static string TeamReason(string teamCase) => teamCase switch
    {
        "a" => "membre de l'équipe de soins (même structure)",
        "b" => "membre de l'équipe de soins reconnu par la personne",
        _ => "membre de l'équipe de soins (organisation coordonnée)",
    };
}
