using Messaging.Sealing;
using Platform;

namespace Messaging.Messages;

public enum Direction { Sent, Received }

/// <summary>One message of a conversation; its text is sealed at rest.</summary>
public sealed class Message : ITenantOwned
{
    public const int LongestText = 20_000;

    private Message() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid ConversationId { get; private init; }
    public Direction Direction { get; private init; }
    /// <summary>The working situation of who wrote it here; null for a message received.</summary>
    public Guid? SituationId { get; private init; }
    /// <summary>Label and address of a professional outside; a citizen's address holds the INS and is never kept.</summary>
    public string? SenderLabel { get; private init; }
    public string? SenderAddress { get; private init; }
    public string Subject { get; private init; } = "";
    public byte[] SealedText { get; private init; } = [];
    public Guid? DocumentId { get; private init; }
    public Guid? TransmissionId { get; private init; }
    /// <summary>The last word of a conversation with a citizen: X-MSS-MES: FIN.</summary>
    public bool EndsConversation { get; private init; }
    /// <summary>Message-ID of a mail received, and what it answered.</summary>
    public string? MailMessageId { get; private init; }
    /// <summary>The address that asked to be told of the reading; cleared once told.</summary>
    public string? ReceiptAskedBy { get; private set; }
    public DateTimeOffset At { get; private init; }

    public static Message Write(Guid tenantId, Guid conversationId, Guid? situationId, string subject, string text, MessageSeal seal, DateTimeOffset now, Guid? documentId = null, Guid? transmissionId = null, bool ends = false)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, TenantId = tenantId, ConversationId = conversationId, Direction = Direction.Sent, SituationId = situationId, Subject = Short(subject), SealedText = seal.Close(tenantId, id, text),
            DocumentId = documentId, TransmissionId = transmissionId, EndsConversation = ends, At = now,
        };
    }

    public static Message Receive(Guid tenantId, Guid conversationId, string? senderLabel, string? senderAddress, string subject, string text, string? mailMessageId, string? receiptAskedBy, MessageSeal seal, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, TenantId = tenantId, ConversationId = conversationId, Direction = Direction.Received, SenderLabel = senderLabel, SenderAddress = senderAddress, Subject = Short(subject),
            SealedText = seal.Close(tenantId, id, text.Length > 200_000 ? text[..200_000] : text), MailMessageId = mailMessageId, ReceiptAskedBy = receiptAskedBy, At = now,
        };
    }

    public string Text(MessageSeal seal) => seal.Open(TenantId, Id, SealedText);

    public void ReceiptGiven() => ReceiptAskedBy = null;

    private static string Short(string subject) => subject.Length > 250 ? subject[..250] : subject;
}
