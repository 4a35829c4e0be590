using Documents.Liaison;

namespace Documents.Tests.Liaison;

public sealed class CompletenessTests
{
    internal static readonly LiaisonContent Complete = new()
    {
        Reason = "Chute dans la chambre, douleur de la hanche gauche",
        CurrentProblems = new() { Items = [new("Maladie d'Alzheimer", "G30.9", "2019")] },
        MedicalHistory = new() { Items = [new("Infarctus du myocarde", "I21", "2011")] },
        Allergies = new() { Items = [new("Pénicilline", "œdème")] },
        Treatments = new() { Items = [new("Paracétamol 1 g", "3 fois par jour", "à 12:00")] },
        Contacts = [new("TCHITCHI", "Anne", "06 00 00 00 00", "trusted", "DAUC")],
        TreatingDoctor = new("FERRAND", "Luc", "99900000078", "01 00 00 00 01"),
        PreferredHospital = "Centre hospitalier de Montclair",
        PalliativeCare = false,
        AdvanceDirectives = true,
        ResistantBacteria = false,
        Observations = [new("disoriented", true, "surtout le soir"), new("falls", true)],
    };

    [Fact]
    public void A_complete_document_has_no_gap() => Assert.Empty(Completeness.Gaps(Complete));

    [Fact]
    public void An_empty_document_lists_every_section_to_fill_in() => Assert.Equal(
        ["reason", "allergies", "treatments", "problems", "contacts", "treating-doctor", "preferred-hospital", "palliative-care", "advance-directives", "resistant-bacteria", "observations"],
        Completeness.Gaps(new()).Select(g => g.Section));

    [Fact]
    public void No_known_allergy_is_an_answer_and_silence_is_not()
    {
        Assert.Empty(Completeness.Gaps(Complete with { Allergies = new() { None = true } }));
        Assert.Equal(["allergies"], Completeness.Gaps(Complete with { Allergies = new() }).Select(g => g.Section));
    }

    [Fact]
    public void A_contact_without_a_telephone_is_a_gap() =>
        Assert.Equal(["contacts"], Completeness.Gaps(Complete with { Contacts = [new("TCHITCHI", "Anne", "")] }).Select(g => g.Section));
}
