using System.Diagnostics.CodeAnalysis;
using Consent.Deciding;
using Contracts.Consent;
using Contracts.Directory;
using Platform;
using CareCircleMember = Consent.CareCircles.CareCircleMember;

namespace Consent.Consents;

/// <summary>What is agreed to or refused. The names are those of the national vocabulary.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The codes are carried as they are.")]
public enum ConsentKind
{
    SHARE_OUT_OF_TEAM, DMP_ACCESS, MES_SEND, TELEMEDICINE, IMAGE, FAMILY_ACCESS, AGENDA_SHARE, RESEARCH, PROXY_USE,
}

public enum ConsentStatus
{
    Draft, Active, Withdrawn, Superseded,
}

public enum ConsentDecision
{
    Permit, Deny,
}

/// <summary>A person's yes or no, with who said it, what was explained and the proof. Withdrawn, never erased.</summary>
public sealed class PersonConsent : IOfPerson
{
    private PersonConsent() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public ConsentKind Kind { get; private init; }
    public ConsentDecision Decision { get; private init; }

    /// <summary>Data categories; empty: those the kind implies.</summary>
    public List<string> Categories { get; private init; } = [];

    public List<string> DocumentIds { get; private init; } = [];

    /// <summary>Highest confidentiality that is shared: N, R or V.</summary>
    public string Ceiling { get; private init; } = "N";

    public List<string> Recipients { get; private init; } = [];
    public List<string> Purposes { get; private init; } = [];
    public Will Will { get; private init; } = null!;
    public Information Information { get; private init; } = null!;
    public string ProofType { get; private set; } = "";
    public string ProofReference { get; private set; } = "";
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset EndsAt { get; private init; }
    public ConsentStatus Status { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public string WithdrawalReason { get; private set; } = "";

    /// <summary>A DMP consultation outside of the team: this consent is for one time.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    public int Version { get; private set; }

    public static PersonConsent Record(Guid tenantId, Guid usagerId, ConsentTerms terms, Will will, Information information, DateTimeOffset now)
    {
        var from = terms.From ?? now;
        var to = terms.To ?? from.AddMonths(12);
        if (to <= from) throw new BadInputException("consent-period", "La fin du consentement doit suivre son début. Corrigez les dates.");
        if (to > from.AddMonths(12)) throw new BadInputException("consent-too-long", "Un consentement se revoit au moins une fois par an : choisissez une fin dans les douze mois.");
        var consent = new PersonConsent
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Kind = terms.Kind, Decision = terms.Decision, Categories = [.. terms.Categories], DocumentIds = [.. terms.DocumentIds],
            Ceiling = terms.Ceiling, Recipients = [.. terms.Recipients.Select(r => r.Text)], Purposes = [.. terms.Purposes], Will = will, Information = information, StartsAt = from, EndsAt = to,
        };
        if (terms is { Kind: ConsentKind.SHARE_OUT_OF_TEAM or ConsentKind.AGENDA_SHARE, Decision: ConsentDecision.Permit } && consent.Recipients.Count == 0)
            throw new BadInputException("recipient-missing", "Indiquez à qui la personne accepte de transmettre ces informations.");
        if (terms is { Kind: ConsentKind.SHARE_OUT_OF_TEAM } && (consent.Categories.Count == 0 || (terms.Decision == ConsentDecision.Permit && consent.Purposes.Count == 0)))
            throw new BadInputException("consent-scope", "Indiquez les catégories de données et le but du partage.");
        return consent;
    }

    /// <summary>With its proof the consent takes effect.</summary>
    public ConsentChanged Activate(string proofType, string proofReference, DateTimeOffset now)
    {
        if (Status != ConsentStatus.Draft) throw new RuleBrokenException("consent-state", "Ce consentement n'est plus un brouillon. Rafraîchissez la liste.");
        (ProofType, ProofReference, Status) = (proofType, proofReference, ConsentStatus.Active);
        Version++;
        return Fact("active", now);
    }

    /// <summary>At once, for every later access; what was lawful stays so.</summary>
    public ConsentChanged Withdraw(string reason, DateTimeOffset now)
    {
        if (Status is not (ConsentStatus.Active or ConsentStatus.Draft)) throw new RuleBrokenException("consent-state", "Ce consentement est déjà retiré ou remplacé. Rafraîchissez la liste.");
        (Status, WithdrawnAt, WithdrawalReason) = (ConsentStatus.Withdrawn, now, reason);
        Version++;
        return Fact("withdrawn", now);
    }

