using System.Globalization;
using Contracts.Documents;
using Google.Protobuf;
using Grpc.Core;
using Platform;

namespace Telemedicine;

public sealed record DocumentPart(string Title, IReadOnlyList<string> Lines);

/// <summary>One way a document takes: dmp, mssante or citizen.</summary>
public sealed record SentWay(Guid TransmissionId, string Channel, string Recipient, string Status, string ReasonCode, string Reason);

public sealed record FiledPaper(Guid DocumentId, IReadOnlyList<SentWay> Ways);

public sealed record Paper(string SourceId, Guid Usager, Guid Establishment, string TypeCode, string Title, byte[] Pdf, IReadOnlyList<DocumentPart> Parts, Guid Author, DateTimeOffset ActAt, bool Dmp, IReadOnlyList<string> Recipients);

/// <summary>What telemedicine asks of documents: file and send, and what a mail brought.</summary>
public sealed class DocumentsClient(DocumentPackages.DocumentPackagesClient documents)
{
    public async Task<FiledPaper> FileAsync(Paper paper, CancellationToken ct)
    {
        var request = new FileReportRequest
        {
            SourceId = paper.SourceId, UsagerId = paper.Usager.ToString(), EstablishmentId = paper.Establishment.ToString(), TypeCode = paper.TypeCode, Title = paper.Title, Pdf = ByteString.CopyFrom(paper.Pdf),
            AuthorSituationId = paper.Author.ToString(), ActAt = paper.ActAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), Dmp = paper.Dmp,
        };
        request.Recipients.AddRange(paper.Recipients);
        foreach (var part in paper.Parts)
        {
            var section = new ReportSection { Title = part.Title };
            section.Lines.AddRange(part.Lines);
            request.Sections.Add(section);
        }
        try
        {
            var filed = await documents.FileReportAsync(request, cancellationToken: ct);
            return new(Guid.Parse(filed.DocumentId), [.. filed.Transmissions.Select(t => new SentWay(Guid.Parse(t.TransmissionId), t.Channel, t.Recipient, t.Status, t.ReasonCode, t.Reason))]);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
        {
            var said = e.Status.Detail;
            var sentence = said.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? said[(at + 2)..] : "Le document ne peut pas être classé. Vérifiez la personne et l'établissement.";
            throw new RuleBrokenException("documents-refused", sentence);
        }
    }

    /// <summary>A document that came from outside, or null when there is none of this name.</summary>
    public async Task<ReceivedContent?> ReceivedAsync(string documentId, CancellationToken ct)
    {
        try
        {
            return await documents.GetReceivedAsync(new() { DocumentId = documentId }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
