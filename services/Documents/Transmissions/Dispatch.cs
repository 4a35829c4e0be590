using Documents.Access;
using Documents.Dmp.Habilitation;
using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Platform;
using static Contracts.Documents.TransmissionRequested;

namespace Documents.Transmissions;

/// <summary>One place a document is to go.</summary>
public sealed record Destination(Channel Channel, string Recipient);

/// <summary>Turns ticked boxes, or the house's policy, into independent jobs. The caller saves.</summary>
public sealed class Dispatch(DocumentsDbContext db, CareAccess access, IdentityClient identities, DmpHabilitation habilitation, TimeProvider clock)
{
    /// <summary>The jobs for the destinations; a destination that has one already gives that one back. All are decided before any is created.</summary>
    public async Task<IReadOnlyList<Transmission>> AskAsync(HealthDocument document, IReadOnlyList<Destination> destinations, Requester by, bool automatic, bool emergency, CancellationToken ct)
    {
        if (!document.Final) throw new RuleBrokenException("document-not-final", $"Ce document est {Labels.Of(document.Status)} : seul un document validé peut être transmis. Validez-le, ou envoyez la version qui le remplace.");
        var existing = (await db.Transmissions.Where(t => t.DocumentId == document.Id).ToListAsync(ct)).GroupBy(t => new Destination(t.Channel, t.Recipient)).ToDictionary(g => g.Key, g => g.MaxBy(t => t.Round)!);
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new NotFoundException();
        var wanted = destinations.Distinct().Where(d => !existing.ContainsKey(d)).ToList();
        if (wanted.Select(d => SendingMatrix.Fault(document.Visibility, d.Channel)).FirstOrDefault(f => f is not null) is { } fault) throw new RuleBrokenException("sending-matrix", fault);

        var jobs = wanted.ConvertAll(d => Transmission.Ask(document, d.Channel, d.Recipient, by, automatic, emergency, clock.GetUtcNow()));
        var verdicts = new List<Verdict>();
        foreach (var job in jobs) verdicts.Add(await DecideAsync(document, job, ct));
        if (!automatic && verdicts.Find(v => v is { Allowed: false, Opposed: false }) is { } refusal) await access.RefuseAsync(refusal, Problem(refusal), ct);

        foreach (var (job, verdict) in jobs.Zip(verdicts))
        {
            db.Transmissions.Add(job);
            Start(job, verdict, person.Qualified);
        }

        return [.. destinations.Distinct().Select(d => existing.GetValueOrDefault(d) ?? jobs.Single(j => j.Channel == d.Channel && j.Recipient == d.Recipient))];
    }

    /// <summary>A new job in the place of one that failed or was blocked; everything that may forbid it is asked anew.</summary>
    public async Task<Transmission> RetryAsync(HealthDocument document, Transmission ended, Requester by, bool automatic, CancellationToken ct)
    {
        if (!document.Final) throw new RuleBrokenException("document-not-final", $"Ce document est {Labels.Of(document.Status)} : il ne peut plus partir. Envoyez la version qui le remplace.");
        if (await db.Transmissions.AnyAsync(t => t.DocumentId == document.Id && t.Channel == ended.Channel && t.Recipient == ended.Recipient && t.Round > ended.Round, ct))
            throw new RuleBrokenException("transmission-under-way", "Cet envoi a déjà été relancé : suivez le dernier.");
        var job = ended.Again(by, clock.GetUtcNow());
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new NotFoundException();
        var verdict = await DecideAsync(document, job, ct);
        if (!automatic && verdict is { Allowed: false, Opposed: false }) await access.RefuseAsync(verdict, Problem(verdict), ct);
        db.Transmissions.Add(job);
        Start(job, verdict, person.Qualified);
        return job;
    }

    // Consent first; then, for the DMP, the national matrix, which needs no call outside.
    private async Task<Verdict> DecideAsync(HealthDocument document, Transmission job, CancellationToken ct)
    {
        var question = SendingQuestion.Of(document, job);
        var verdict = await access.AskAsync(question, "document.send", "document", document.Id.ToString(), ct);
        if (!verdict.Allowed || job.Channel != Channel.Dmp) return verdict;
        var reach = await habilitation.DepositReachAsync(document, job.RequestedBy, verdict.Obligations, ct);
        if (reach.Holds(document.Type)) return verdict;
        var refused = verdict.OutsideMatrix(reach.Sentence(document.Type), reach.Rule);
        access.Record(question, refused, "dmp.deposit", "document", document.Id.ToString());
        return refused;
    }

    private static string Problem(Verdict refusal) => refusal.BlockCode == "dmp-type-forbidden" ? refusal.BlockCode : "sending-not-allowed";

    private void Start(Transmission job, Verdict verdict, bool qualified)
    {
        var now = clock.GetUtcNow();
        if (!verdict.Allowed) db.Publish(Contracts.Documents.TransmissionBlocked.Topic, job.Block(verdict.BlockCode, verdict.Explanation, now), job.Id);
        else if (!qualified && !job.Emergency) job.WaitForIns(now);
        else if (job.Channel != Channel.Dmp) db.Publish(Topic, job.HandOver(now), job.Id);
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
