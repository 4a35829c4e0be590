using Documents.Cda;

namespace Documents.Xds;

/// <summary>Identifiers as XDS metadata writes them, in HL7 v2 fields (CX, XCN, XON). Separators inside a value are taken out.</summary>
public static class Hl7Text
{
    /// <summary>A person's INS: matricule^^^&amp;OID&amp;ISO^NH.</summary>
    public static string Ins(Subject subject) => $"{Clean(subject.Matricule!)}^^^&{subject.MatriculeOid}&ISO^NH";

    /// <summary>A person's local identifier.</summary>
    public static string Ipp(Subject subject) => $"{Clean(subject.Ipp)}^^^&{subject.IppOid}&ISO^PI";

    public static string Professional(ProfessionalIdentity p) => $"{Clean(p.NationalId)}^{Clean(p.FamilyName)}^{Clean(p.GivenName)}^^^^^^&{Oids.Professional}&ISO^D^^^IDNPS";

    public static string Author(Author author) => author.IsSoftware
        ? $"{Clean(author.Professional.NationalId)}^{Clean(author.Professional.FamilyName)}^^^^^^^&{Oids.Professional}&ISO^U^^^RI"
        : Professional(author.Professional);

    public static string Structure(StructureIdentity s) => $"{Clean(s.Name)}^^^^^&{Oids.Structure}&ISO^IDNST^^^{Clean(s.NationalId)}";

    /// <summary>A code as an author's speciality carries it: code^label^OID.</summary>
    public static string Code(Coded code) => $"{Clean(code.Code)}^{Clean(code.Display)}^{code.System}";

    /// <summary>What the identity says of herself; the third component of her name is the list of her birth given names.</summary>
    public static IEnumerable<string> Traits(Subject s)
    {
        yield return $"PID-5|{Clean(s.BirthName)}^{Clean(s.FirstBirthName)}^{Clean(s.BirthNames.Length > 0 ? s.BirthNames : s.FirstBirthName)}^^^^L";
        yield return $"PID-7|{s.BirthDate.Replace("-", "", StringComparison.Ordinal)}";
        yield return $"PID-8|{s.Sex}";
    }

    private static string Clean(string value) => new([.. value.Where(c => c is not ('^' or '~' or '&' or '|' or '\\') && !char.IsControl(c))]);
}
