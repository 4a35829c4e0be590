using System.Xml;

namespace Documents.Cda;

/// <summary>The person of the document. Her INS is written only when it is qualified.</summary>
internal static class CdaPerson
{
    public static void RecordTarget(XmlWriter xml, Subject s)
    {
        xml.Open("recordTarget");
        xml.Open("patientRole");
        if (s.Qualified) xml.Empty("id", ("root", s.MatriculeOid!), ("extension", s.Matricule!));
        xml.Empty("id", ("root", s.IppOid), ("extension", s.Ipp));
        xml.Empty("addr", ("nullFlavor", "MSK"));
        if (s.Qualified) xml.Empty("telecom", ("value", $"mailto:{s.Matricule}@patient.mssante.fr"));
        else xml.Empty("telecom", ("nullFlavor", "NASK"));
        xml.Open("patient");
        Name(xml, s);
        xml.Code("administrativeGenderCode", s.Sex switch
        {
            "M" => new("M", "Masculin", Oids.Gender),
            "F" => new("F", "Féminin", Oids.Gender),
            _ => new("UN", "Inconnu", Oids.Gender),
        });
        xml.Empty("birthTime", ("value", s.BirthDate.Replace("-", "", StringComparison.Ordinal)));
        if (s.BirthPlace.Length > 0) BirthPlace(xml, s.BirthPlace);
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
    }

    private static void Name(XmlWriter xml, Subject s)
    {
        xml.Open("name");
        xml.Text("family", s.BirthName, "BR");
        xml.Text("given", s.BirthNames.Length > 0 ? s.BirthNames : s.FirstBirthName);
        xml.Text("given", s.FirstBirthName, "BR");
        xml.Text("family", s.UsedName, "CL");
        xml.Text("given", s.UsedFirstName, "CL");
        xml.WriteEndElement();
    }

    private static void BirthPlace(XmlWriter xml, string cog)
    {
        xml.Open("birthplace");
        xml.Open("place");
        xml.Open("addr");
        xml.Text("county", cog);
        for (var i = 0; i < 3; i++) xml.WriteEndElement();
    }
}
