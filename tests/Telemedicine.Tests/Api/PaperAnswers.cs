using System.Collections.Concurrent;
using Contracts.Documents;
using Contracts.Messaging;
using Grpc.Core;

namespace Telemedicine.Tests.Api;

/// <summary>Documents' promises: a source is filed once, each way has its job, what came from outside can be read.</summary>
internal sealed class DocumentsAnswers : DocumentPackages.DocumentPackagesBase
{
    private readonly ConcurrentDictionary<string, FiledReport> _filed = new();

    public ConcurrentQueue<FileReportRequest> Asked { get; } = new();
    public ConcurrentDictionary<string, ReceivedContent> Received { get; } = new();

    /// <summary>Persons opposed to the DMP.</summary>
    public ConcurrentDictionary<string, bool> Opposed { get; } = new();

    public bool Down { get; set; }

    public override Task<FiledReport> FileReport(FileReportRequest request, ServerCallContext context)
    {
        if (Down) throw new RpcException(new(StatusCode.Unavailable, "down"));
        return Task.FromResult(_filed.GetOrAdd(request.SourceId, _ =>
        {
            Asked.Enqueue(request);
            var filed = new FiledReport { DocumentId = Guid.CreateVersion7().ToString() };
            if (request.Dmp)
                filed.Transmissions.Add(Opposed.ContainsKey(request.UsagerId)
                    ? new FiledTransmission { TransmissionId = Guid.CreateVersion7().ToString(), Channel = "dmp", Status = "blocked", ReasonCode = "opposed", Reason = "La personne s'est opposée au dépôt dans son DMP." }
                    : new FiledTransmission { TransmissionId = Guid.CreateVersion7().ToString(), Channel = "dmp", Status = "waiting" });
            filed.Transmissions.AddRange(request.Recipients.Select(r => new FiledTransmission { TransmissionId = Guid.CreateVersion7().ToString(), Channel = "mssante", Recipient = r, Status = "waiting" }));
            return filed;
        }));
    }

    public FiledReport Of(Guid report) => _filed[$"telemedicine-report/{report}"];

    public override Task<ReceivedContent> GetReceived(GetReceivedRequest request, ServerCallContext context) =>
        Received.TryGetValue(request.DocumentId, out var paper) ? Task.FromResult(paper) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
}

/// <summary>What messaging received.</summary>
internal sealed class MessagingAnswers : ReceivedMessages.ReceivedMessagesBase
{
    public ConcurrentDictionary<string, ReceivedMessage> Mails { get; } = new();

    public override Task<ReceivedMessage> GetReceivedMessage(GetReceivedMessageRequest request, ServerCallContext context) =>
        Mails.TryGetValue(request.MessageId, out var mail) ? Task.FromResult(mail) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
}
