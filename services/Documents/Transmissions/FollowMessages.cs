using Contracts.Documents;
using Contracts.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Documents.Transmissions;

/// <summary>What messaging learns of a mail moves the transmission it came from.</summary>
public static class FollowMessages
{
    public static Task Sent(MessageSent fact, DocumentsDbContext db, CancellationToken ct) => FollowAsync(db, fact.TransmissionId, TransmissionStatus.Sent, fact.SentAt, ct, fact.Recipient);

    public static Task Delivered(MessageDelivered fact, DocumentsDbContext db, CancellationToken ct) => FollowAsync(db, fact.TransmissionId, TransmissionStatus.Delivered, fact.DeliveredAt, ct, fact.Recipient);

    public static Task Integrated(MessageIntegrated fact, DocumentsDbContext db, CancellationToken ct) => FollowAsync(db, fact.TransmissionId, TransmissionStatus.Integrated, fact.IntegratedAt, ct, fact.Recipient);

    public static Task Read(MessageRead fact, DocumentsDbContext db, CancellationToken ct) =>
        FollowAsync(db, fact.TransmissionId, fact.Manner == "displayed" ? TransmissionStatus.Read : TransmissionStatus.Integrated, fact.ReadAt, ct, fact.Recipient);

    public static Task Confirmed(MessageConfirmed fact, DocumentsDbContext db, CancellationToken ct) => FollowAsync(db, fact.TransmissionId, TransmissionStatus.Confirmed, fact.ConfirmedAt, ct);

    public static async Task Failed(MessageFailed fact, DocumentsDbContext db, CancellationToken ct)
    {
        if (await FindAsync(db, fact.TransmissionId, ct) is not { } job || job.Status is TransmissionStatus.Confirmed or TransmissionStatus.Failed or TransmissionStatus.Blocked) return;
        if (job.Status is TransmissionStatus.Waiting or TransmissionStatus.WaitingForIns) return;
        // Messaging found the change before its news came here: the job ends as if the news had been first.
        if (fact.ReasonCode == "not-authorized" && job.Status == TransmissionStatus.Sending)
            db.Publish(TransmissionBlocked.Topic, job.Block("not-allowed", Explain("blocked"), fact.FailedAt), job.Id);
        else db.Publish(TransmissionFailed.Topic, job.Fail(fact.ReasonCode, Explain(fact.ReasonCode), fact.FailedAt), job.Id);
    }

    private static async Task FollowAsync(DocumentsDbContext db, Guid? transmissionId, TransmissionStatus reached, DateTimeOffset at, CancellationToken ct, string? address = null)
    {
        if (await FindAsync(db, transmissionId, ct) is not { } job) return;
        job.Follow(reached, at, job.Channel == Channel.Mssante ? address : null);
        (await db.Documents.SingleAsync(d => d.Id == job.DocumentId, ct)).MarkSent();
    }

    // A mail written by hand has no transmission, and a transmission of another document is none of ours.
    private static async Task<Transmission?> FindAsync(DocumentsDbContext db, Guid? id, CancellationToken ct) =>
        id is null ? null : await db.Transmissions.SingleOrDefaultAsync(t => t.Id == id && t.Channel != Channel.Dmp, ct);

    private static string Explain(string code) => code switch
    {
        "unknown-mailbox" => "L'adresse du destinataire n'existe pas : vérifiez-la dans l'annuaire.",
        "too-large" => "Le message dépasse la taille que le destinataire accepte : allégez le document, puis renvoyez-le.",
        "blocked" => "L'envoi a été refusé juste avant le départ, car une opposition ou un droit a changé : voyez-le avec la personne, puis relancez l'envoi s'il est permis.",
        "integration-900" => "Le logiciel du destinataire attend une autre version du document (code 900) : vérifiez celle que vous avez envoyée.",
        "integration-901" => "Le logiciel du destinataire n'accepte pas cet auteur (code 901) : faites renvoyer le document par son auteur ou sa structure.",
        "integration-902" => "La personne est inconnue du destinataire (code 902) : appelez-le pour qu'il crée le dossier, puis relancez l'envoi.",
        "integration-903" or "integration-905" => $"L'INS manque au document ou y est incomplète (code {code[^3..]}) : qualifiez l'identité, puis relancez l'envoi.",
        "integration-904" => "L'INS ou les traits diffèrent de ceux du destinataire (code 904) : vérifiez l'identité avec lui, puis relancez l'envoi.",
        _ when code.StartsWith("integration-", StringComparison.Ordinal) => $"Le logiciel du destinataire n'a pas intégré le document (code {code["integration-".Length..]}) : appelez-le.",
        _ => "Le message n'est pas arrivé : relancez l'envoi ou choisissez un autre destinataire.",
    };
}
