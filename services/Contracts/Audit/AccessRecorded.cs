namespace Contracts.Audit;

/// <summary>Somebody saw, changed or was refused something: one line of the access trail.</summary>
/// <param name="Actor">Subject of the token, or the service acting alone.</param>
/// <param name="Kind">pro, person, relative or system.</param>
/// <param name="Action">A verb of the trade: identity.read, document.validate…</param>
/// <param name="Category">Data category (IDT, MED, MSG…), empty when none.</param>
/// <param name="Outcome">allowed, refused or failed.</param>
public sealed record AccessRecorded(Guid AccessId, DateTimeOffset OccurredAt, string Service, string Actor, Guid? SituationId, string Kind, string ClientId,
    string? SessionId, string Action, string Category, Guid? UsagerId, string SubjectType, string SubjectId, string Outcome, string ReasonCode,
    IReadOnlyList<string> RuleIds, string? Purpose, string CorrelationId)
{
    public const string Topic = "audit.access-recorded.v1";
}
