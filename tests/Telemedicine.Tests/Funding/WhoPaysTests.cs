using Telemedicine.Experts;
using Telemedicine.Funding;
using Telemedicine.Requests;
using Telemedicine.UseCases;

namespace Telemedicine.Tests.Funding;

/// <summary>The table of the sheet (§5), case by case.</summary>
public sealed class WhoPaysTests
{
    [Theory]
    [InlineData(ActType.Telesoin, RequisKind.Paramedical, "60", false, true, TariffOption.Partial, FundingPath.AmAct, "TMI")]
    [InlineData(ActType.Telesoin, RequisKind.Paramedical, "60", true, true, TariffOption.Partial, FundingPath.EhpadForfait, "")]
    [InlineData(ActType.Telesoin, RequisKind.Paramedical, "91", false, false, TariffOption.Partial, FundingPath.None, "")]
    [InlineData(ActType.Telesoin, RequisKind.Paramedical, "91", true, false, TariffOption.Partial, FundingPath.None, "")]
    [InlineData(ActType.Telesoin, RequisKind.Paramedical, "", false, true, TariffOption.Partial, FundingPath.None, "")]
    [InlineData(ActType.Telesoin, RequisKind.Generalist, "10", false, true, TariffOption.Partial, FundingPath.None, "")]
    [InlineData(ActType.Telesoin, RequisKind.Hospital, "60", false, true, TariffOption.Partial, FundingPath.HospitalExternal, "")]
    [InlineData(ActType.Teleconsultation, RequisKind.Generalist, "10", false, true, TariffOption.Partial, FundingPath.AmAct, "TCG")]
    [InlineData(ActType.Teleconsultation, RequisKind.Generalist, "10", false, true, TariffOption.Global, FundingPath.EhpadForfait, "")]
    [InlineData(ActType.Teleconsultation, RequisKind.Generalist, "10", false, false, TariffOption.Global, FundingPath.AmAct, "TCG")]
    [InlineData(ActType.Teleconsultation, RequisKind.Specialist, "10", false, true, TariffOption.Global, FundingPath.AmAct, "TCS")]
    [InlineData(ActType.Teleconsultation, RequisKind.Programme, "10", false, true, TariffOption.Global, FundingPath.RegionalProgramme, "")]
    [InlineData(ActType.Teleexpertise, RequisKind.Specialist, "10", false, true, TariffOption.Partial, FundingPath.AmAct, "TE2")]
    [InlineData(ActType.Teleexpertise, RequisKind.Paramedical, "60", false, true, TariffOption.Partial, FundingPath.None, "")]
    public void The_one_asked(ActType act, RequisKind kind, string profession, bool salaried, bool ehpad, TariffOption tariff, FundingPath path, string code) =>
        Assert.Equal(new Funded(path, code), WhoPays.Requis(act, kind, new("", profession, salaried), new(ehpad, tariff), unpaid: false));

    [Theory]
    [InlineData("ide", "60", true, true, TariffOption.Partial, false, FundingPath.EhpadForfait, "")]
    [InlineData("ide", "60", true, false, TariffOption.Partial, false, FundingPath.None, "")]
    [InlineData("ide", "60", false, true, TariffOption.Global, false, FundingPath.AmAct, "RQD")]
    [InlineData("reeducateur", "91", false, false, TariffOption.Partial, false, FundingPath.AmAct, "RQD")]
    [InlineData("reeducateur", "94", false, false, TariffOption.Partial, false, FundingPath.None, "")]
    [InlineData("medecin-traitant", "10", false, true, TariffOption.Partial, false, FundingPath.AmAct, "RQD")]
    [InlineData("medecin-traitant", "10", false, true, TariffOption.Partial, true, FundingPath.None, "")]
    [InlineData("medecin-traitant", "10", false, true, TariffOption.Global, false, FundingPath.EhpadForfait, "")]
    [InlineData("medecin-traitant", "10", false, false, TariffOption.Global, false, FundingPath.AmAct, "RQD")]
    [InlineData("equipe-mobile", "10", false, true, TariffOption.Partial, false, FundingPath.None, "")]
    public void The_one_who_asks(string function, string profession, bool salaried, bool ehpad, TariffOption tariff, bool unpaid, FundingPath path, string code) =>
        Assert.Equal(new Funded(path, code), WhoPays.Requester(new(function, profession, salaried), new(ehpad, tariff), unpaid));

    [Theory]
    [InlineData(ActType.Teleconsultation, "60", true, true, CompanionPlace.PlannedCare, FundingPath.EhpadForfait, "")]
    [InlineData(ActType.Teleconsultation, "60", true, false, CompanionPlace.PlannedCare, FundingPath.None, "")]
    [InlineData(ActType.Teleconsultation, "60", false, true, CompanionPlace.PlannedCare, FundingPath.AmAct, "TLS")]
    [InlineData(ActType.Teleconsultation, "60", false, true, CompanionPlace.DedicatedPlace, FundingPath.AmAct, "TLL")]
    [InlineData(ActType.Teleconsultation, "60", false, false, CompanionPlace.Home, FundingPath.AmAct, "TLD")]
    [InlineData(ActType.Teleconsultation, "10", false, true, CompanionPlace.DedicatedPlace, FundingPath.None, "")]
    [InlineData(ActType.Telesoin, "60", false, true, CompanionPlace.DedicatedPlace, FundingPath.None, "")]
    public void The_one_beside_the_person(ActType act, string profession, bool salaried, bool ehpad, CompanionPlace place, FundingPath path, string code) =>
        Assert.Equal(new Funded(path, code), WhoPays.Companion(act, new("", profession, salaried), place, new(ehpad, TariffOption.Partial)));

    [Theory]
    [InlineData("TLS", 10)]
    [InlineData("TLL", 12)]
    [InlineData("TLD", 15)]
    [InlineData("RQD", 10)]
    [InlineData("TE2", 23)]
    public void The_published_amounts_of_2026(string code, int amount) => Assert.Equal(amount, Prices.On(code, new(2026, 3, 12)));
}
