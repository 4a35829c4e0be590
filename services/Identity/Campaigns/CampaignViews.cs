using Identity.Insi;
using Identity.Usagers;

namespace Identity.Campaigns;

/// <summary>How far a campaign is. Only identities that the reader may see are counted.</summary>
public sealed record CampaignView(
    Guid Id, string Name, Guid? EstablishmentId, CampaignState State, string Activity, string Explanation, Progress Progress, int SecondsBetweenCalls, TimeOnly OpensAt, TimeOnly ClosesAt, bool WeekDaysOnly,
    DateTimeOffset? NextTurnAt, DateTimeOffset? WaitingSince, DateTimeOffset? NextAttemptAt, string LaunchedBy, DateTimeOffset LaunchedAt, DateTimeOffset? EndedAt)
{
    internal static CampaignView Of(QualificationCampaign c, IReadOnlyList<WorkLine> lines, DateTimeOffset now)
    {
        var waiting = lines.Select(l => l.Call).FirstOrDefault(call => call?.State == InsiCallState.Waiting);
        var (activity, explanation) = Say(c, lines, waiting, now);
        return new(c.Id, c.Name, c.EstablishmentId, c.State, activity, explanation, Progress.Of(lines), c.SecondsBetweenCalls, c.OpensAt, c.ClosesAt, c.WeekDaysOnly,
            c.NextTurnAt, waiting?.AskedAt, waiting?.NextAttemptAt, c.LaunchedBy, c.LaunchedAt, c.EndedAt);
    }

    private static (string Activity, string Explanation) Say(QualificationCampaign c, IReadOnlyList<WorkLine> lines, InsiCall? waiting, DateTimeOffset now) => c.State switch
    {
        CampaignState.Paused => ("paused", "Campagne en pause : aucun appel ne part. Reprenez-la quand vous voulez."),
        CampaignState.Halted => ("halted", $"Campagne suspendue : {c.HaltReason} Reprenez-la une fois la cause levée."),
        CampaignState.Finished => ("finished", "Toutes les identités de la liste sont qualifiées ou écartées."),
        CampaignState.Closed => ("closed", "Campagne arrêtée : ce qui a été trouvé est conservé."),
        _ when waiting?.NextAttemptAt is { } again => ("waiting-insi", $"L'INSi ne répond pas : en attente, nouvel essai à {WorkingHours.HourOf(again)}. La campagne reprendra d'elle-même."),
        _ when !lines.Any(l => l.State is WorkState.ToCall or WorkState.Called) => ("all-called", "Tous les appels sont faits. Confirmez les réponses et complétez les pièces de la liste."),
        _ when !c.Hours.Includes(now) => ("outside-hours", $"Hors des heures d'appel : reprise à {WorkingHours.HourOf(c.Hours.NextOpening(now))}."),
        _ => ("calling", $"Appels en cours, un toutes les {c.SecondsBetweenCalls} secondes."),
    };
}

public sealed record Progress(int Total, int ToCall, int Called, int ToConfirm, int Discordance, int ProofMissing, int Qualified, int Failed, int SetAside)
{
    internal static Progress Of(IReadOnlyList<WorkLine> lines)
    {
        int Count(WorkState state) => lines.Count(l => l.State == state);
        return new(lines.Count, Count(WorkState.ToCall), Count(WorkState.Called), Count(WorkState.ToConfirm), Count(WorkState.Discordance), Count(WorkState.ProofMissing),
            Count(WorkState.Qualified), Count(WorkState.Failed), Count(WorkState.SetAside));
    }
}

public sealed record WorkLineView(Guid UsagerId, int Position, WorkState State, string StateLabel, string ToDo, TraitsView Traits, string Status, int Version, Guid? CallId, string? Code, DateTimeOffset? AskedAt, DateTimeOffset? NextAttemptAt)
{
    internal static WorkLineView Of(WorkLine l)
    {
        var (label, todo) = Words(l);
        return new(l.Usager.Id, l.Entry.Position, l.State, label, todo, UsagerViews.Traits(l.Usager), Qualification.IdentityStatusNames.Code(l.Usager.Status), l.Usager.Version,
            l.Call?.Id, l.Call?.Code, l.Call?.AskedAt, l.Call?.State == InsiCallState.Waiting ? l.Call.NextAttemptAt : null);
    }

    private static (string Label, string ToDo) Words(WorkLine l) => l.State switch
    {
        WorkState.ToCall => ("à appeler", "Rien : l'appel partira à son tour."),
        WorkState.Called => ("appelé", "Rien : la réponse est attendue."),
        WorkState.ToConfirm => ("à confirmer", "Comparez les traits puis acceptez ou refusez l'identité trouvée."),
        WorkState.Discordance => ("discordance", l.Call?.Decision == CandidateDecision.Pending ? "Des traits diffèrent trop : vérifiez la pièce d'identité, corrigez les traits ou orientez la personne." : l.Call?.Advice ?? "Vérifiez les traits sur la pièce d'identité."),
        WorkState.ProofMissing => ("pièce manquante", "Enregistrez une pièce d'identité à haut niveau de confiance, puis qualifiez."),
        WorkState.Qualified => ("qualifié", "Rien : l'identité est qualifiée."),
        WorkState.Failed => ("appel refusé", l.Call?.Advice ?? "Interrogez de nouveau l'INSi."),
        _ => ("écarté", Why(l)),
    };

    private static string Why(WorkLine l) => l switch
    {
        { Entry.SetAsideReason: not null } => "La personne qui a lancé la campagne n'a pas le droit d'interroger l'INSi pour cette identité.",
        { Usager.Active: false } => "L'identité n'est plus active.",
        { Usager.Reliability.Doubted: true } => "Levez d'abord l'attribut douteuse ou fictive.",
        _ => "Complétez le sexe d'après la pièce d'identité.",
    };
}

public sealed record WorkPage(IReadOnlyList<WorkLineView> Items, int Total, int? Next);
