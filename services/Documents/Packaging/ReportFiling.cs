using System.Globalization;
using Contracts.Documents;
using Documents.Cda;
using Documents.Records;
using Documents.Rendering;
using Documents.Transmissions;
using Documents.Vault;
using Documents.Xds;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Packaging;

/// <summary>Files what another service answers for (a report of telemedicine): final at once, then sent as asked wherever the house's policy does not say off.</summary>
public sealed class ReportFiling(DocumentsDbContext db, BlobVault vault, IdentityClient identities, DirectoryClient directory, PdfRenderer pdfs, Dispatch dispatch, TimeProvider clock)
{
    private const int LargestPdf = 17 * 1024 * 1024, MostLines = 400;

    public async Task<FiledReport> FileAsync(FileReportRequest request, CancellationToken ct)
    {
        var type = DocumentType.Find(request.TypeCode) ?? throw new BadInputException("document-type", "Ce type de document n'est pas dans la nomenclature : choisissez-en un dans la liste des types.");
        var (usager, author) = (Read(request.UsagerId), Read(request.AuthorSituationId));
        var key = $"report/{request.SourceId}";
        var digest = $"{request.UsagerId}/{request.TypeCode}";
        if (request.SourceId.Length is 0 or > 80) throw new BadInputException("source", "La source d'un document se nomme en 1 à 80 caractères : raccourcissez ou complétez son nom.");
        if (await IdempotentRequest.FindAsync(db, key, digest, ct) is { } made) return await AnswerAsync(made, known: true, ct);

        var now = clock.GetUtcNow();
        var person = await identities.FindAsync(usager, ct) ?? throw new NotFoundException();
        var establishment = Guid.TryParse(request.EstablishmentId, out var house) ? house : person.EstablishmentId;
        var actAt = DateTimeOffset.TryParse(request.ActAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : now;
        var title = request.Title.Trim() is { Length: > 0 and <= 200 } given && !given.Any(char.IsControl) ? given : type.Label;
        var pdf = request.Pdf.IsEmpty ? await PrintAsync(request, title, author, establishment, person, now, ct) : Checked(request.Pdf.ToByteArray());
        var document = HealthDocument.Draft(db.TenantId, usager, establishment, person.UnitId, type, ContentKind.Pdf, new(title, await vault.KeepAsync(pdf, ct), Visibility.Everyone, actAt), author, now);
        db.Documents.Add(document);
        db.Publish(DocumentValidated.Topic, document.Validate(author, [], "", now), document.Id);
        db.Audit(new("document.file-report", "document", document.Id.ToString()) { Category = type.Category, UsagerId = usager });
        IdempotentRequest.Remember(db, key, digest, document.Id, now);
        if (await DestinationsAsync(request, document, ct) is { Count: > 0 } destinations) await dispatch.AskAsync(document, destinations, new(author, actAt), automatic: true, emergency: false, ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(document.Id, known: false, ct);
    }

    private async Task<List<Destination>> DestinationsAsync(FileReportRequest request, HealthDocument document, CancellationToken ct)
    {
        var rules = (await ChannelRule.ForAsync(db, document, ct)).Where(r => r.Mode != TransmissionMode.Off && SendingMatrix.Fault(document.Visibility, r.Channel) is null).ToList();
        var destinations = new List<Destination>();
        foreach (var rule in rules)
        {
            if (rule.Channel == Channel.Mssante) destinations.AddRange(request.Recipients.Concat(rule.Mode == TransmissionMode.Automatic ? rule.Recipients : []).Select(MssAddress.Read).Distinct(StringComparer.Ordinal).Select(a => new Destination(Channel.Mssante, a)));
            else if (rule.Mode == TransmissionMode.Automatic || rule.Channel == Channel.Dmp && request.Dmp) destinations.Add(new(rule.Channel, ""));
        }
        return destinations;
    }

    private async Task<byte[]> PrintAsync(FileReportRequest request, string title, Guid author, Guid? establishment, KnownPerson person, DateTimeOffset now, CancellationToken ct)
    {
        if (request.Sections.Count == 0 || request.Sections.Sum(s => s.Lines.Count) > MostLines) throw new BadInputException("content-missing", "Le document n'a pas de contenu, ou il en a trop : envoyez un PDF ou des rubriques.");
        var signatory = await directory.FindSignatoryAsync(author, ct) ?? throw new BadInputException("author-unknown", "L'auteur du document n'est pas dans l'annuaire de la plateforme : indiquez un professionnel en poste.");
        var structure = establishment is { } id ? (await directory.FindStructureAsync(id, ct))?.Name ?? "" : "";
        var s = person.Subject;
        var banner = new[] { $"{s.BirthName} {s.FirstBirthName}, né(e) le {CdaTime.ReadableDate(s.BirthDate)}, sexe {s.Sex}", s.Qualified ? $"INS {s.Matricule} (identité qualifiée), IPP {s.Ipp}" : $"Identité non qualifiée, IPP {s.Ipp}" };
        return pdfs.Render(new(title, $"{signatory.Professional.GivenName} {signatory.Professional.FamilyName}".Trim(), structure, banner, "", $"{title}, {CdaTime.Readable(now)}", now,
            [.. request.Sections.Select(part => new PrintedSection(part.Title, [.. part.Lines.Select(l => new PrintedLine(l, Bullet: part.Lines.Count > 1))]))]));
    }

    private async Task<FiledReport> AnswerAsync(Guid document, bool known, CancellationToken ct)
    {
        var answer = new FiledReport { DocumentId = document.ToString(), AlreadyKnown = known };
        var jobs = await db.Transmissions.AsNoTracking().Where(t => t.DocumentId == document).OrderBy(t => t.RequestedAt).ToListAsync(ct);
        answer.Transmissions.AddRange(jobs.Select(t => new FiledTransmission { TransmissionId = t.Id.ToString(), Channel = SendingQuestion.Code(t.Channel), Recipient = t.Recipient, Status = Status(t.Status), ReasonCode = t.ReasonCode, Reason = t.Reason }));
        return answer;
    }

    private static string Status(TransmissionStatus status) => status switch
    {
        TransmissionStatus.Blocked => "blocked",
        TransmissionStatus.Failed => "failed",
        TransmissionStatus.Sent or TransmissionStatus.Delivered or TransmissionStatus.Integrated or TransmissionStatus.Read or TransmissionStatus.Confirmed => "sent",
        _ => "waiting",
    };

    private static byte[] Checked(byte[] pdf)
    {
        if (pdf.Length > LargestPdf) throw new BadInputException("document-too-large", "Le PDF dépasse 17 Mo. Réduisez-le ou scindez-le, puis recommencez.");
        return pdf.AsSpan().StartsWith("%PDF-"u8) ? pdf : throw new BadInputException("not-a-pdf", "Le contenu envoyé n'est pas un PDF. Convertissez-le, puis recommencez.");
    }

    private static Guid Read(string text) => Guid.TryParse(text, out var id) ? id : throw new BadInputException("id", "Un identifiant est un UUID : corrigez-le.");
}
