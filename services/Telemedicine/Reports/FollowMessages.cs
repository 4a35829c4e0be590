using Contracts.Messaging;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Requests;

namespace Telemedicine.Reports;

/// <summary>A mail whose object holds the reference of a request may bring its report.</summary>
public sealed class FollowMessages(ReceivedMessages.ReceivedMessagesClient messages, DocumentsClient documents, TakeReport reports)
{
    public static async Task Received(MessageReceived fact, TelemedicineDbContext db, FollowMessages follow, CancellationToken ct)
    {
        if (fact.Origin != "professional" || await follow.FindAsync(fact.MessageId, ct) is not { } message || Reference.In(message.Subject) is not { } reference) return;
        if (await db.Requests.SingleOrDefaultAsync(r => r.Reference == reference, ct) is not { } request) return;
        foreach (var id in message.DocumentIds)
        {
            if (await follow.ReadAsync(id, ct) is not { } paper || CdaReport.Read(paper.Cda)?.TypeCode != CdaReport.TelemedicineReport) continue;
            await follow.TakeAsync(request, paper, ct);
        }
    }

    private async Task<ReceivedMessage?> FindAsync(Guid id, CancellationToken ct)
    {
        try
        {
            return await messages.GetReceivedMessageAsync(new() { MessageId = id.ToString() }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<IncomingReport?> ReadAsync(string id, CancellationToken ct) =>
        await documents.ReceivedAsync(id, ct) is { } paper ? new("mssante", paper.UniqueId.Length > 0 ? paper.UniqueId : id, paper.Cda.ToByteArray(), paper.Pdf.ToByteArray()) : null;

    private async Task TakeAsync(TelemedicineRequest request, IncomingReport paper, CancellationToken ct) => await reports.TakeAsync(request, paper, ct);
}
