using Sandbox.Ledgers;

namespace Sandbox.Dmp;

/// <summary>The documents of every DMP. A deposit is stored whole or not at all, before it is acknowledged.</summary>
internal sealed class DocumentStore(Ledger ledger, TimeProvider clock)
{
    private const string Shelf = "dmp.documents";
    private readonly Lock _gate = new();

    public IReadOnlyList<StoredDocument> All() => ledger.All<StoredDocument>(Shelf);

    public IReadOnlyList<StoredDocument> Of(PatientIns patient) => [.. All().Where(d => d.Patient == patient)];

    public StoredDocument? ByUniqueId(string uniqueId) => ledger.Get<StoredDocument>(Shelf, uniqueId);

    public byte[]? Content(string uniqueId) => ledger.Bytes(Shelf, uniqueId);

    /// <summary>Stores a checked deposit; the errors left are those that only the registry can see. Nothing is stored when there is one.</summary>
    public IReadOnlyList<RegistryError> Register(Submission submission, Vihf author)
    {
        lock (_gate)
        {
            var already = submission.Documents.Select(d => ByUniqueId(d.UniqueId)).ToList();
            var errors = Conflicts(submission, already, author.Patient).Concat(Replacements(submission, already, author.Patient)).ToList();
            if (errors.Count == 0)
                ledger.Together(() =>
                {
                    foreach (var document in submission.Documents.Where((_, i) => already[i] is null)) Store(document, submission, author);
                });
            return errors;
        }
    }

    // A retry of a deposit whose answer was lost brings the same bytes under the same uniqueId: it has succeeded already.
    private static IEnumerable<RegistryError> Conflicts(Submission submission, List<StoredDocument?> already, PatientIns patient)
    {
        foreach (var (document, known) in submission.Documents.Zip(already))
        {
            if (known is null) continue;
            if (known.Patient != patient) yield return new("XDSDuplicateUniqueIdInRegistry", "cet uniqueId est déjà celui d'un autre document", document.Entry.Id);
            else if (!known.Hash.Equals(document.Entry.Slot("hash")[0], StringComparison.OrdinalIgnoreCase))
                yield return new("XDSNonIdenticalHash", "cet uniqueId est déjà déposé avec un autre contenu", document.Entry.Id);
        }
    }

    private IEnumerable<RegistryError> Replacements(Submission submission, List<StoredDocument?> already, PatientIns patient)
    {
        foreach (var (document, known) in submission.Documents.Zip(already))
        {
            if (known is not null) continue;
            var target = Target(submission, document);
            var replaced = target is null ? null : All().FirstOrDefault(d => d.EntryUuid == target);
            if (target is not null && (replaced is null || replaced.Patient != patient))
                yield return new("XDSRegistryMetadataError", "RPLC : le document remplacé n'est pas dans ce DMP", document.Entry.Id);
            else if (replaced is { Approved: false })
                yield return new("XDSRegistryDeprecatedDocumentError", "RPLC : seule la dernière version peut être remplacée", document.Entry.Id);
            else if (CdaRules.Replaced(document) != replaced?.UniqueId)
                yield return new("XDSRegistryMetadataError", "relatedDocument du CDA et association RPLC ne désignent pas le même document", document.Entry.Id);
        }
    }

    private void Store(DepositedDocument document, Submission submission, Vihf author)
    {
        var entry = document.Entry;
        var uuid = entry.Id.StartsWith("urn:uuid:", StringComparison.Ordinal) ? entry.Id : $"urn:uuid:{Guid.NewGuid()}";
        var target = Target(submission, document);
        if (target is not null && All().First(d => d.EntryUuid == target) is { } replaced) ledger.Put(Shelf, replaced.UniqueId, replaced with { Approved = false });
        ledger.Put(Shelf, document.UniqueId, new StoredDocument(
            uuid, uuid, document.UniqueId, author.Patient.Matricule, author.Patient.Oid, entry.Title, document.TypeCode, document.ClassCode,
            document.Confidentiality, entry.Slot("creationTime")[0], entry.Slot("serviceStartTime")[0], entry.Slot("hash")[0].ToLowerInvariant(),
            document.Bytes!.Length, true, submission.Sets[0].Identifier(SubmissionRules.SetUnique)!, clock.GetUtcNow(), author.NameId, author.Structure,
            target, entry.Xml.ToString(System.Xml.Linq.SaveOptions.DisableFormatting)), document.Bytes);
    }

    private static string? Target(Submission submission, DepositedDocument document) =>
        submission.Associations.FirstOrDefault(a => a.Type == DmpNames.Replaces && a.Source == document.Entry.Id)?.Target;
}
