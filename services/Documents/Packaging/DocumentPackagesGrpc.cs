using Contracts.Documents;
using Documents.Cda;
using Documents.Received;
using Documents.Records;
using Documents.Transmissions;
using Documents.Vault;
using Documents.Xds;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Packaging;

/// <summary>Gives messaging what leaves with a mail, built and checked at the moment it leaves; and files what came with one.</summary>
internal sealed class DocumentPackagesGrpc(DocumentsDbContext db, IdentityClient identities, DocumentRenderer renderer, BlobVault vault, ReportFiling reports, TimeProvider clock) : DocumentPackages.DocumentPackagesBase
{
    public override async Task<DocumentPackage> GetPackage(GetPackageRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        if (!Guid.TryParse(request.DocumentId, out var documentId) || !Guid.TryParse(request.TransmissionId, out var transmissionId))
            throw new RpcException(new(StatusCode.InvalidArgument, "A package is named by its document and its transmission."));
        try
        {
            return await PackAsync(documentId, transmissionId, again: true, ct);
        }
        catch (RefusalException refusal)
        {
            throw new RpcException(new(StatusCode.FailedPrecondition, refusal.Message));
        }
    }

    public override async Task<FiledDocument> FileReceived(FileReceivedRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        if (request.Cda.IsEmpty && request.Pdf.IsEmpty) throw new RpcException(new(StatusCode.InvalidArgument, "Nothing to file."));
        if (request.Cda.Length > BlobVault.Limit || request.Pdf.Length > BlobVault.Limit) throw new RpcException(new(StatusCode.InvalidArgument, "A received document has 25 MB at most."));
        if (request.UniqueId.Length > 0 && await db.ReceivedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.UniqueId == request.UniqueId, ct) is { } known)
            return new() { DocumentId = known.Id.ToString(), AlreadyKnown = true };

