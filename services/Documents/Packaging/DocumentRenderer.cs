using System.Text.Json;
using Documents.Cda;
using Documents.Liaison;
using Documents.Records;
using Documents.Rendering;
using Documents.Vault;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Packaging;

/// <summary>The bytes of a document with the header they were made from.</summary>
public sealed record RenderedDocument(ClinicalDocument Header, byte[] Cda, byte[] Pdf);

/// <summary>Makes the PDF and the CDA of a document with the identity of the moment, and keeps those that leave.</summary>
public sealed class DocumentRenderer(DocumentsDbContext db, BlobVault vault, HeaderAssembly headers, PdfRenderer pdfs, TimeProvider clock)
{
    /// <summary>The PDF to show: as it left, else as it would be now; a draft says so on each page.</summary>
    public async Task<byte[]> PdfAsync(HealthDocument document, KnownPerson person, CancellationToken ct) =>
        await LeftAsync(document, ct) is { } left ? left.Pdf : await PdfAsync(document, await HeaderAsync(document, person, ct), ct);

    /// <summary>The document to show as it left, else as it would leave now. Nothing is kept.</summary>
    public async Task<RenderedDocument> ShownAsync(HealthDocument document, KnownPerson person, CancellationToken ct) =>
        await LeftAsync(document, ct) ?? await RenderAsync(document, person, ct);

    /// <summary>The rendition that leaves, made now when there is none. The caller saves.</summary>
    public async Task<RenderedDocument> ForSendingAsync(HealthDocument document, KnownPerson person, CancellationToken ct)
    {
        var fingerprint = vault.Fingerprint(JsonSerializer.Serialize(person.Subject));
        var rendition = await db.Renditions.SingleOrDefaultAsync(r => r.DocumentId == document.Id, ct);
        if (rendition?.Fits(fingerprint) == true) return await OpenAsync(rendition, ct);
        if (rendition is null) db.Renditions.Add(rendition = Rendition.Of(document.TenantId, document.Id));

        var made = await RenderAsync(document, person, ct);
        rendition.Hold(fingerprint, await vault.KeepAsync(JsonSerializer.SerializeToUtf8Bytes(made.Header), ct), await vault.KeepAsync(made.Cda, ct), await vault.KeepAsync(made.Pdf, ct), clock.GetUtcNow());
        return made;
    }

    public async Task FreezeAsync(HealthDocument document, CancellationToken ct) =>
        (await db.Renditions.FindAsync([document.Id], ct) ?? throw new InvalidOperationException("Nothing is rendered.")).Freeze(clock.GetUtcNow());

    public async Task<LiaisonContent?> LiaisonAsync(HealthDocument document, CancellationToken ct) => document.Kind == ContentKind.Liaison
        ? JsonSerializer.Deserialize<LiaisonContent>(await vault.OpenAsync(document.ContentKey, ct))
        : null;

    private async Task<RenderedDocument> RenderAsync(HealthDocument document, KnownPerson person, CancellationToken ct)
    {
        var header = await HeaderAsync(document, person, ct);
        var pdf = await PdfAsync(document, header, ct);
        return new(header, CdaWriter.Write(header, pdf), pdf);
    }

    private async Task<ClinicalDocument> HeaderAsync(HealthDocument document, KnownPerson person, CancellationToken ct) =>
        await headers.AssembleAsync(document, person, await LiaisonAsync(document, ct), ct);

    private async Task<RenderedDocument?> LeftAsync(HealthDocument document, CancellationToken ct) =>
        await db.Renditions.AsNoTracking().SingleOrDefaultAsync(r => r.DocumentId == document.Id && r.LeftAt != null, ct) is { } left ? await OpenAsync(left, ct) : null;

    private async Task<RenderedDocument> OpenAsync(Rendition rendition, CancellationToken ct) => new(
        JsonSerializer.Deserialize<ClinicalDocument>(await vault.OpenAsync(rendition.HeaderKey, ct))!, await vault.OpenAsync(rendition.CdaKey, ct), await vault.OpenAsync(rendition.PdfKey, ct));

    private async Task<byte[]> PdfAsync(HealthDocument document, ClinicalDocument header, CancellationToken ct)
    {
        if (document.Kind == ContentKind.Pdf) return await vault.OpenAsync(document.ContentKey, ct);
        var liaison = (await LiaisonAsync(document, ct))!;
        var accepted = document.AcceptedGaps.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var gaps = Completeness.Gaps(liaison).Where(g => accepted.Contains(g.Section)).ToList();
        return pdfs.Render(new(header.Title, Author(header.Authenticator.Professional), header.Custodian.Name, Banner(header.Subject), Notice(document),
            $"Document {header.UniqueId}, version {header.Version}, {CdaTime.Readable(header.EffectiveAt)}", header.EffectiveAt,
            [.. LiaisonSections.Of(liaison, gaps), new("Rédaction", Signatures(header))]));
    }

    private static IReadOnlyList<PrintedLine> Signatures(ClinicalDocument header) =>
    [
        new($"{Author(header.Author.Professional)}, {header.Author.Professional.Profession!.Display}, le {CdaTime.Readable(header.Author.At)}", "Rédigé par"),
        new($"{Author(header.Authenticator.Professional)}, le {CdaTime.Readable(header.Authenticator.At)}", "Validé par"),
    ];

    private static IReadOnlyList<string> Banner(Subject s) =>
    [
        $"{s.BirthName} {s.FirstBirthName}{(s.UsedName.Length > 0 && s.UsedName != s.BirthName ? $" (nom utilisé : {s.UsedName})" : "")}, né(e) le {CdaTime.ReadableDate(s.BirthDate)}, sexe {s.Sex}",
        s.Qualified ? $"INS {s.Matricule} (identité qualifiée), IPP {s.Ipp}" : $"Identité non qualifiée, IPP {s.Ipp}",
    ];

    private static string Author(ProfessionalIdentity p) => $"{(p.Title == "DR" ? "Dr " : "")}{p.GivenName} {p.FamilyName}".Trim();

    private static string Notice(HealthDocument document) => document.Status switch
    {
        DocumentStatus.Draft or DocumentStatus.InReview => "BROUILLON, NE PAS TRANSMETTRE",
        DocumentStatus.Cancelled => "ANNULÉ",
        DocumentStatus.Replaced => "REMPLACÉ",
        _ => "",
    };
}
