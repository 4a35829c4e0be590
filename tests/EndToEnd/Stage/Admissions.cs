using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>Residents of Les Saules Blancs whose INS is qualified: published test identities only.</summary>
public static class Admissions
{
    public static readonly Guid SaulesBlancs = Guid.Parse("01900000-0000-7000-8000-0000000000e1");
    public static readonly TestIdentity Tchitchi = new("TCHITCHI", "CATARINA", "CATARINA BELLA", "1936-06-21", "F", "63220");
    public static readonly TestIdentity Nessi = new("NESSI", "RUTH", "RUTH", "1977-07-14", "F", "63220");
    public static readonly TestIdentity Adrun = new("ADRUN", "ZOE", "ZOE", "1975-12-31", "F", "63220");
    public static readonly TestIdentity Corse = new("CORSE", "ANTHONY", "ANTHONY", "1980-03-02", "M", "2B020");

    public static readonly TestIdentity Adrtrois = new("ADRTROIS", "TOUSSAINT", "TOUSSAINT", "1960-01-01", "M", "2B020");
    public static readonly TestIdentity GarciaHammadi = new("GARCIA-HAMMADI", "SARAH-LOU", "SARAH-LOU ANNA", "1977-01-21", "F", "01154");
    public static readonly TestIdentity PatTrois = new("PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "1979-03-28", "F", "51215");

    /// <param name="different">Whom she resembles, looked at and found different.</param>
    public static async Task<Resident> AdmitAsync(this PlatformFixture platform, TestIdentity identity, params Guid[] different)
    {
        using var editor = await platform.Door.EditorAsync();
        var id = (await editor.PostAsync("/api/identity/usagers", new { traits = identity, establishmentId = SaulesBlancs, acknowledgedSimilar = different })).Must(201).Json.GetProperty("id").GetGuid();
        return new(id, "", "");
    }

    public static async Task<Resident> QualifyAsync(this PlatformFixture platform, TestIdentity identity, params Guid[] different)
    {
        var id = (await platform.AdmitAsync(identity, different)).Id;
        using var editor = await platform.Door.EditorAsync();
        var call = (await editor.PostAsync($"/api/identity/usagers/{id}/insi-calls", new { })).Must(201).Json;
        Assert.Equal("00", call.GetProperty("code").GetString());
        var callId = call.GetProperty("id").GetString()!;
        (await editor.PostAsync($"/api/identity/usagers/{id}/insi-calls/{callId}/accept", new { confirmDifferences = true })).Must(200);
        var officer = await platform.AsAsync("ERMONT");
        (await officer.PostAsync($"/api/identity/usagers/{id}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285" })).Must(201);
        var qualified = (await officer.PostAsync($"/api/identity/usagers/{id}/qualification")).Must(200).Json;
        Assert.Equal("QUAL", qualified.GetProperty("status").GetString());
        return new(id, qualified.GetProperty("ins").GetProperty("matricule").GetString()!, callId);
    }

    /// <summary>A DLU written by the nurse and validated by the doctor.</summary>
    public static async Task<Guid> ValidatedLiaisonAsync(this PlatformFixture platform, Guid usager)
    {
        var (nurse, doctor) = (await platform.NurseAsync(), await platform.DoctorAsync());
        var draft = (await nurse.PostAsync("/api/documents/documents", new { usagerId = usager, typeCode = "74207-2", content = new { liaison = Liaison } })).Must(201).Json;
        var document = draft.GetProperty("document").GetProperty("id").GetGuid();
        (await doctor.PostAsync($"/api/documents/documents/{document}/validate", new { })).Must(200);
        return document;
    }

    private static readonly JsonElement Liaison = JsonDocument.Parse("""
        {
          "reason": "Fièvre et toux depuis deux jours",
          "currentProblems": { "items": [ { "label": "Suspicion de pneumopathie" } ] },
          "medicalHistory": { "items": [ { "label": "Insuffisance cardiaque", "code": "I50" } ] },
          "allergies": { "items": [ { "substance": "Pénicilline", "reaction": "urticaire" } ] },
          "treatments": { "items": [ { "drug": "Furosémide 40 mg", "dosage": "1 le matin", "lastIntake": "8 h" } ] },
          "contacts": [ { "familyName": "DURIVAGE", "givenName": "Bella", "phone": "+33000000010", "role": "emergency", "relation": "DAUC" }, { "familyName": "DURIVAGE", "givenName": "Bella", "phone": "+33000000010", "role": "trusted", "relation": "DAUC" } ],
          "treatingDoctor": { "familyName": "FERRAND", "givenName": "Luc", "rpps": "99900000078", "phone": "+33000000011" },
          "preferredHospital": "Centre hospitalier de Montclair",
          "palliativeCare": false, "advanceDirectives": false, "resistantBacteria": false,
          "observations": [ { "code": "communicates", "present": true }, { "code": "falls", "present": false } ],
          "vaccinations": [ "Grippe 2026" ]
        }
        """).RootElement;
}

/// <summary>Traits of one of INSi's published test identities.</summary>
public sealed record TestIdentity(string BirthName, string FirstGivenName, string GivenNames, string BirthDate, string Sex, string BirthPlace);

/// <param name="Matricule">Empty until the INS is qualified.</param>
public sealed record Resident(Guid Id, string Matricule, string InsiCall);
