using Contracts.Documents;
using Google.Protobuf;
using Grpc.Core;

namespace Messaging;

/// <summary>Documents refuses that this document leaves now; the reason is its own sentence.</summary>
public sealed class DocumentHeldBackException(string reason) : Exception(reason);

/// <summary>What messaging asks of documents.</summary>
public sealed class DocumentsClient(DocumentPackages.DocumentPackagesClient documents)
{
    public async Task<DocumentPackage> PackageAsync(Guid documentId, Guid? transmissionId, CancellationToken ct)
    {
        try
        {
            return await documents.GetPackageAsync(new() { DocumentId = documentId.ToString(), TransmissionId = transmissionId?.ToString() ?? "" }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.InvalidArgument)
        {
            throw new DocumentHeldBackException(e.Status.Detail.Length > 0 ? e.Status.Detail : "Le document ne peut pas être envoyé dans son état actuel.");
        }
    }

    public async Task<FiledDocument> FileAsync(Guid? usagerId, byte[] cda, byte[] pdf, string uniqueId, Guid messageId, Guid? establishmentId, CancellationToken ct) =>
        await documents.FileReceivedAsync(new()
        {
            UsagerId = usagerId?.ToString() ?? "",
            Cda = ByteString.CopyFrom(cda),
            Pdf = ByteString.CopyFrom(pdf),
            Origin = "mssante",
            UniqueId = uniqueId,
            MessageId = messageId.ToString(),
            EstablishmentId = establishmentId?.ToString() ?? "",
        }, cancellationToken: ct);
}
