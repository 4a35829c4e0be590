using Documents.Rendering;

namespace Documents.Liaison;

/// <summary>A DLU as the sections that a reader in the emergency department expects, in the order of the national model.</summary>
public static class LiaisonSections
{
    public static IReadOnlyList<PrintedSection> Of(LiaisonContent c, IReadOnlyList<Gap> acceptedGaps)
    {
        var sections = new List<PrintedSection>
        {
            new("Motif", [Text(c.Reason)]),
            new("Établissement de santé de préférence", [Text(c.PreferredHospital)]),
            new("Personnes à prévenir", Contacts(c)),
            new("Pathologies en cours", List(c.CurrentProblems, p => p.Label + Bracketed(p.Code) + After("depuis", p.Since))),
            new("Antécédents médicaux", List(c.MedicalHistory, p => p.Label + Bracketed(p.Code) + After("depuis", p.Since))),
            new("Allergies et intolérances", List(c.Allergies, a => a.Substance + After("réaction :", a.Reaction))),
            new("Traitements au long cours", List(c.Treatments, t => t.Drug + After("—", t.Dosage) + After("; dernière prise", t.LastIntake))),
            new("Soins palliatifs et directives anticipées",
                [new(YesNo(c.PalliativeCare), "Soins palliatifs"), new(YesNo(c.AdvanceDirectives), "Directives anticipées")]),
            new("État de la personne et risques", [.. c.Observations.Select(o => new PrintedLine((o.Present ? "oui" : "non") + After("—", o.Detail), ObservationLabels.Of(o.Code), Bullet: true))]),
            new("Bactéries multirésistantes", [Text(YesNo(c.ResistantBacteria))]),
        };
        if (c.Vaccinations.Count > 0) sections.Add(new("Vaccinations", [.. c.Vaccinations.Select(v => new PrintedLine(v, Bullet: true))]));
        if (c.Attachments.Count > 0) sections.Add(new("Documents joints au départ", [.. c.Attachments.Select(v => new PrintedLine(v, Bullet: true))]));
        if (c.Comment.Length > 0) sections.Add(new("Commentaires", [Text(c.Comment)]));
        if (acceptedGaps.Count > 0) sections.Add(new("Document transmis en urgence : rubriques non renseignées", [.. acceptedGaps.Select(g => new PrintedLine(g.Message, Bullet: true))]));
        return sections;
    }

    private static IReadOnlyList<PrintedLine> Contacts(LiaisonContent c)
    {
        var lines = c.Contacts.Select(k => new PrintedLine($"{k.GivenName} {k.FamilyName}, {k.Phone}", k.Role == "trusted" ? "Personne de confiance" : "À prévenir", Bullet: true)).ToList();
        if (c.TreatingDoctor is { } doctor) lines.Add(new($"Dr {doctor.GivenName} {doctor.FamilyName}" + After(",", doctor.Phone), "Médecin traitant", Bullet: true));
        return lines.Count > 0 ? lines : [Text("")];
    }

    private static IReadOnlyList<PrintedLine> List<T>(Answered<T> list, Func<T, string> line) => list switch
    {
        { Items.Count: > 0 } => [.. list.Items.Select(i => new PrintedLine(line(i), Bullet: true))],
        { None: true } => [new("Aucun(e) connu(e).")],
        _ => [Text("")],
    };

    private static PrintedLine Text(string text) => new(text.Length > 0 ? text : "Non renseigné.");

    private static string YesNo(bool? value) => value switch { true => "oui", false => "non", null => "non renseigné" };

    private static string Bracketed(string text) => text.Length > 0 ? $" ({text})" : "";

    private static string After(string word, string text) => text.Length > 0 ? $" {word} {text}" : "";
}
