using System.Text.Json.Serialization;
using Sandbox.Insi;
using Sandbox.Ledgers;

namespace Sandbox.Dmp;

/// <summary>Whether a person's DMP is there and open.</summary>
public enum DmpStatus
{
    [JsonStringEnumMemberName("ACTIF")] Active,
    [JsonStringEnumMemberName("FERME")] Closed,
    [JsonStringEnumMemberName("INEXISTANT")] Missing,
}

/// <summary>A person's DMP as the server knows it. The authorisation concerns reading only: VALIDE, INEXISTANTE, EXPIREE or INTERDITE.</summary>
public sealed record DmpRecord(
    string Matricule, string Oid, DmpStatus Status, string Authorisation = "VALIDE", string? ClosedOn = null,
    bool TreatingPhysician = false, bool AttachedToMes = true)
{
    public static readonly IReadOnlyList<string> Authorisations = ["VALIDE", "INEXISTANTE", "EXPIREE", "INTERDITE"];
}

/// <summary>Everyone of the identity base has an open DMP, unless the control interface said otherwise.</summary>
internal sealed class DmpRecords(Ledger ledger, KnownIdentities identities)
{
    public void Set(DmpRecord record) => ledger.Put("dmp.records", record.Matricule + "^" + record.Oid, record);

    public DmpRecord Of(PatientIns patient) =>
        ledger.Get<DmpRecord>("dmp.records", patient.Matricule + "^" + patient.Oid)
        ?? new(patient.Matricule, patient.Oid, identities.Holder(patient.Matricule, patient.Oid) is null ? DmpStatus.Missing : DmpStatus.Active);

    public Individual? Person(PatientIns patient) => identities.Holder(patient.Matricule, patient.Oid);
}
