using Contracts.Documents;
using Documents.Liaison;
using Documents.Xds;
using Platform;

namespace Documents.Records;

public enum DocumentStatus { Draft, InReview, Validated, Sent, Replaced, Cancelled }

/// <summary>What a document is made of: a structured liaison document, or a PDF made elsewhere.</summary>
public enum ContentKind { Liaison, Pdf }

/// <summary>A document about one person, from draft to its end. Only a validated one may leave; a change after that is a new version that replaces it.</summary>
public sealed class HealthDocument : ITenantOwned
{
    private HealthDocument() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid? EstablishmentId { get; private init; }
    public Guid? UnitId { get; private init; }
    public string TypeCode { get; private init; } = "";
    public ContentKind Kind { get; private init; }
    public string Title { get; private set; } = "";
    public string ContentKey { get; private set; } = "";
    public DocumentStatus Status { get; private set; }
    public Guid SetId { get; private init; }
    public int DocumentVersion { get; private init; }
    public Guid? ReplacesId { get; private init; }
    public Guid? ReplacedById { get; private set; }
    public bool HiddenFromProfessionals { get; private set; }
    public bool HiddenFromPerson { get; private set; }
    public bool HiddenFromRepresentatives { get; private set; }
    public Guid AuthorSituationId { get; private init; }
    public DateTimeOffset WrittenAt { get; private set; }
    public DateTimeOffset ActAt { get; private set; }
    public Guid? ValidatorSituationId { get; private set; }
    public DateTimeOffset? ValidatedAt { get; private set; }

    /// <summary>Sections accepted as missing by an emergency validation, comma separated.</summary>
    public string AcceptedGaps { get; private set; } = "";

    public string EmergencyReason { get; private set; } = "";
    public int Version { get; private set; }

    public DocumentType Type => DocumentType.Find(TypeCode)!;
    public Visibility Visibility => new(HiddenFromProfessionals, HiddenFromPerson, HiddenFromRepresentatives);
    public bool Final => Status is DocumentStatus.Validated or DocumentStatus.Sent;
    public bool Open => Status is DocumentStatus.Draft or DocumentStatus.InReview;

    public static HealthDocument Draft(Guid tenantId, Guid usagerId, Guid? establishmentId, Guid? unitId, DocumentType type, ContentKind kind, DocumentText text, Guid author, DateTimeOffset now)
    {
        var document = new HealthDocument
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, EstablishmentId = establishmentId, UnitId = unitId, TypeCode = type.Code,
            Kind = kind, SetId = Guid.CreateVersion7(now), DocumentVersion = 1, AuthorSituationId = author, Version = 1,
        };
        document.Write(text, now);
        return document;
    }

    /// <summary>Writes the draft anew. Nothing that was sent or validated is ever rewritten.</summary>
    public void Revise(DocumentText text, DateTimeOffset now)
    {
        if (!Open) throw new RuleBrokenException("document-final", "Ce document est validé : créez une nouvelle version qui le remplace.");
        Write(text, now);
        MoveTo(DocumentStatus.Draft);
    }

    public void SendToReview() => MoveTo(DocumentStatus.InReview);

    /// <param name="gaps">What the completeness check found.</param>
    /// <param name="emergencyReason">Why the document must leave incomplete; empty when it need not.</param>
    public DocumentValidated Validate(Guid situation, IReadOnlyList<Gap> gaps, string emergencyReason, DateTimeOffset now)
    {
        if (gaps.Count > 0 && emergencyReason.Length == 0)
            throw new RuleBrokenException("document-incomplete", "Des rubriques obligatoires manquent : complétez-les, ou validez en urgence en indiquant pourquoi.") { Details = { ["gaps"] = gaps } };
        MoveTo(DocumentStatus.Validated);
        (ValidatorSituationId, ValidatedAt) = (situation, now);
        (AcceptedGaps, EmergencyReason) = (string.Join(',', gaps.Select(g => g.Section).Distinct()), gaps.Count > 0 ? emergencyReason : "");
        return new(Id, UsagerId, TypeCode, DocumentVersion, now);
    }

    /// <summary>The first recipient or registry has it.</summary>
    public void MarkSent()
    {
        if (Status == DocumentStatus.Validated) MoveTo(DocumentStatus.Sent);
    }

    /// <summary>Starts the next version, which is a draft of its own; the current one stays valid until that draft is validated.</summary>
    public HealthDocument NextVersion(DocumentText text, Guid author, DateTimeOffset now)
    {
        if (!Final) throw new RuleBrokenException("document-not-final", "Seul un document validé peut être remplacé : modifiez plutôt ce brouillon.");
        if (!Visibility.MayBecome(text.Visibility)) throw new RuleBrokenException("visibility-irreversible", "Un document rendu visible ne peut plus être caché à la personne ni à ses représentants. Gardez sa visibilité, ou écrivez un autre document.");
        var next = new HealthDocument
        {
            Id = Guid.CreateVersion7(now), TenantId = TenantId, UsagerId = UsagerId, EstablishmentId = EstablishmentId, UnitId = UnitId, TypeCode = TypeCode,
            Kind = Kind, SetId = SetId, DocumentVersion = DocumentVersion + 1, ReplacesId = Id, AuthorSituationId = author, Version = 1,
        };
        next.Write(text, now);
        return next;
    }

    public DocumentReplaced ReplaceBy(HealthDocument next, DateTimeOffset now)
    {
        MoveTo(DocumentStatus.Replaced);
        ReplacedById = next.Id;
        return new(Id, next.Id, UsagerId, now);
    }

    public DocumentCancelled Cancel(DateTimeOffset now)
    {
        MoveTo(DocumentStatus.Cancelled);
        return new(Id, UsagerId, now);
    }

    private void Write(DocumentText text, DateTimeOffset now)
    {
        if (text.Visibility.Fault() is { } fault) throw new BadInputException("visibility-forbidden", fault);
        (Title, ContentKey, ActAt, WrittenAt) = (text.Title, text.ContentKey, text.ActAt ?? now, now);
        (HiddenFromProfessionals, HiddenFromPerson, HiddenFromRepresentatives) = text.Visibility;
    }

    private void MoveTo(DocumentStatus next)
    {
        if (!MayMove(Status, next)) throw new RuleBrokenException("document-state", $"Un document {Labels.Of(Status)} ne peut pas devenir {Labels.Of(next)}. Rouvrez-le pour voir où il en est.");
        Status = next;
        Version++;
    }

    // The whole life of a document reads here. A replaced or cancelled one has no line, so nothing leaves it.
    private static bool MayMove(DocumentStatus from, DocumentStatus to) => (from, to) switch
    {
        (DocumentStatus.Draft, DocumentStatus.Draft or DocumentStatus.InReview or DocumentStatus.Validated or DocumentStatus.Cancelled) => true,
        (DocumentStatus.InReview, DocumentStatus.Draft or DocumentStatus.Validated or DocumentStatus.Cancelled) => true,
        (DocumentStatus.Validated, DocumentStatus.Sent or DocumentStatus.Replaced or DocumentStatus.Cancelled) => true,
        (DocumentStatus.Sent, DocumentStatus.Replaced or DocumentStatus.Cancelled) => true,
        _ => false,
    };
}

/// <summary>What a draft holds each time it is written.</summary>
/// <param name="ContentKey">The content's place in the vault.</param>
/// <param name="ActAt">When the act it tells of began; now when not said.</param>
public sealed record DocumentText(string Title, string ContentKey, Visibility Visibility, DateTimeOffset? ActAt);
