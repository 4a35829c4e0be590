using Contracts.Messaging;
using Grpc.Core;
using Messaging.Messages;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Receiving;

/// <summary>Tells another service what a mail announces and where its documents are; the text stays here.</summary>
internal sealed class ReceivedMessagesGrpc(MessagingDbContext db) : ReceivedMessages.ReceivedMessagesBase
{
    public override async Task<ReceivedMessage> GetReceivedMessage(GetReceivedMessageRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = Guid.TryParse(request.MessageId, out var parsed) ? parsed : throw new RpcException(new(StatusCode.InvalidArgument, "A message is named by its UUID."));
        var message = await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.Direction == Direction.Received, ct) ?? throw new RpcException(new(StatusCode.NotFound, "No such message."));
        var usager = await db.Conversations.AsNoTracking().Where(c => c.Id == message.ConversationId).Select(c => c.UsagerId).SingleAsync(ct);
        var reply = new ReceivedMessage { MessageId = message.Id.ToString(), ThreadId = message.ConversationId.ToString(), UsagerId = usager?.ToString() ?? "", Subject = message.Subject, SenderAddress = message.SenderAddress ?? "" };
        var files = await db.ReceivedFiles.AsNoTracking().Where(f => f.MessageId == id && f.DocumentId != null).OrderBy(f => f.Id).Select(f => f.DocumentId!.Value).ToListAsync(ct);
        reply.DocumentIds.AddRange(files.Select(f => f.ToString()));
        db.Audit(new("message.read", "thread", message.ConversationId.ToString()) { Category = "MSG", UsagerId = usager });
        await db.SaveChangesAsync(ct);
        return reply;
    }
}
