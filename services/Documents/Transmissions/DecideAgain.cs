using Contracts.Consent;
using Contracts.Documents;
using Documents.Access;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Transmissions;

/// <summary>
/// A right of the person has changed: what has not left is decided again now, not at its next attempt. What is refused is blocked with its
/// reason; what had been blocked for want of that right leaves in a new round. A deposit under way asks consent itself, just before its bytes leave.
/// </summary>
public sealed class DecideAgain(DocumentsDbContext db, ConsentClient consent, CareAccess access, Dispatch dispatch, TimeProvider clock)
{
    /// <summary>What was asked for longer ago speaks of another time: somebody must ask for it again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(30);

    public static Task Apply(ConsentChanged fact, DocumentsDbContext db, DecideAgain again, CancellationToken ct) => again.DecideAsync(fact.UsagerId, ct);

    private async Task DecideAsync(Guid usager, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Fresh;
        var jobs = await db.Transmissions.Where(t => t.UsagerId == usager && (t.Status == TransmissionStatus.WaitingForIns || t.Status == TransmissionStatus.Waiting
            || (t.Status == TransmissionStatus.Sending && t.Channel != Channel.Dmp)
            || (t.Status == TransmissionStatus.Blocked && t.RequestedAt > since && (t.ReasonCode == "opposed" || t.ReasonCode == "not-allowed")))).ToListAsync(ct);
        var ids = jobs.Select(j => j.DocumentId).Distinct().ToList();
        var documents = await db.Documents.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        foreach (var job in jobs)
        {
            var document = documents[job.DocumentId];
            if (job.Status == TransmissionStatus.Blocked && (!document.Final || await FollowedAsync(job, ct))) continue;
            var question = SendingQuestion.Of(document, job);
            var verdict = await consent.AskAsync(question, ct);
            if (job.Status == TransmissionStatus.Blocked)
            {
                if (verdict.Allowed) await dispatch.RetryAsync(document, job, new(job.RequestedBy, job.AuthenticatedAt), automatic: true, ct);
            }
            else if (!verdict.Allowed)
            {
                access.Record(question, verdict, "document.send", "document", document.Id.ToString());
                db.Publish(TransmissionBlocked.Topic, job.Block(verdict.BlockCode, verdict.Explanation, clock.GetUtcNow()), job.Id);
            }
        }
    }

    private Task<bool> FollowedAsync(Transmission job, CancellationToken ct) =>
        db.Transmissions.AnyAsync(t => t.DocumentId == job.DocumentId && t.Channel == job.Channel && t.Recipient == job.Recipient && t.Round > job.Round, ct);
}
