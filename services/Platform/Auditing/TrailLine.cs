using System.Diagnostics;
using System.Text.Json;
using Contracts.Audit;
using Platform.Events;

namespace Platform.Auditing;

/// <summary>A line of the access trail as the outbox holds it: the access, who made it and when.</summary>
internal static class TrailLine
{
    public static OutboxMessage Of(Access access, Caller caller, Guid? tenant, string service, DateTimeOffset now)
    {
        var line = new AccessRecorded(Guid.CreateVersion7(now), now, service,
            caller.Subject.Length > 0 ? caller.Subject : service, caller.SituationId, caller.Kind.Length > 0 ? caller.Kind : "system",
            caller.ClientId.Length > 0 ? caller.ClientId : service, caller.SessionId, access.Action, access.Category, access.UsagerId, access.SubjectType,
            access.SubjectId, access.Outcome, access.ReasonCode, access.RuleIds, access.Purpose, caller.CorrelationId.Length > 0 ? caller.CorrelationId : Activity.Current?.TraceId.ToString() ?? "");
        return OutboxMessage.Of(AccessRecorded.Topic, JsonSerializer.Serialize(line, EventJson.Options), tenant, access.UsagerId ?? Guid.Empty, Activity.Current?.Id, now);
    }
}
