using Messaging.Deliveries;
using Messaging.Messages;
using Messaging.Receipts;
using Messaging.Sealing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Conversations;

/// <summary>The conversations about a person, and the reading of one.</summary>
public static class ReadConversations
{
    private const int Most = 200;

    public static void MapReadConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/threads").WithTags("Threads").RequireAuthorization("messaging:read");
        group.MapGet("/", List).WithSummary("Conversations about a usager, the latest first").ProducesProblem(404);
        group.MapGet("/{id:guid}", Read).WithSummary("A conversation with its messages, files and deliveries").ProducesProblem(404);
        group.MapGet("/{id:guid}/files/{fileId:guid}", Download).WithSummary("A file kept with a message").ProducesProblem(404);
    }

    private static async Task<Ok<ConversationList>> List(Guid usagerId, MessagingDbContext db, DecisionsClient decisions, CancellationToken ct)
    {
        var decision = await decisions.RequireAsync(usagerId, "R", "thread.list", "usager", usagerId.ToString(), ct);
        var found = await db.Conversations.AsNoTracking().Where(c => c.UsagerId == usagerId).OrderByDescending(c => c.LastActivityAt).Take(Most).ToListAsync(ct);
        db.Audit(new("thread.list", "usager", usagerId.ToString()) { Category = "MSG", UsagerId = usagerId, RuleIds = [.. decision.RuleIds] });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new ConversationList([.. found.Select(ConversationSummary.Of)], found.Count));
    }

    private static async Task<Ok<ConversationView>> Read(Guid id, HttpContext http, MessagingDbContext db, DecisionsClient decisions, IdentitiesClient identities, UnattachedConversations unattached, MessageSeal seal, TimeProvider clock, CancellationToken ct)
    {
        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await decisions.MissingAsync("thread.read", "thread", id, ct);
        if (conversation.UsagerId is { } usager) await decisions.RequireAsync(usager, "R", "thread.read", "thread", id.ToString(), ct);
        else await unattached.RequireMineAsync(conversation, ct);
        var messages = await db.Messages.Where(m => m.ConversationId == id).OrderBy(m => m.At).ToListAsync(ct);
        var ids = messages.ConvertAll(m => m.Id);
        var files = await db.ReceivedFiles.AsNoTracking().Where(f => ids.Contains(f.MessageId)).Select(f => new { f.MessageId, View = new FileView(f.Id, f.Name, f.ContentType, f.DocumentId, f.AlreadyKnown, f.SealedContent != null) }).ToListAsync(ct);
        var deliveries = await db.Deliveries.AsNoTracking().Where(d => d.ConversationId == id).OrderBy(d => d.Rank).ToListAsync(ct);
        var person = conversation.UsagerId is { } known ? await identities.FindAsync(known, ct) : null;
        var name = person is null ? null : $"{(person.UsedName.Length > 0 ? person.UsedName : person.BirthName)} {(person.UsedFirstName.Length > 0 ? person.UsedFirstName : person.FirstBirthName)}";

        GiveReceipts(db, conversation, messages, clock.GetUtcNow());
        db.Audit(new("thread.read", "thread", id.ToString()) { Category = "MSG", UsagerId = conversation.UsagerId });
        await db.SaveChangesAsync(ct);
        http.SetVersion(conversation.Version);
        return TypedResults.Ok(new ConversationView(ConversationSummary.Of(conversation), name,
            [.. messages.Select(m => View(m, conversation, name, seal, [.. files.Where(f => f.MessageId == m.Id).Select(f => f.View)], [.. deliveries.Where(d => d.MessageId == m.Id).Select(DeliveryView.Of)]))]));
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Download(Guid id, Guid fileId, MessagingDbContext db, DecisionsClient decisions, UnattachedConversations unattached, MessageSeal seal, CancellationToken ct)
    {
        var conversation = await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await decisions.MissingAsync("file.read", "thread", id, ct);
        if (conversation.UsagerId is { } usager) await decisions.RequireAsync(usager, "R", "file.read", "file", fileId.ToString(), ct);
        else await unattached.RequireMineAsync(conversation, ct);
        var file = await db.ReceivedFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == fileId && db.Messages.Any(m => m.Id == f.MessageId && m.ConversationId == id), ct);
        if (file?.SealedContent is not { } sealedContent) return TypedResults.NotFound();
        db.Audit(new("file.read", "file", fileId.ToString()) { Category = "MSG", UsagerId = conversation.UsagerId });
        await db.SaveChangesAsync(ct);
        // Whatever the sender called it, the browser saves it and never opens it as a page.
        return TypedResults.File(seal.OpenBytes(file.TenantId, file.Id, sealedContent), "application/octet-stream", file.Name);
    }

    private static MessageView View(Message m, Conversation c, string? personName, MessageSeal seal, IReadOnlyList<FileView> files, IReadOnlyList<DeliveryView> deliveries)
    {
        var citizen = m.Direction == Direction.Received && c.Counterpart == Counterpart.Citizen;
        var from = m.Direction == Direction.Sent ? "équipe" : citizen ? personName ?? "Mon espace santé" : m.SenderLabel is { Length: > 0 } label ? label : m.SenderAddress ?? "";
        return new(m.Id, m.Direction.ToString().ToLowerInvariant(), from, m.SenderAddress, citizen, m.SituationId, Addressing.MailSubject.Shown(m.Subject), m.Text(seal), m.DocumentId, m.TransmissionId, m.EndsConversation, m.At, files, deliveries);
    }

    /// <summary>A person of the team has opened the conversation: who asked to be told of the reading is told.</summary>
    private static void GiveReceipts(MessagingDbContext db, Conversation conversation, List<Message> messages, DateTimeOffset now)
    {
        foreach (var message in messages.Where(m => m.ReceiptAskedBy is not null && m.MailMessageId is not null))
        {
            db.OwedReceipts.Add(new()
            {
                Id = Guid.CreateVersion7(now), TenantId = message.TenantId, Mailbox = conversation.Mailbox, Recipient = message.ReceiptAskedBy!, OriginalMessageId = message.MailMessageId!,
                Subject = message.Subject, ByPerson = true, NextAttemptAt = now,
            });
            message.ReceiptGiven();
        }
    }
}
