using System.Text;
using Consent.Consents;
using Consent.Matrices;
using Consent.Oppositions;
using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>May a professional? In the order of the law (consent sheet §2): opposition, relation, consent, profile, item, context.</summary>
internal static class StaffDecision
{
    /// <summary>From this many records on, an export is an event that somebody looks at.</summary>
    public const int BulkExport = 100;

    private static readonly TimeSpan RecentSignIn = TimeSpan.FromMinutes(5);

    public static Answer Take(Question question, Situation situation, PersonRules person, TenantWide tenantWide, Matrix matrix, DateTimeOffset now)
    {
        var relation = question.Nobody ? Relation.None : Relation.Find(question, situation, person, tenantWide, matrix, now);
        var known = relation.Tie != Tie.None;

        foreach (var opposition in person.Oppositions)
            if (Opposed(opposition, question, relation.Tie, situation.NationalId, now) || (question.Hand is { } hand && Opposed(opposition, question, relation.Tie, hand.NationalId, now)))
                return Answer.Deny("DENY_OPPOSITION", "La personne s'y est opposée. Respectez son choix ; voyez son dossier pour la portée de l'opposition.", mayKnow: known, $"OPPOSITION-{opposition.Id}");
        foreach (var refusal in person.Consents)
            if (refusal.Refuses(question, relation.Tie, situation, person.Circle, now))
                return Answer.Deny("DENY_OPPOSITION", "La personne a refusé ce partage. Respectez son choix ; voyez ses consentements.", mayKnow: known, $"CONSENT-{refusal.Id}");

        if (!known)
            return Answer.Deny("DENY_RELATION", "Vous ne faites pas partie de l'équipe de soins de cette personne. Si vous la suivez, demandez à l'équipe de vous y inscrire.", mayKnow: false, "L1110-4") with
            {
                BreakGlassOffered = matrix.BreakGlass.Contains(situation.Function),
                Traced = tenantWide.Missions(question.UsagerId).Any(mission => mission.Includes(situation)),
            };

        if (question.Hand is not null && relation.Tie is (Tie.BreakGlass or Tie.Outside))
            return Answer.Deny("DENY_RELATION", "Un dossier ouvert en urgence, ou à ceux que la personne a nommés, ne l'est qu'à eux : cela ne se délègue pas. Demandez à votre collègue d'agir lui-même.", mayKnow: false, "DELEGATION", relation.Rule);

        // What is on its way out under it may still go, by its channel; nothing new is begun.
        if (question is { Action: "C" or "U", Category: not "IDT" } or { Action: "S", Channel: "", Category: not "IDT" } && tenantWide.GoesOnAs(question.UsagerId) is { } kept)
            return Answer.Deny("DENY_MERGED", $"Cette identité a été fusionnée dans une autre : continuez avec l'identité conservée ({kept}).", mayKnow: true, "MERGED");

        var cell = matrix.Find(situation.Function, question.Category);
        var rule = cell?.Rule ?? $"{matrix.Kind.ToUpperInvariant()}-{situation.Function}-{question.Category}";
        var entry = cell?.Find(question.Action[0], question.Aspect);

        PersonConsent? consent = null;
        if (relation.Tie == Tie.Outside || entry is { WithConsent: true } || RecipientOutside(question, person))
        {
            var sharing = Sharing.Look(question, situation, person, now);
            if (sharing.Refusal is { } refusal) return refusal;
            consent = sharing.Consent;
        }

        if (entry is null && !(relation.Tie == Tie.BreakGlass && question is { Action: "C", Category: "SOI" or "MED" })) return NoProfile(situation, rule);
        if (entry is { InCharge: true } && !relation.InCharge) return NoProfile(situation, rule);
        if (relation.Tie == Tie.BreakGlass && !(question.Action == "R" || question is { Action: "C", Category: "SOI" or "MED" }))
            return Answer.Deny("DENY_PROFILE", "Le bris de glace permet de lire, et d'écrire une note de soins ou médicale d'urgence, rien d'autre. Pour le reste, adressez-vous à l'équipe de la personne.", mayKnow: true, rule, relation.Rule);
        if (relation.Tie == Tie.MissionReport && !ReportOnly(question))
            return Answer.Deny("DENY_RELATION", "La mission est terminée : seul son compte rendu peut encore être écrit. Si le suivi doit reprendre, demandez une nouvelle mission.", mayKnow: true, relation.Rule) with { Traced = true };

        if (ItemRules.Refuse(question.Item, question.Acting, situation, entry, relation.Tie) is { } hidden) return hidden;
        return Context(question, situation, entry, rule, now) ?? Allow(question, situation, relation, entry, rule, consent);
    }

