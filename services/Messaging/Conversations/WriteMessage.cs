using System.ComponentModel.DataAnnotations;
using Messaging.Addressing;
using Messaging.Deliveries;
using Messaging.Mail;
using Messaging.Messages;
using Messaging.Operators;
using Messaging.Sealing;
using Messaging.Sending;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Conversations;

/// <param name="Recipient">MSSanté address of a professional; absent, the professional who wrote last. Never given for a citizen.</param>
public sealed record NewMessage([Required, StringLength(Message.LongestText, MinimumLength = 1)] string Text, string? Recipient = null);

/// <param name="Counterpart">citizen or professional.</param>
public sealed record NewConversation(Guid UsagerId, Counterpart Counterpart, [Required, StringLength(120, MinimumLength = 1)] string Subject, [Required, StringLength(Message.LongestText, MinimumLength = 1)] string Text, string? Recipient = null, Guid? EstablishmentId = null);

public sealed record MessageQueued(Guid ThreadId, Guid MessageId, Guid DeliveryId);

/// <summary>A professional opens a conversation or writes in one.</summary>
public sealed class WriteMessage(MessagingDbContext db, DecisionsClient decisions, TeamMailboxes mailboxes, MessageSeal seal, SendSignal signal, Caller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/threads").WithTags("Threads").RequireAuthorization("messaging:write");
        group.MapPost("/", (NewConversation request, WriteMessage write, CancellationToken ct) => write.OpenAsync(request, ct)).WithSummary("Opens a conversation with a usager or a professional").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id:guid}/messages", (Guid id, NewMessage request, WriteMessage write, CancellationToken ct) => write.ReplyAsync(id, request, ct)).WithSummary("Writes in a conversation").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private async Task<Created<MessageQueued>> OpenAsync(NewConversation request, CancellationToken ct)
    {
        await decisions.RequireAsync(request.UsagerId, "S", "message.write", "usager", request.UsagerId.ToString(), ct);
        var recipient = Recipient(request.Counterpart, request.Recipient);
        if (request.Counterpart == Counterpart.Professional && recipient is null) throw new BadInputException("no-recipient", "Choisissez l'adresse MSSanté du destinataire, puis renvoyez.");
        var box = mailboxes.Of(db.TenantId, request.EstablishmentId);
        var conversation = await OpenConversations.ForAsync(db, box, request.UsagerId, request.Counterpart, MimeWriter.OneLine(request.Subject), clock.GetUtcNow(), ct);
        return await QueueAsync(conversation, request.UsagerId, MimeWriter.OneLine(request.Subject), request.Text, recipient, ends: false, ct);
    }

    private async Task<Created<MessageQueued>> ReplyAsync(Guid id, NewMessage request, CancellationToken ct)
    {
        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await decisions.MissingAsync("message.write", "thread", id, ct);
        if (conversation.UsagerId is not { } usager) throw new RuleBrokenException("thread-unattached", "Rattachez d'abord cette conversation à une personne, puis répondez.");
        await decisions.RequireAsync(usager, "S", "message.write", "thread", id.ToString(), ct);
        conversation.RequireOpen();
        var recipient = Recipient(conversation.Counterpart, request.Recipient) ?? await LastProfessionalAsync(conversation, ct);
        return await QueueAsync(conversation, usager, conversation.Subject, request.Text, recipient, ends: false, ct);
    }

    /// <summary>Queues a message of the team; used too to tell the citizen that the conversation closes or opens again.</summary>
    public async Task<Created<MessageQueued>> QueueAsync(Conversation conversation, Guid usager, string subject, string text, string? recipient, bool ends, CancellationToken ct)
    {
        var queued = Queue(conversation, usager, subject, text, recipient, ends);
        await db.SaveChangesAsync(ct);
        signal.Raise();
        return TypedResults.Created($"/threads/{conversation.Id}", queued);
    }

    public MessageQueued Queue(Conversation conversation, Guid usager, string subject, string text, string? recipient, bool ends)
    {
        var now = clock.GetUtcNow();
        var message = Message.Write(db.TenantId, conversation.Id, caller.SituationId, subject, text, seal, now, ends: ends);
        var channel = conversation.Counterpart == Counterpart.Citizen ? Channel.Citizen : Channel.Mssante;
        var delivery = Delivery.Queue(db.TenantId, conversation.Id, message.Id, usager, channel, recipient is null ? [] : [recipient], conversation.Mailbox, now);
        db.Messages.Add(message);
        db.Deliveries.Add(delivery);
        conversation.Touch(now);
        db.Audit(new("message.write", "thread", conversation.Id.ToString()) { Category = "MSG", UsagerId = usager });
        return new(conversation.Id, message.Id, delivery.Id);
    }

    private static string? Recipient(Counterpart counterpart, string? typed)
    {
        if (counterpart == Counterpart.Citizen)
        {
            return typed is null ? null : throw new BadInputException("citizen-address-typed", "L'adresse de la personne vient de son INS qualifiée : laissez le destinataire vide.");
        }
        if (typed is null) return null;
        if (!MailAddress.TryParse(typed, out var address) || !TrustSpace.Holds(address)) throw new BadInputException("outside-trust-space", "Cette adresse n'est pas une adresse MSSanté. Choisissez une adresse en mssante.fr.");
        return CitizenAddress.IsCitizen(new("", address)) ? throw new BadInputException("citizen-address-typed", "L'adresse d'une personne ne se saisit pas : utilisez la messagerie citoyenne.") : address;
    }

    private async Task<string?> LastProfessionalAsync(Conversation conversation, CancellationToken ct)
    {
        if (conversation.Counterpart == Counterpart.Citizen) return null;
        var wrote = await db.Messages.Where(m => m.ConversationId == conversation.Id && m.SenderAddress != null).OrderByDescending(m => m.At).Select(m => m.SenderAddress).FirstOrDefaultAsync(ct);
        return wrote ?? throw new BadInputException("no-recipient", "Personne n'a encore écrit dans cette conversation : choisissez l'adresse MSSanté du destinataire.");
    }
}
