using Documents.Access;
using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Platform;
using static Contracts.Documents.TransmissionRequested;

namespace Documents.Transmissions;

/// <summary>One place a document is to go.</summary>
public sealed record Destination(Channel Channel, string Recipient);

/// <summary>Turns ticked boxes, or the house's policy, into independent jobs. The caller saves.</summary>
public sealed class Dispatch(DocumentsDbContext db, CareAccess access, IdentityClient identities, TimeProvider clock)
{
    /// <summary>The jobs for the destinations; a destination that has one already gives that one back.</summary>
    public async Task<IReadOnlyList<Transmission>> AskAsync(HealthDocument document, IReadOnlyList<Destination> destinations, Requester by, bool automatic, bool emergency, CancellationToken ct)
    {
        if (!document.Final) throw new RuleBrokenException("document-not-final", $"Ce document est {Labels.Of(document.Status)} : seul un document validé peut être transmis.");
        var existing = await db.Transmissions.Where(t => t.DocumentId == document.Id).ToListAsync(ct);
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new NotFoundException();
        var jobs = new List<Transmission>();
        foreach (var destination in destinations.Distinct())
        {
            if (existing.FirstOrDefault(t => t.Channel == destination.Channel && t.Recipient == destination.Recipient) is { } known)
            {
                jobs.Add(known);
                continue;
            }

            if (SendingMatrix.Fault(document.Visibility, destination.Channel) is { } fault) throw new RuleBrokenException("sending-matrix", fault);
            var job = Transmission.Ask(document, destination.Channel, destination.Recipient, by, automatic, emergency, clock.GetUtcNow());
            db.Transmissions.Add(job);
            await DecideAsync(document, job, person.Qualified, ct);
            jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>Sets a new or renewed job going, or says why it stays: opposed by the person, or without a qualified INS.</summary>
    public async Task DecideAsync(HealthDocument document, Transmission job, bool qualified, CancellationToken ct)
    {
        var question = SendingQuestion.Of(document, job);
        var verdict = await access.AskAsync(question, "document.send", "transmission", job.Id.ToString(), ct);
        if (verdict.Opposed) db.Publish(Contracts.Documents.TransmissionBlocked.Topic, job.Block("opposed", verdict.Explanation, clock.GetUtcNow()), job.Id);
        else if (!verdict.Allowed) throw new ForbiddenException("sending-not-allowed", verdict.Explanation);
        else if (!qualified && !job.Emergency) job.WaitForIns(clock.GetUtcNow());
        else if (job.Channel != Channel.Dmp) db.Publish(Topic, job.HandOver(clock.GetUtcNow()), job.Id);
    }
}

/// <summary>How a sending is put to consent: by its channel, for its purpose.</summary>
public static class SendingQuestion
{
    public static Question Of(HealthDocument document, Transmission job) => new(job.RequestedBy, job.UsagerId, job.Channel == Channel.Dmp ? "DMP" : "MSG", "S")
    {
        Purpose = job.Emergency ? Question.Emergency : Question.Coordination, Channel = Code(job.Channel), Recipient = job.Recipient,
        Establishment = document.EstablishmentId, Unit = document.UnitId, DocumentType = document.TypeCode,
    };

    public static string Code(Channel channel) => channel switch { Channel.Dmp => "dmp", Channel.Mssante => "mssante", _ => "citizen" };
}
