using Identity.Proofs;
using Xunit;

namespace Identity.Tests;

public sealed class ConfidenceTests
{
    private static readonly ProofSituation Adult = new(Minor: false, DirectAdmissionToEhpad: false);
    private static readonly ProofSituation Child = new(Minor: true, DirectAdmissionToEhpad: false);
    private static readonly ProofSituation Resident = new(Minor: false, DirectAdmissionToEhpad: true);

    [Theory]
    [InlineData(ProofType.CN), InlineData(ProofType.CE), InlineData(ProofType.PA), InlineData(ProofType.CS), InlineData(ProofType.AV), InlineData(ProofType.EI)]
    public void An_identity_document_shown_by_the_person_is_enough(ProofType type) => Assert.True(Confidence.IsHigh([Shown(type)], Adult));

    [Theory]
    [InlineData(ProofType.PC), InlineData(ProofType.CV), InlineData(ProofType.MU), InlineData(ProofType.LE), InlineData(ProofType.AN), InlineData(ProofType.TC), InlineData(ProofType.CM), InlineData(ProofType.CC), InlineData(ProofType.IE)]
    public void Other_documents_are_not(ProofType type) => Assert.False(Confidence.IsHigh([Shown(type)], Adult));

    [Fact]
    public void A_photocopy_proves_nothing() => Assert.False(Confidence.IsHigh([new(ProofType.PA, ProofHolder.Person, OriginalSeen: false)], Adult));

    [Fact]
    public void Somebody_elses_document_proves_nothing_for_an_adult() =>
        Assert.False(Confidence.IsHigh([Shown(ProofType.LE), new(ProofType.CN, ProofHolder.ParentOrGuardian, true)], Adult));

    [Theory]
    [InlineData(ProofType.LE), InlineData(ProofType.AN)]
    public void A_minor_needs_civil_status_and_a_parents_document(ProofType civilStatus)
    {
        Assert.False(Confidence.IsHigh([Shown(civilStatus)], Child));
        Assert.False(Confidence.IsHigh([new(ProofType.CN, ProofHolder.ParentOrGuardian, true)], Child));
        Assert.False(Confidence.IsHigh([Shown(civilStatus), new(ProofType.PC, ProofHolder.ParentOrGuardian, true)], Child));
        Assert.True(Confidence.IsHigh([Shown(civilStatus), new(ProofType.CN, ProofHolder.ParentOrGuardian, true)], Child));
    }

    [Fact]
    public void A_foreign_minors_travel_document_is_enough_for_a_minor() => Assert.True(Confidence.IsHigh([Shown(ProofType.TC)], Child));

    [Fact]
    public void A_resident_admitted_directly_may_show_civil_status_and_the_vitale_card_with_photograph()
    {
        ShownProof[] both = [Shown(ProofType.LE), Shown(ProofType.CV)];

        Assert.True(Confidence.IsHigh(both, Resident));
        Assert.False(Confidence.IsHigh(both, Adult));
        Assert.False(Confidence.IsHigh([Shown(ProofType.CV)], Resident));
    }

    [Theory]
    [InlineData("12AB34567", "••••••567"), InlineData("880692310285", "••••••••0285"), InlineData("ab 1", "••1"), InlineData("A", "•"), InlineData(" ", null), InlineData(null, null)]
    public void A_number_is_kept_masked(string? number, string? kept) => Assert.Equal(kept?.ToUpperInvariant(), MaskedNumber.Of(number));

    private static ShownProof Shown(ProofType type) => new(type, ProofHolder.Person, OriginalSeen: true);
}
