using Contracts.Documents;
using Contracts.Identity;
using Contracts.Messaging;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Goals;

/// <summary>Counts the pilots' goals from the facts themselves.</summary>
internal static class CountGoals
{
    public static Task OnInsQualified(InsQualified fact, AuditDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        LearnAsync(db, "ins-qualified", fact.UsagerId, true, envelope, ct);

    public static Task OnInsLost(InsLost fact, AuditDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        LearnAsync(db, "ins-qualified", fact.UsagerId, false, envelope, ct);

    public static Task OnDeposited(TransmissionDeposited fact, AuditDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        LearnAsync(db, "dmp-deposited", fact.UsagerId, true, envelope, ct);

    public static Task OnDelivered(MessageDelivered fact, AuditDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        LearnAsync(db, $"{fact.Channel}-delivered", fact.UsagerId, true, envelope, ct);

    // Filed by a software is not read by somebody.
    public static Task OnRead(MessageRead fact, AuditDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        fact.Manner != "displayed" ? Task.CompletedTask : LearnAsync(db, $"{fact.Channel}-read", fact.UsagerId, true, envelope, ct);

    private static async Task LearnAsync(AuditDbContext db, string goal, Guid usagerId, bool reached, EventEnvelope envelope, CancellationToken ct)
    {
        var evidence = await db.Evidence.SingleOrDefaultAsync(e => e.Goal == goal && e.Environment == envelope.Environment && e.UsagerId == usagerId, ct);
        if (evidence is null) db.Add(evidence = GoalEvidence.Of(db.TenantId, goal, envelope, usagerId));
        evidence.Learn(reached, envelope);
    }
}
