using System.Diagnostics;
using Contracts.Audit;
using Contracts.Sso;
using Platform;

namespace Sso.Sessions;

/// <summary>Writes who signed in, out, or was refused, in the unit of work of the act itself.</summary>
public sealed class SignInTrail(SsoDbContext db, TenantScope scope, TimeProvider clock)
{
    public void Opened(LoginSession session) => Write(session, "session.open", "allowed", "");

    public void SituationChosen(LoginSession session) => Write(session, "session.choose-situation", "allowed", "");

    public void Ended(LoginSession session)
    {
        Write(session, "session.end", "allowed", session.EndedBy.ToString()!);
        using var _ = Enter(session.TenantId);
        db.Publish(SessionRevoked.Topic, new SessionRevoked(session.Id.ToString(), session.ProfessionalId.ToString(), session.EndedBy.ToString()!, clock.GetUtcNow()), session.Id);
    }

    public void RefreshReused(LoginSession session, string clientId) => Write(session, "token.refresh-reused", "refused", "refresh-reused", clientId);

    public void CodeReused(LoginSession session, string clientId) => Write(session, "token.code-reused", "refused", "code-reused", clientId);

    /// <summary>A sign-in that came to nothing. <paramref name="nationalId"/> is empty when nobody was recognised.</summary>
    public void Refused(string nationalId, string reason) => Publish(null, new()
    {
        Actor = nationalId.Length > 0 ? nationalId : "anonymous",
        Action = "session.open",
        Outcome = "refused",
        Reason = reason,
        Kind = "pro",
        ClientId = "sso",
    });

    private void Write(LoginSession session, string action, string outcome, string reason, string clientId = "sso") => Publish(session.TenantId, new()
    {
        Actor = session.ProfessionalId.ToString(),
        Action = action,
        Outcome = outcome,
        Reason = reason,
        Kind = "pro",
        ClientId = clientId,
        Situation = session.SituationId,
        SessionId = session.Id.ToString(),
    });

    private void Publish(Guid? tenant, Line line)
    {
        using var _ = Enter(tenant);
        var now = clock.GetUtcNow();
        db.Publish(AccessRecorded.Topic, new AccessRecorded(Guid.CreateVersion7(now), now, "sso", line.Actor, line.Situation, line.Kind, line.ClientId, line.SessionId,
            line.Action, "", null, "session", line.SessionId ?? "", line.Outcome, line.Reason, [], null, Activity.Current?.TraceId.ToString() ?? ""), Guid.Empty);
    }

    private IDisposable Enter(Guid? tenant) => tenant is { } known ? scope.Enter(known) : scope.EnterSystem();

    private sealed record Line
    {
        public required string Actor { get; init; }
        public required string Action { get; init; }
        public required string Outcome { get; init; }
        public required string Kind { get; init; }
        public required string ClientId { get; init; }
        public string Reason { get; init; } = "";
        public Guid? Situation { get; init; }
        public string? SessionId { get; init; }
    }
}
