namespace Sandbox.Dmp;

/// <summary>What holds for a deposit as a whole.</summary>
internal static class SubmissionRules
{
    private const string SetPatient = "6b5aea1a-874d-4603-a4bc-96a0a7b38446";
    private const string SetSource = "554ac39e-e3fe-47fe-b233-965d2a147832";
    public const string SetUnique = "96fdda7c-d067-4183-912e-bf5ee74998a8";

    public static IReadOnlyList<RegistryError> Check(Submission submission, PatientIns patient)
    {
        var errors = new List<RegistryError>();
        if (submission.Sets is not [var set]) return [new("XDSRepositoryMetadataError", "un lot de soumission, et un seul, est attendu")];
        if (submission.Documents.Count == 0) errors.Add(new("XDSMissingDocumentMetadata", "le lot ne contient aucun document"));
        foreach (var orphan in submission.OrphanDocuments) errors.Add(new("XDSMissingDocumentMetadata", "un document n'a pas de métadonnées", orphan));

        CheckSet(set, errors);
        foreach (var document in submission.Documents)
        {
            errors.AddRange(MetadataRules.Check(document));
            errors.AddRange(CdaRules.Check(document, patient));
            if (!submission.Associations.Any(a => a.Type == DmpNames.HasMember && a.Source == set.Id && a.Target == document.Entry.Id && a.Status == "Original"))
                errors.Add(new("XDSRepositoryMetadataError", "association HasMember (Original) du lot vers le document attendue", document.Entry.Id));
        }

        CheckPatients(submission, set, patient, errors);
        if (submission.Documents.Select(d => d.UniqueId).Distinct().Count() != submission.Documents.Count)
            errors.Add(new("XDSRepositoryDuplicateUniqueIdInMessage", "deux documents du lot portent le même uniqueId"));
        return errors;
    }

    private static void CheckSet(RegistryObject set, List<RegistryError> errors)
    {
        void Wrong(string what) => errors.Add(new("XDSRepositoryMetadataError", "lot de soumission : " + what, set.Id));
        if (set.Slot("submissionTime") is not [var time] || !MetadataRules.IsTime(time)) Wrong("submissionTime attendu en UTC, AAAAMMJJhhmmss");
        if (!set.Classifications("aa543740-bdda-424e-8c96-df4873be8500").Any()) Wrong("contentTypeCode manque");
        var authors = set.Classifications("a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d").ToList();
        if (!authors.Any(a => RegistryObject.Values(a, "authorPerson").Any(MetadataRules.IsPerson))) Wrong("authorPerson (XCN) manque ou est mal formé");
        if (!authors.Any(a => RegistryObject.Values(a, "authorInstitution").Any(MetadataRules.IsInstitution))) Wrong("authorInstitution (XON) manque ou est mal formé");
        if (string.IsNullOrEmpty(set.Identifier(SetUnique))) Wrong("uniqueId manque");
        if (string.IsNullOrEmpty(set.Identifier(SetSource))) Wrong("sourceId manque");
        foreach (var error in MetadataRules.Shape(set.Xml)) Wrong(error);
    }

    private static void CheckPatients(Submission submission, RegistryObject set, PatientIns patient, List<RegistryError> errors)
    {
        foreach (var (id, location) in submission.Documents.Select(d => (d.PatientId, d.Entry.Id)).Prepend((set.Identifier(SetPatient), set.Id)))
            if (PatientIns.Parse(id) != patient)
                errors.Add(new("XDSPatientIdDoesNotMatch", "patientId n'est pas l'INS du VIHF, au format CX de type NH", location));
    }
}
