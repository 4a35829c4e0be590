using System.Text.Json;
using Documents.Cda;
using Documents.Liaison;
using Documents.Vault;
using Documents.Xds;
using Platform;

namespace Documents.Records;

/// <summary>What a draft is written with: a structured liaison content for a DLU, a PDF for any other type.</summary>
/// <param name="Pdf">The PDF in base64; 17 MB at most, so that the CDA around it stays within 25 MB.</param>
/// <param name="ActAt">When the act began; now when not said.</param>
public sealed record DraftText(string? Title = null, LiaisonContent? Liaison = null, byte[]? Pdf = null, Visibility? Visibility = null, DateTimeOffset? ActAt = null)
{
    private const int LargestPdf = 17 * 1024 * 1024;

    /// <summary>Checks what was sent and puts the content into the vault.</summary>
    public async Task<(ContentKind Kind, DocumentText Text)> ReadAsync(DocumentType type, BlobVault vault, CancellationToken ct)
    {
        var (kind, content) = (Liaison, Pdf) switch
        {
            ({ } liaison, null) when type.Code == DocumentType.EmergencyLiaison => (ContentKind.Liaison, JsonSerializer.SerializeToUtf8Bytes(Checked(liaison))),
            (null, { } pdf) => (ContentKind.Pdf, Checked(pdf)),
            _ => throw new BadInputException("content-missing", type.Code == DocumentType.EmergencyLiaison
                ? "Envoyez le contenu du document de liaison (champ liaison) ou un PDF, mais pas les deux."
                : "Ce type de document se transmet en PDF : envoyez le champ pdf, et lui seul."),
        };
        var title = string.IsNullOrWhiteSpace(Title) ? type.Label : Title.Trim();
        if (title.Length > 200 || title.Any(char.IsControl)) throw new BadInputException("title", "Le titre dépasse 200 caractères ou contient des caractères interdits. Corrigez-le.");
        return (kind, new(title, await vault.KeepAsync(content, ct), Visibility ?? Xds.Visibility.Everyone, ActAt));
    }

    private static LiaisonContent Checked(LiaisonContent c)
    {
        if (c.Contacts.FirstOrDefault(k => !Relations.Known(k.Relation) || k.Role is not ("emergency" or "trusted")) is not null)
            throw new BadInputException("contact", "Le lien ou le rôle d'une personne à prévenir n'est pas dans la nomenclature : choisissez un lien du JDV_J11, et emergency ou trusted pour le rôle.");
        if (c.Observations.FirstOrDefault(o => !ObservationLabels.Known(o.Code)) is { } unknown) throw new BadInputException("observation", $"L'observation « {unknown.Code} » n'existe pas : choisissez-en une de la liste.");
        if (c.TreatingDoctor is { Rpps: { Length: not 0 } rpps } && (rpps.Length != 11 || !rpps.All(char.IsAsciiDigit))) throw new BadInputException("rpps", "Le numéro RPPS du médecin traitant compte 11 chiffres. Vérifiez-le.");
        return c;
    }

    private static byte[] Checked(byte[] pdf)
    {
        if (pdf.Length > LargestPdf) throw new BadInputException("document-too-large", "Le PDF dépasse 17 Mo. Réduisez-le ou scindez-le, puis recommencez.");
        if (!pdf.AsSpan().StartsWith("%PDF-"u8)) throw new BadInputException("not-a-pdf", "Le contenu envoyé n'est pas un PDF. Convertissez-le, puis recommencez.");
        if (pdf.AsSpan().IndexOf("/Encrypt"u8) >= 0) throw new BadInputException("pdf-encrypted", "Un PDF protégé par un mot de passe ne peut pas être transmis : envoyez-le sans protection.");
        return pdf;
    }
}

/// <summary>A new document.</summary>
/// <param name="EstablishmentId">Where the person is followed; taken from her identity when not said.</param>
public sealed record DraftRequest(Guid UsagerId, string TypeCode, DraftText Content, Guid? EstablishmentId = null, Guid? UnitId = null);
