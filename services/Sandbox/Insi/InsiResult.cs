using System.Xml.Linq;

namespace Sandbox.Insi;

/// <summary>Writes INSi's RESULTAT.</summary>
internal static class InsiResult
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["00"] = "OK", ["01"] = "Aucune identite trouvee", ["02"] = "Plusieurs identites trouvees",
    };

    public static XElement Of(IReadOnlyList<Individual> found) => found switch
    {
        [] => Code("01", null),
        [var only] => Code("00", only),
        _ => Code("02", null),
    };

    public static XElement Code(string code, Individual? individual) =>
        Element("RESULTAT",
            Element("CR", Element("CodeCR", code), Element("LibelleCR", Labels.GetValueOrDefault(code, "Reponse injectee"))),
            individual is null ? null : Person(individual));

    private static XElement Person(Individual person) =>
        Element("INDIVIDU",
            Ins("INSACTIF", new(person.Matricule, person.Oid)),
            (person.History ?? []).Select(former => Ins("INSHISTO", former)),
            Element("TIQ",
                Element("NomNaissance", person.BirthName),
                person.GivenName is null ? null : Element("Prenom", person.GivenName),
                Element("ListePrenom", person.GivenNames),
                Element("Sexe", person.Sex),
                Element("DateNaissance", person.BirthDate),
                person.BirthPlace is null ? null : Element("LieuNaissance", person.BirthPlace)));

    private static XElement Ins(string name, AssignedIns ins) =>
        Element(name,
            Element("IdIndividu",
                Element("NumIdentifiant", ins.Matricule[..13]),
                Element("Cle", ins.Matricule[13..]),
                name == "INSHISTO" ? Element("TypeMatricule", ins.Oid.EndsWith(".9", StringComparison.Ordinal) ? "NIA" : "NIR") : null),
            Element("OID", ins.Oid));

    private static XElement Element(string name, params object?[] content) => new(InsiNames.Result + name, content);
}
