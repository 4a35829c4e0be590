using Contracts.Consent;
using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Messaging.Sending;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Notices;

/// <summary>
/// A file was opened by bris de glace: the house writes to the médecin traitant and to the person. The mails wait, leave and fail like any other. A
/// representative has no mailbox that we know; the person's own is written to, and the house tells the representative itself.
/// </summary>
public sealed class TellBreakGlass(DecisionsClient decisions, DirectoryClient directory, IdentitiesClient identities, TeamMailboxes mailboxes, MessageSeal seal, SendSignal signal, TimeProvider clock)
{
    public static Task Apply(BreakGlassOpened fact, MessagingDbContext db, TellBreakGlass tell, CancellationToken ct) => tell.TellAsync(fact, db, ct);

    private async Task TellAsync(BreakGlassOpened fact, MessagingDbContext db, CancellationToken ct)
    {
        if (await db.Deliveries.AnyAsync(d => d.NoticeId == fact.BreakGlassId, ct)) return;
        var access = new EmergencyAccess(fact, await directory.FindSituationAsync(fact.SituationId, ct), fact.EstablishmentId is { } house ? await directory.FindEstablishmentAsync(house, ct) : null);
        if (Told(fact, "person") || Told(fact, "representative"))
            await WriteAsync(access, Counterpart.Citizen, [], EmergencyAccess.PersonSubject, access.ToPerson(), db, ct);
        if (Told(fact, "medecin-traitant"))
            await WriteAsync(access, Counterpart.Professional, await TreatingDoctorAsync(fact.UsagerId, ct), EmergencyAccess.DoctorSubject, access.ToDoctor(await identities.FindAsync(fact.UsagerId, ct)), db, ct);
        signal.Raise();
    }

    private async Task WriteAsync(EmergencyAccess access, Counterpart to, IReadOnlyList<string> addresses, string subject, string text, MessagingDbContext db, CancellationToken ct)
    {
        var (fact, now) = (access.Fact, clock.GetUtcNow());
        // Without a mailbox of the house the mail is written all the same, and fails with its reason where the team looks.
        var (mailbox, establishment) = mailboxes.FindOf(db.TenantId, fact.EstablishmentId) is { } box ? (box.Mailbox.Address, box.Mailbox.Establishment) : (access.House?.Mailbox ?? "", fact.EstablishmentId);
        var conversation = await OpenConversations.ForAsync(db, mailbox, establishment, fact.UsagerId, to, subject, now, ct);
        var message = Message.Write(db.TenantId, conversation.Id, null, subject, text, seal, now);
        var channel = to == Counterpart.Citizen ? Channel.Citizen : Channel.Mssante;
        var delivery = Delivery.Queue(db.TenantId, conversation.Id, message.Id, fact.UsagerId, channel, addresses, conversation.Mailbox, now, noticeId: fact.BreakGlassId);
        db.Messages.Add(message);
        db.Deliveries.Add(delivery);
        conversation.Touch(now);
        db.Audit(new("break-glass.tell", "delivery", delivery.Id.ToString()) { Category = "MSG", UsagerId = fact.UsagerId, RuleIds = ["R1111-48"] });
        if (channel == Channel.Mssante && delivery.Address is null)
            FailedDelivery.Publish(db, delivery, conversation, "no-recipient", "Aucune adresse MSSanté du médecin traitant n'est connue : informez-le par un autre moyen, et complétez le cercle de soins.", now);
    }

    /// <summary>Where the médecin traitant of the circle reads, the preferred mailbox first.</summary>
    private async Task<IReadOnlyList<string>> TreatingDoctorAsync(Guid usagerId, CancellationToken ct)
    {
        var addresses = new List<string>();
        foreach (var doctor in (await decisions.CareCircleAsync(usagerId, ct)).Where(m => m.Role == "MT"))
        {
            if (doctor.Mailbox.Length > 0) addresses.Add(doctor.Mailbox.ToLowerInvariant());
            else if (doctor.NationalId.Length > 0) addresses.AddRange((await directory.MailboxesAsync(new() { NationalId = doctor.NationalId }, ct)).OrderByDescending(m => m.Preferred).Select(m => m.Address.ToLowerInvariant()));
        }
        return [.. addresses.Distinct(StringComparer.Ordinal)];
    }

    private static bool Told(BreakGlassOpened fact, string whom) => fact.Notify?.Contains(whom) ?? true;
}