        var filed = ReceivedDocument.File(db.TenantId, Id(request.UsagerId), Id(request.EstablishmentId), request.Origin, request.UniqueId, request.MessageId,
            request.Cda.IsEmpty ? "" : await vault.KeepAsync(request.Cda.ToByteArray(), ct), request.Pdf.IsEmpty ? "" : await vault.KeepAsync(request.Pdf.ToByteArray(), ct), clock.GetUtcNow());
        db.ReceivedDocuments.Add(filed);
        db.Audit(new("received-document.file", "received-document", filed.Id.ToString()) { Category = "MED", UsagerId = filed.UsagerId });
        await db.SaveChangesAsync(ct);
        return new() { DocumentId = filed.Id.ToString() };
    }

    public override async Task<ReceivedContent> GetReceived(GetReceivedRequest request, ServerCallContext context)
    {
        var (ct, id) = (context.CancellationToken, Id(request.DocumentId));
        var found = await db.ReceivedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw new RpcException(new(StatusCode.NotFound, "No such received document."));
        db.Audit(new("received-document.read", "received-document", found.Id.ToString()) { Category = "MED", UsagerId = found.UsagerId });
        await db.SaveChangesAsync(ct);
        return new()
        {
            DocumentId = found.Id.ToString(), UsagerId = found.UsagerId?.ToString() ?? "", UniqueId = found.UniqueId, Origin = found.Origin,
            Cda = found.CdaKey.Length > 0 ? ByteString.CopyFrom(await vault.OpenAsync(found.CdaKey, ct)) : ByteString.Empty, Pdf = found.PdfKey.Length > 0 ? ByteString.CopyFrom(await vault.OpenAsync(found.PdfKey, ct)) : ByteString.Empty,
        };
    }

    public override async Task<FiledReport> FileReport(FileReportRequest request, ServerCallContext context)
    {
        try
        {
            return await reports.FileAsync(request, context.CancellationToken);
        }
        catch (RefusalException refusal)
        {
            throw new RpcException(new(refusal.Status is 400 or 404 ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition, $"{refusal.Code}: {refusal.Message}"));
        }
    }

    private async Task<DocumentPackage> PackAsync(Guid documentId, Guid transmissionId, bool again, CancellationToken ct)
    {
        var job = await db.Transmissions.SingleOrDefaultAsync(t => t.Id == transmissionId && t.DocumentId == documentId && t.Channel != Channel.Dmp, ct)
            ?? throw new RpcException(new(StatusCode.NotFound, "No such transmission."));
        var package = await PackAsync(await db.Documents.SingleAsync(d => d.Id == documentId, ct), job, ct);
        try
        {
            await db.SaveChangesAsync(ct);
            return package;
        }
        catch (DbUpdateException) when (again)
        {
            // Two channels rendered the same document at once: the second time, what the first one kept is there.
            db.ChangeTracker.Clear();
            return await PackAsync(documentId, transmissionId, again: false, ct);
        }
    }

    private async Task<DocumentPackage> PackAsync(HealthDocument document, Transmission job, CancellationToken ct)
    {
        if (!document.Final) throw new RuleBrokenException("document-not-final", $"Le document est {Labels.Of(document.Status)} : il ne part pas. Envoyez sa dernière version validée.");
        if (job.Status is TransmissionStatus.Blocked or TransmissionStatus.WaitingForIns) throw new RuleBrokenException("transmission-blocked", job.Reason);
        if (SendingMatrix.Fault(document.Visibility, job.Channel) is { } fault) throw new RuleBrokenException("sending-matrix", fault);
        var person = await identities.FindAsync(document.UsagerId, ct) ?? throw new RuleBrokenException("identity-unknown", "L'identité de la personne n'existe plus ou est désactivée : vérifiez-la, puis relancez l'envoi.");
        if (!person.Qualified && !job.Emergency) throw new RuleBrokenException("ins-not-qualified", "L'INS de la personne n'est pas qualifiée : qualifiez l'identité, puis relancez l'envoi.");

        var rendered = await renderer.ForSendingAsync(document, person, ct);
        await renderer.FreezeAsync(document, ct);
        db.Audit(new("document.package", "document", document.Id.ToString()) { Category = "MSG", UsagerId = document.UsagerId });
        var set = new SubmissionSet(Oids.Of(job.Id), Oids.Of(document.TenantId), clock.GetUtcNow(), rendered.Header.Authenticator, SubmissionSet.Stay);
        return new()
        {
            DocumentId = document.Id.ToString(), UsagerId = document.UsagerId.ToString(), Title = document.Title, TypeCode = document.TypeCode,
            TypeCodeSystem = rendered.Header.Type.System, TypeLabel = rendered.Header.Type.Display, UniqueId = rendered.Header.UniqueId, SetId = rendered.Header.SetId,
            Version = document.DocumentVersion, Cda = ByteString.CopyFrom(rendered.Cda), Pdf = ByteString.CopyFrom(rendered.Pdf), PdfName = PdfName.Of(rendered.Header),
            XdmMetadata = ByteString.CopyFrom(MetadataWriter.Package(DocumentEntry.Of(rendered.Header, document.Visibility, rendered.Cda), set, "DOC00001.XML")),
            InsQualified = rendered.Header.Subject.Qualified, AuthorName = $"{rendered.Header.Author.Professional.GivenName} {rendered.Header.Author.Professional.FamilyName}".Trim(),
            EstablishmentId = document.EstablishmentId?.ToString() ?? "", InvisibleToPatient = document.HiddenFromPerson, HiddenFromProfessionals = document.HiddenFromProfessionals,
            // A request of telemedicine is matched by its reference, which its title holds.
            SubjectLabel = document.TypeCode == DocumentType.TelemedicineRequest ? document.Title : "",
        };
    }

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;
}

/// <summary>The name of the PDF beside the package: date of the act, type, name and first name of birth.</summary>
internal static class PdfName
{
    public static string Of(ClinicalDocument header) =>
        $"{CdaTime.LocalDate(header.Event.StartsAt)}_{Safe(header.Type.Display)}_{Safe(header.Subject.BirthName)}_{Safe(header.Subject.FirstBirthName)}.pdf";

    private static string Safe(string text) => new string([.. text.Where(c => !char.IsControl(c) && c is not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '_'))]).Trim();
}
