using Documents.Cda;
using Documents.Dmp.Habilitation;
using Documents.Packaging;
using Documents.Records;
using Documents.Transmissions;
using Documents.Xds;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Contracts.Documents;

namespace Documents.Dmp;

/// <summary>
/// One deposit, from a claimed job to its end. Everything that may forbid it is asked again here, the last question just before the bytes leave.
/// The bytes and their unique identifier are the same on each attempt, so an attempt whose answer was lost cannot leave a second document.
/// </summary>
public sealed class DmpDeposit(DocumentsDbContext db, IdentityClient identities, DmpHabilitation habilitation, ConsentClient consent, DocumentRenderer renderer, DmpClient dmp,
    IOptions<DmpSettings> settings, TimeProvider clock)
{
    /// <param name="claimed">Told the attempt that is ours once we have it.</param>
    public async Task RunAsync(Guid id, Action<int> claimed, CancellationToken ct)
    {
        var job = await db.Transmissions.SingleAsync(t => t.Id == id, ct);
        if (!Due(job) || !await ClaimedAsync(job, ct)) return;
        claimed(job.Attempts);
        try
        {
            await TryAsync(job, ct);
        }
        catch (DmpUnavailableException e)
        {
            Postpone(job, e.Code, e.Code == "dmp-not-configured" ? "Le raccordement au DMP n'est pas configuré." : "Le DMP ne répond pas.");
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            Postpone(job, "platform-unavailable", "Un service de la plateforme ne répond pas.");
        }
        catch (RefusalException e)
        {
            Block(job, e.Code, e.Message);
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>Gives a claimed job back after something went wrong on our side; nothing is lost if the document had already left.</summary>
    /// <param name="attempt">The attempt that was ours: a job that another worker has taken since is left alone.</param>
    public async Task GiveBackAsync(Guid id, int attempt, bool overtaken, CancellationToken ct)
    {
        var job = await db.Transmissions.SingleAsync(t => t.Id == id, ct);
        if (job.Channel != Channel.Dmp || job.Status != TransmissionStatus.Sending || job.Attempts != attempt) return;
        if (overtaken) job.Release(clock.GetUtcNow());
        else Postpone(job, "internal", "Un incident technique a empêché l'envoi.");
        await db.SaveChangesAsync(ct);
    }

    private async Task<bool> ClaimedAsync(Transmission job, CancellationToken ct)
    {
        job.Claim(clock.GetUtcNow());
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another worker, or a fact, was first: the job is no longer ours to take.
            return false;
        }
    }

    private bool Due(Transmission job) => job.Channel == Channel.Dmp && job.NextAttemptAt <= clock.GetUtcNow() && job.Status is TransmissionStatus.Waiting or TransmissionStatus.Sending;

    private async Task TryAsync(Transmission job, CancellationToken ct)
    {
        var document = await db.Documents.SingleAsync(d => d.Id == job.DocumentId, ct);
        if (!document.Final) throw new RuleBrokenException("document-not-final", $"Le document est {Labels.Of(document.Status)} : il ne part pas. Envoyez sa dernière version validée.");
        if (SendingMatrix.Fault(document.Visibility, Channel.Dmp) is { } fault) throw new RuleBrokenException("sending-matrix", fault);
        var person = await identities.FindAsync(job.UsagerId, ct) ?? throw new RuleBrokenException("identity-unknown", "L'identité de la personne n'existe plus ou est désactivée : vérifiez-la, puis relancez l'envoi.");
        if (!person.Qualified)
        {
            job.WaitForIns(clock.GetUtcNow());
            return;
        }

        // The matrix needs no call: what the profession may not leave is stopped before the DMP hears of it.
        var depositor = await habilitation.DepositorAsync(document, job.RequestedBy, ct);
        habilitation.ReachOf(depositor, DmpAct.Deposit, []).Require(document.Type);

        // Rendered and frozen before anything leaves: another attempt finds these very bytes.
        var rendered = await renderer.ForSendingAsync(document, person, ct);
        await renderer.FreezeAsync(document, ct);
        await db.SaveChangesAsync(ct);

        var claims = new VihfClaims(depositor.Professional, depositor.Roles, rendered.Header.Custodian, job.AuthenticatedAt, Hl7Text.Ins(rendered.Header.Subject));
        var sourceId = Oids.Of(job.TenantId);
        if (!(await dmp.StatusAsync(claims, rendered.Header.Subject, sourceId, ct)).MayBeFed)
            throw new RuleBrokenException("dmp-closed", "Cette personne n'a pas de DMP ouvert : envoyez le document par MSSanté.");
        var replaced = await ReplacedAsync(document, rendered.Header, claims, ct);
        if (!await AllowedAsync(document, job, depositor, ct)) return;

        var entry = DocumentEntry.Of(rendered.Header, document.Visibility, rendered.Cda);
        var set = new SubmissionSet(Oids.Of(job.Id), sourceId, clock.GetUtcNow(), rendered.Header.Authenticator, SubmissionSet.Stay);
        var outcome = await dmp.DepositAsync(claims, EntryUuid(document.Id), entry, set, rendered.Cda, replaced, ct);
        if (outcome.Result == DepositResult.Known && await dmp.FindAsync(claims, entry.Document.UniqueId, ct) is { } held && held.Hash.Equals(entry.Hash, StringComparison.OrdinalIgnoreCase))
            outcome = outcome with { Result = DepositResult.Deposited };
        await ConcludeAsync(document, job, outcome, ct);
    }

    /// <summary>What became of the bytes is written even when the row changed while they left: the person it is about, or its state.</summary>
    private async Task ConcludeAsync(HealthDocument document, Transmission job, DepositOutcome outcome, CancellationToken ct)
    {
        var attempt = job.Attempts;
        End(document, job, outcome);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            job = await db.Transmissions.SingleAsync(t => t.Id == job.Id, ct);
            var ours = job.Attempts == attempt && (job.Status == TransmissionStatus.Sending || job.Status == TransmissionStatus.Blocked && outcome.Result == DepositResult.Deposited);
            if (!ours) return;      // whoever has it now asks the registry, which knows our bytes
            End(await db.Documents.SingleAsync(d => d.Id == job.DocumentId, ct), job, outcome);
            await db.SaveChangesAsync(ct);
        }
    }

    private void End(HealthDocument document, Transmission job, DepositOutcome outcome)
    {
        if (outcome.Result == DepositResult.Deposited)
        {
            db.Publish(TransmissionDeposited.Topic, job.Deposit(clock.GetUtcNow()), job.Id);
            document.MarkSent();
            Audit(job, "dmp.deposit", "allowed", "");
        }
        else if (outcome.Result == DepositResult.Later)
        {
            Postpone(job, "dmp-busy", "Le DMP ne peut pas recevoir le document maintenant.");
        }
        else
        {
            db.Publish(TransmissionFailed.Topic, job.Fail("dmp-refused", DmpRefusal.Explain(outcome.Code), clock.GetUtcNow()), job.Id);
            Audit(job, "dmp.deposit", "failed", outcome.Code);
        }
    }

    private async Task<bool> AllowedAsync(HealthDocument document, Transmission job, Signatory depositor, CancellationToken ct)
    {
        var question = SendingQuestion.Of(document, job);
        var verdict = await consent.AskAsync(question, ct);
        var reach = habilitation.ReachOf(depositor, DmpAct.Deposit, verdict.Obligations);
        if (verdict.Allowed && !reach.Holds(document.Type)) verdict = verdict.OutsideMatrix(reach.Sentence(document.Type), reach.Rule);
        db.Audit(new("document.send", "transmission", job.Id.ToString())
        {
            Category = question.Category, UsagerId = job.UsagerId, Outcome = verdict.Allowed ? "allowed" : "refused", ReasonCode = verdict.ReasonCode, RuleIds = verdict.RuleIds, Purpose = question.Purpose,
        });
        if (!verdict.Allowed) Block(job, verdict.BlockCode, verdict.Explanation);
        return verdict.Allowed;
    }

    // The registry names its entries; it keeps the name we gave, and tells it when we may read.
    private async Task<ReplacedEntry?> ReplacedAsync(HealthDocument document, ClinicalDocument header, VihfClaims claims, CancellationToken ct)
    {
        if (header.ReplacedId is null || document.ReplacesId is not { } old) return null;
        if (!await db.Transmissions.AnyAsync(t => t.DocumentId == old && t.Channel == Channel.Dmp && t.Status == TransmissionStatus.Delivered, ct)) return null;
        return new((await dmp.FindAsync(claims, header.ReplacedId, ct))?.EntryUuid ?? EntryUuid(old));
    }

    private static string EntryUuid(Guid document) => $"urn:uuid:{document}";

    private void Postpone(Transmission job, string code, string reason) => job.Postpone(code, reason, new(settings.Value.FirstRetry, settings.Value.LongestRetry), clock.GetUtcNow());

    private void Block(Transmission job, string code, string reason)
    {
        db.Publish(TransmissionBlocked.Topic, job.Block(code, reason, clock.GetUtcNow()), job.Id);
        Audit(job, "dmp.deposit", "refused", code);
    }

    private void Audit(Transmission job, string action, string outcome, string code) =>
        db.Audit(new(action, "document", job.DocumentId.ToString()) { Category = "DMP", UsagerId = job.UsagerId, Outcome = outcome, ReasonCode = code, Purpose = Question.Coordination });
}