    // Of her will itself only whom she names with her "no" is kept away.
    private static bool Opposed(Opposition opposition, Question question, Tie tie, string nationalId, DateTimeOffset now) =>
        (!question.OfHerWill || opposition.Names(nationalId)) && opposition.Forbids(question, tie, nationalId, now);

    private static Answer NoProfile(Situation situation, string rule) =>
        Answer.Deny("DENY_PROFILE", $"La fonction « {situation.FunctionLabel} » ne donne pas ce droit. Demandez à un collègue habilité ou à votre responsable.", mayKnow: true, rule);

    // The report: writing in the care record, and reading what one wrote.
    private static bool ReportOnly(Question question) =>
        (question.Category is "MED" or "SOI" or "TEL" && question.Action is "C" or "U")
        || (question.Action == "R" && question.Item?.Author == question.Acting);

    // A sending to a professional of the circle who is not of the team is a sharing outside of it.
    private static bool RecipientOutside(Question question, PersonRules person) =>
        question is { Action: "S", Recipient.Length: > 0 } && person.Circle.Any(member => member.OutsideTeam && member.Answers(question.Recipient));

    private static Answer? Context(Question question, Situation situation, CellEntry? entry, string rule, DateTimeOffset now)
    {
        if (!Purposes.Known.Contains(question.Purpose))
            return Answer.Deny("DENY_CONTEXT", "Indiquez pourquoi vous en avez besoin : coordination, continuité, prévention, suivi social, urgence…", mayKnow: true, "R1110-1");
        if (entry is { OnDuty: true } && (question.Duty == "off" || situation.Absent))
            return Answer.Deny("DENY_CONTEXT", "Ce droit ne vaut que pendant votre service. Demandez à la personne de garde.", mayKnow: true, rule, "DUTY");
        if (question is { Action: "X", SignIn: { } signIn } && (signIn.At is not { } at || now - at > RecentSignIn))
            return Answer.Deny("DENY_CONTEXT", "Un export est un acte sensible : identifiez-vous de nouveau, puis recommencez.", mayKnow: true, rule, "STEP-UP") with { StepUp = true };
        return null;
    }

    private static Answer Allow(Question question, Situation situation, Relation relation, CellEntry? entry, string rule, PersonConsent? consent)
    {
        List<string> rules = relation.Rule.Length > 0 ? [rule, relation.Rule] : [rule];
        if (consent is not null) rules.Add($"CONSENT-{consent.Id}");
        var bulk = question.Action == "X" && question.Count >= BulkExport;
        return new(true, "ALLOW", Sentence(situation, relation, rule, consent), rules, Duties(question, relation, entry, bulk), true)
        {
            ConsentId = consent?.Id, Relation = relation.Word, UsesUp = consent?.Kind == ConsentKind.DMP_ACCESS, Traced = consent is not null || bulk || relation.Tie == Tie.BreakGlass,
        };
    }

    private static string Sentence(Situation situation, Relation relation, string rule, PersonConsent? consent)
    {
        var text = new StringBuilder("Permis : ", 160).Append(situation.FunctionLabel).Append(", ").Append(relation.Reason);
        if (relation.Tie is Tie.Team or Tie.Organisation && situation.StartsAt > 0) text.Append(" depuis le ").Append(Paris.Day(DateTimeOffset.FromUnixTimeSeconds(situation.StartsAt)));
        if (consent is not null) text.Append(", consentement du ").Append(Paris.Day(consent.StartsAt));
        return text.Append(", règle ").Append(rule).Append('.').ToString();
    }

    private static IReadOnlyList<string> Duties(Question question, Relation relation, CellEntry? entry, bool bulk)
    {
        var unverified = entry is { OnDuty: true } && question.Duty.Length == 0;
        IReadOnlyList<string> duties = entry?.Obligations ?? ["log"];
        if (!unverified && !bulk && relation.Tie is not (Tie.BreakGlass or Tie.Outside)) return duties;
        List<string> more = [.. duties];
        if (unverified) more.Add("duty-unverified");
        if (bulk) more.AddRange(["alert", "watermark"]);
        if (relation.Tie == Tie.BreakGlass) more.AddRange(["banner", "notify"]);
        if (relation.Tie == Tie.Outside) more.Add("notify");
        return more;
    }
}
