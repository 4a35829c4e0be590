using System.Text.Json.Serialization;

namespace Sandbox.Dmp;

/// <summary>A document the DMP holds. The metadata stay as they were deposited.</summary>
public sealed record StoredDocument(
    string EntryUuid, string LogicalId, string UniqueId, string Matricule, string Oid, string Title, string TypeCode, string ClassCode,
    IReadOnlyList<string> Confidentiality, string CreationTime, string ServiceStartTime, string Hash, int Size, bool Approved,
    string SubmissionUniqueId, DateTimeOffset DepositedAt, string DepositedBy, string Structure, string? Replaces, string Metadata)
{
    [JsonIgnore]
    public PatientIns Patient => new(Matricule, Oid);
}
