using Documents.Cda;
using Documents.Records;

namespace Documents.Tests;

/// <summary>Invented people and structures around the published test identities.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 3, 14, 35, 0, TimeSpan.Zero);

    public static readonly Subject Qualified = new("IPP-12", "1.2.250.1.999.2", "279035121518989", Oids.InsNirTest, "PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE",
        "F", "1979-03-28", "51215", "PAT-TROIS", "DOMINIQUE");

    public static readonly Subject Provisional = Qualified with { Matricule = null, MatriculeOid = null, BirthPlace = "", BirthNames = "" };

    public static readonly StructureIdentity House = new("1990000028", "EHPAD Les Saules Blancs", new("SA17", "Etablissement pour personnes âgées", Oids.Sector),
        new("ESSMS", "Etablissement ou Service Social ou Médico-Social", Oids.Practice), "01 00 00 00 00", new("1 rue de la Brume", "99000", "MONTCLAIR"));

    public static readonly ProfessionalIdentity Doctor = new("899900000011", new("G15_10/SM54", "Médecin - Médecine Générale (SM)", Oids.Profession), "VASSEUR", "Hélène", "MME", "DR");

    public static ClinicalDocument Document(Subject? subject = null, int version = 1) => new("2.25.1234567890123456789012345678901234" + version, "2.25.99", version,
        version > 1 ? "2.25.1234567890123456789012345678901234" + (version - 1) : null, DocumentType.Find("74207-2")!.Coded, "Document de liaison d'urgence", Noon, "N",
        subject ?? Qualified, new(Doctor, Noon.AddMinutes(-30), House), House, new(Doctor, Noon, House),
        [new("ECON", new("DAUC", "Fille", Oids.Relation), "PAT-TROIS", "Anne", "06 00 00 00 00")], ["urgences@ch-montclair.mssante.fr"],
        new("899900000078", null, "FERRAND", "Luc", "M", "DR"), DocumentType.Find("74207-2")!.EventCode is var act ? new(act, Noon.AddHours(-1), Noon) : null!,
        new(null, new(2024, 9, 1, 0, 0, 0, TimeSpan.Zero)));
}