    public ConsentChanged Supersede(DateTimeOffset now)
    {
        Status = ConsentStatus.Superseded;
        Version++;
        return Fact("superseded", now);
    }

    /// <summary>draft, active, withdrawn, superseded, or expired once its period is over.</summary>
    public string StatusAt(DateTimeOffset now) => Status == ConsentStatus.Active && EndsAt <= now ? "expired" : Status.ToString().ToLowerInvariant();

    /// <summary>As it was before it was withdrawn.</summary>
    internal PersonConsent Standing()
    {
        if (Status == ConsentStatus.Active) return this;
        var before = (PersonConsent)MemberwiseClone();
        before.Status = ConsentStatus.Active;
        return before;
    }

    internal bool InForceAt(DateTimeOffset now) => Status == ConsentStatus.Active && StartsAt <= now && now < EndsAt;

    /// <summary>It names this professional: known to the person, outside of the team.</summary>
    internal bool Names(Situation situation, CareCircleMember[] circle, DateTimeOffset now) =>
        Decision == ConsentDecision.Permit && Kind is ConsentKind.SHARE_OUT_OF_TEAM or ConsentKind.AGENDA_SHARE or ConsentKind.DMP_ACCESS && InForceAt(now) && ToWhom(situation, circle);

    internal bool Permits(Question question, Situation situation, CareCircleMember[] circle, DateTimeOffset now) =>
        Decision == ConsentDecision.Permit && InForceAt(now) && KindCovers(question) && Covers(question)
        && (Purposes.Count == 0 || Purposes.Contains(question.Purpose))
        && (question is { Action: "S", Recipient.Length: > 0 } ? Recipients.Exists(r => Recipient.Matches(r, question.Recipient, circle)) : ToWhom(situation, circle));

    /// <summary>A refusal counts like an opposition, within its kind.</summary>
    internal bool Refuses(Question question, Tie tie, Situation situation, CareCircleMember[] circle, DateTimeOffset now)
    {
        if (Decision != ConsentDecision.Deny || !InForceAt(now)) return false;
        return Kind switch
        {
            ConsentKind.MES_SEND => question.Channel == "citizen",
            ConsentKind.DMP_ACCESS => question.Category == "DMP" && question.Action == "R",
            ConsentKind.TELEMEDICINE => question.Category == "TEL" && question.Action != "R",
            ConsentKind.AGENDA_SHARE => tie == Tie.Outside && question.Category == "AGE",
            ConsentKind.SHARE_OUT_OF_TEAM => tie == Tie.Outside && Covers(question) && (Recipients.Count == 0 || ToWhom(situation, circle)),
            _ => false,
        };
    }

    private bool KindCovers(Question question) => Kind switch
    {
        ConsentKind.SHARE_OUT_OF_TEAM => question.Category != "DMP",
        ConsentKind.AGENDA_SHARE => question.Category == "AGE",
        ConsentKind.DMP_ACCESS => question.Category == "DMP" && UsedAt is null,
        ConsentKind.TELEMEDICINE => question.Category == "TEL",
        _ => false,
    };

    private bool Covers(Question question) =>
        (Categories.Count == 0 || Categories.Contains(question.Category))
        && (DocumentIds.Count == 0 || (question.Item is { } item && DocumentIds.Contains(item.Id)))
        && (question.Item is null || Decision == ConsentDecision.Deny || Rank(question.Item.Confidentiality) <= Rank(Ceiling));

    private bool ToWhom(Situation situation, CareCircleMember[] circle) => Recipients.Exists(recipient => Recipient.Matches(recipient, situation, circle));

    private static int Rank(string confidentiality) => confidentiality switch { "V" => 2, "R" => 1, _ => 0 };

    private ConsentChanged Fact(string status, DateTimeOffset now) => new(Id, UsagerId, Kind.ToString(), status, now);
}

/// <summary>What is agreed to.</summary>
public sealed record ConsentTerms(ConsentKind Kind, ConsentDecision Decision, IReadOnlyList<string> Categories, IReadOnlyList<string> DocumentIds, string Ceiling,
    IReadOnlyList<Recipient> Recipients, IReadOnlyList<string> Purposes, DateTimeOffset? From, DateTimeOffset? To);
