using Xunit;

namespace Rules.Tests;

/// <summary>A refusal tells whoever reads it what to do next: its sentence holds an imperative.</summary>
public sealed class AdviceTests
{
    /// <summary>Sentences made apart from their refusal: where they are asked for, and the methods that make them. A decision's own is held where consent writes it.</summary>
    private static readonly Dictionary<string, string[]> Makers = new(StringComparer.Ordinal)
    {
        ["services/Agenda/Attendances/CaptureAttendance.cs: Missing"] = ["services/Agenda/Attendances/CaptureAttendance.cs#Missing"],
        ["services/Agenda/Attendances/CaptureAttendance.cs: wrong"] = ["services/Agenda/Attendances/CaptureRequest.cs#Wrong", "services/Agenda/Attendances/CaptureRequest.cs#WrongForGroup"],
        ["services/Agenda/Attendances/CorrectAttendance.cs: wrong"] = ["services/Agenda/Attendances/CaptureRequest.cs#Wrong"],
        ["services/Billing/Ledger/MonthLedger.cs: blocking[0].Message"] = [],
        ["services/Consent/Deciding/AccountDecision.cs: standing.Reason"] = ["services/Consent/Measures/Standing.cs#OfParent", "services/Consent/Measures/Standing.cs#OfRepresentative"],
        ["services/Consent/Deciding/AccountDecision.cs: tooLow"] = ["services/Consent/Deciding/AccountDecision.cs#Level"],
        ["services/Consent/Deciding/ItemRules.cs: why"] = [],
        ["services/Directory/Imports/CsvTable.cs: message"] = [],
        ["services/Documents/Dmp/DmpDeposit.cs: fault"] = ["services/Documents/Transmissions/SendingMatrix.cs#Fault"],
        ["services/Documents/Dmp/Habilitation/DmpHabilitation.cs: Sentence(type)"] = ["services/Documents/Dmp/Habilitation/DmpHabilitation.cs#Sentence"],
        ["services/Documents/Packaging/DocumentPackagesGrpc.cs: fault"] = ["services/Documents/Transmissions/SendingMatrix.cs#Fault"],
        ["services/Documents/Packaging/DocumentPackagesGrpc.cs: job.Reason"] = ["services/Documents/Transmissions/Transmission.cs#WaitForIns", "services/Documents/Transmissions/FollowMessages.cs#Explain"],
        ["services/Documents/Records/HealthDocument.cs: fault"] = ["services/Documents/Xds/Visibility.cs#Fault"],
        ["services/Documents/Transmissions/Dispatch.cs: fault"] = ["services/Documents/Transmissions/SendingMatrix.cs#Fault"],
        ["services/Identity/Insi/AskInsi.cs: refusal"] = ["services/Identity/Insi/CardAssertion.cs#Refusal"],
        ["services/Identity/Qualification/QualifyUsager.cs: Confidence.WhatIsMissing(situation)"] = [],
        ["services/Identity/Rights/IdentityRights.cs: why"] = [],
        ["services/Identity/Traits/TypedTraits.cs: string.Join(' ', faults.Values)"] =
            ["services/Identity/Traits/TypedTraits.cs#Read", "services/Identity/Traits/TypedTraits.cs#DateFault", "services/Identity/Traits/TypedTraits.cs#Missing"],
        ["services/Identity/Usagers/FindByIns.cs: MatriculeRule.Explain(fault)"] = ["services/Identity/Matricules/MatriculeRule.cs#Explain"],
        ["services/Telemedicine/AgendaClient.cs: sentence"] = ["services/Telemedicine/AgendaClient.cs#sentence"],
        ["services/Telemedicine/DocumentsClient.cs: sentence"] = ["services/Telemedicine/DocumentsClient.cs#sentence"],
        ["services/Telemedicine/Equipment/Device.cs: clash"] = ["services/Telemedicine/Equipment/Device.cs#Clash"],
        ["services/Telemedicine/Informing/InformationRecord.cs: fault"] = ["services/Telemedicine/Informing/InformationRecord.cs#Fault"],
        ["services/Telemedicine/Requests/Parcours.cs: MeetingMissing"] = ["services/Telemedicine/Requests/Parcours.cs#MeetingMissing"],
        ["services/Telemedicine/UseCases/UseCase.cs: fault"] = ["services/Telemedicine/UseCases/UseCaseForm.cs#Fault"],
        ["services/Telemedicine/UseCases/UseCaseForm.cs: fault"] = ["services/Telemedicine/UseCases/UseCaseForm.cs#Wrong"],
    };

    public static TheoryData<string> Methods => [.. Makers.Values.SelectMany(methods => methods).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void A_refusal_says_what_to_do_next() => Breaches.None(Said(written: true).Where(said => !RefusalSentences.Advise(said.Words)).Select(said => $"{said.Path}: {said.Words}"));

    [Fact]
    public void What_makes_the_sentence_of_a_refusal_is_known() =>
        Assert.Equal(Makers.Keys.Order(StringComparer.Ordinal), Said(written: false).Where(said => !said.Words.EndsWith(".Explanation", StringComparison.Ordinal)).Select(said => $"{said.Path}: {said.Words}").Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_sentence_made_apart_says_what_to_do_next(string maker)
    {
        var made = RefusalSentences.MadeBy(Repository.File(maker.Split('#')[0]).Text, maker.Split('#')[1]);

        Assert.NotEmpty(made);
        Breaches.None(made.Where(words => !RefusalSentences.Advise(words)));
    }

    [Theory]
    [InlineData("new RuleBrokenException(\"proof-withdrawn\", \"Cette pièce a déjà été retirée.\")", false)]
    [InlineData("new RuleBrokenException(\"proof-withdrawn\", \"Cette pièce a déjà été retirée. Rafraîchissez la liste.\")", true)]
    [InlineData("new BadInputException(\"x\", $\"Dix au plus ({Most}) : faites-en deux.\")", true)]
    [InlineData("new RuleBrokenException(\"thread-open\", \"Cette conversation est déjà ouverte : vous pouvez y écrire.\")", false)]
    [InlineData("new ForbiddenException(\n    \"x\", \"C'est réservé au nez.\")", false)]
    [InlineData("private static ForbiddenException NotYours() =>\n    new(\"x\", \"Vous ne faites pas partie de l'équipe.\");", false)]
    [InlineData("Answer.Deny(\"DENY_ITEM\", $\"Le {day} vous en avez déjà lu une partie.\", mayKnow: true, rule)", false)]
    [InlineData("new BadInputException(\"x\", \"Il manque : \" + string.Join(\" \", gaps) + \" Complétez-les.\")", true)]
    public void The_rule_tells_advice_from_a_bare_refusal(string source, bool advises) => Assert.Equal(advises, RefusalSentences.Advise(Assert.Single(RefusalSentences.In(source)).Words));

    [Fact]
    public void Each_sentence_of_a_choice_is_read() => Assert.Equal([("Non. Recommencez.", true), ("Non.", true), ("why", false)],
        RefusalSentences.In("new BadInputException(\"x\", late(now, 3) ? \"Non. Recommencez.\" : early ? \"Non.\" : $\"Non : {why}\")"));

    // The sidecar answers machines, in English.
    private static IEnumerable<(string Path, string Words)> Said(bool written) => Repository.Code("services", "gateway").Where(file => !file.Path.StartsWith("services/Sidecar/", StringComparison.Ordinal))
        .SelectMany(file => RefusalSentences.In(file.Text).Where(said => said.Written == written).Select(said => (file.Path, said.Words)));
}
