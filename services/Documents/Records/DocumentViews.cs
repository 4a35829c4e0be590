using Documents.Liaison;
using Documents.Transmissions;
using Documents.Xds;

namespace Documents.Records;

/// <summary>A document in a list.</summary>
public sealed record DocumentSummary(Guid Id, Guid UsagerId, string TypeCode, string TypeLabel, string Title, DocumentStatus Status, string StatusLabel, int DocumentVersion,
    Guid? ReplacesId, Guid? ReplacedById, DateTimeOffset WrittenAt, DateTimeOffset? ValidatedAt, int Version)
{
    public static DocumentSummary Of(HealthDocument d) => new(d.Id, d.UsagerId, d.TypeCode, d.Type.Label, d.Title, d.Status, Labels.Of(d.Status), d.DocumentVersion, d.ReplacesId,
        d.ReplacedById, d.WrittenAt, d.ValidatedAt, d.Version);
}

/// <summary>A document with its content, what it lacks, and the boxes that may be ticked.</summary>
/// <param name="Gaps">What the completeness check finds now; empty once the document is final.</param>
/// <param name="AcceptedGaps">Sections that an emergency validation let go as missing.</param>
public sealed record DocumentView(DocumentSummary Document, Guid SetId, string UniqueId, Guid? EstablishmentId, Guid? UnitId, Visibility Visibility, Guid AuthorSituationId,
    Guid? ValidatorSituationId, DateTimeOffset ActAt, LiaisonContent? Liaison, IReadOnlyList<Gap> Gaps, IReadOnlyList<string> AcceptedGaps, string EmergencyReason,
    IReadOnlyList<ChannelChoice> Channels, IReadOnlyList<TransmissionView> Transmissions);

/// <summary>A box to tick. A channel that the house has switched off is not there at all.</summary>
/// <param name="Obstacle">Why it cannot be ticked, or null.</param>
public sealed record ChannelChoice(Channel Channel, string Label, bool Preselected, bool Automatic, IReadOnlyList<string> Recipients, string? Obstacle)
{
    public static IReadOnlyList<ChannelChoice> Of(HealthDocument document, IReadOnlyList<ChannelRule> rules) =>
        [.. rules.Where(r => r.Mode != TransmissionMode.Off).Select(r => new ChannelChoice(r.Channel, Labels.Of(r.Channel),
            r.Mode is TransmissionMode.Preselected or TransmissionMode.Automatic && SendingMatrix.Fault(document.Visibility, r.Channel) is null,
            r.Mode == TransmissionMode.Automatic, r.Recipients, SendingMatrix.Fault(document.Visibility, r.Channel)))];
}

/// <summary>The state of one job, for one recipient on one channel.</summary>
/// <param name="Recipient">Where it was sent.</param>
/// <param name="ReachedAddress">Where it went in fact, when that is another address.</param>
public sealed record TransmissionView(Guid Id, Guid DocumentId, Guid UsagerId, Channel Channel, string ChannelLabel, string Recipient, TransmissionStatus Status, string StatusLabel,
    string ReasonCode, string Reason, bool Automatic, bool Emergency, int Attempts, DateTimeOffset RequestedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? FailedAt, DateTimeOffset? IntegratedAt, string? ReachedAddress)
{
    public static TransmissionView Of(Transmission t) => new(t.Id, t.DocumentId, t.UsagerId, t.Channel, Labels.Of(t.Channel),
        t.Channel switch { Channel.Dmp => "DMP", Channel.Citizen => "Mon espace santé", _ => t.Recipient }, t.Status, Labels.Of(t), t.ReasonCode, t.Reason,
        t.Automatic, t.Emergency, t.Attempts, t.RequestedAt, t.Status is TransmissionStatus.Waiting or TransmissionStatus.WaitingForIns ? t.NextAttemptAt : null, t.SentAt,
        t.DeliveredAt, t.ReadAt, t.ConfirmedAt, t.FailedAt, t.IntegratedAt,
        t.ReachedAddress.Length > 0 ? t.ReachedAddress : null);
}
