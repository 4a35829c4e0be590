namespace Messaging.Addressing;

/// <summary>What hides a document and where it goes, as the CI-SIS table "MetaDMPMSS" names it.</summary>
public sealed record SendingFlags(
    bool HiddenFromProfessionals, bool HiddenFromPatient, bool HiddenFromGuardians, bool SecretConnection,
    bool ToDmp, bool ToProfessionals, bool ToCitizen, bool CitizenOpposed = false);

/// <summary>The only combinations of the CI-SIS table that may leave; any other is refused.</summary>
public static class SendingMatrix
{
    public static bool Allows(SendingFlags f) => f switch
    {
        { HiddenFromProfessionals: false, HiddenFromPatient: false, HiddenFromGuardians: false, ToProfessionals: true, ToCitizen: true } => true,
        { HiddenFromProfessionals: false, HiddenFromPatient: true, HiddenFromGuardians: false, ToProfessionals: true, ToCitizen: false } => true,
        { HiddenFromPatient: false, SecretConnection: false, ToDmp: false, ToProfessionals: false, ToCitizen: true } => true,
        // Absent from the published table: nothing is hidden, and only the person's opposition keeps the citizen out.
        { HiddenFromProfessionals: false, HiddenFromPatient: false, HiddenFromGuardians: false, ToProfessionals: true, ToCitizen: false, CitizenOpposed: true } => true,
        _ => false,
    };
}
