using Documents.Cda;
using Documents.Liaison;
using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Packaging;

/// <summary>Gathers what a CDA header says from those who own it: the person from identity, authors and structure from directory, the rest from the document.</summary>
public sealed class HeaderAssembly(DocumentsDbContext db, DirectoryClient directory)
{
    public async Task<ClinicalDocument> AssembleAsync(HealthDocument document, KnownPerson person, LiaisonContent? liaison, CancellationToken ct)
    {
        var author = await SignatoryAsync(document.AuthorSituationId, ct);
        var signer = document.ValidatorSituationId is { } id && id != author.SituationId ? await SignatoryAsync(id, ct) : author;
        var establishment = document.EstablishmentId ?? author.EstablishmentId ?? signer.EstablishmentId
            ?? throw new RuleBrokenException("establishment-missing", "Le document n'est rattaché à aucun établissement : indiquez celui de la personne.");
        var structure = await directory.FindStructureAsync(establishment, ct)
            ?? throw new RuleBrokenException("establishment-unknown", "L'établissement du document n'est plus dans l'annuaire de la plateforme : demandez à l'administrateur de l'y remettre, puis relancez l'envoi.");
        // A version that never left is unknown outside: only one that somebody holds is cited as replaced.
        var replaced = document.ReplacesId is { } old && await db.Renditions.AnyAsync(r => r.DocumentId == old && r.LeftAt != null, ct) ? Oids.Of(old) : null;
        var recipients = await db.Transmissions.Where(t => t.DocumentId == document.Id && t.Recipient != "").Select(t => t.Recipient).ToListAsync(ct);
        var header = new ClinicalDocument(Oids.Of(document.Id), Oids.Of(document.SetId), document.DocumentVersion, replaced,
            document.Type.Coded, document.Title, document.ValidatedAt ?? document.WrittenAt, "N", person.Subject,
            new(author.Professional, document.WrittenAt, structure, !author.Human), structure, new(signer.Professional, document.ValidatedAt ?? document.WrittenAt, structure, !signer.Human),
            liaison is null ? [] : [.. liaison.Contacts.Select(Contact)], [.. recipients.Order(StringComparer.Ordinal)], Doctor(liaison?.TreatingDoctor),
            new(document.Type.EventCode, document.ActAt, null), new(null, document.ActAt));
        if (HeaderRules.Gaps(header) is { Count: > 0 } gaps)
            throw new RuleBrokenException("header-incomplete", "Le document ne peut pas partir : " + string.Join(" ", gaps) + " Complétez ce qui manque, puis relancez l'envoi.") { Details = { ["gaps"] = gaps } };
        return header;
    }

    private async Task<Signatory> SignatoryAsync(Guid situation, CancellationToken ct) => await directory.FindSignatoryAsync(situation, ct)
        ?? throw new RuleBrokenException("author-unknown", "L'auteur ou le signataire du document n'est plus dans l'annuaire de la plateforme : faites-en valider une nouvelle version par un professionnel en poste.");

    private static Contact Contact(EmergencyContact c) => new(c.Role == "trusted" ? "NOK" : "ECON", Relations.Of(c.Relation), c.FamilyName, c.GivenName, c.Phone);

    private static ProfessionalIdentity? Doctor(TreatingDoctor? d) => d is null ? null : new(d.Rpps.Length == 11 ? "8" + d.Rpps : "", null, d.FamilyName, d.GivenName, "", "DR", d.Phone);
}
