using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;

namespace Billing.Tests.Rules;

/// <summary>Worked examples E7 to E10, E13 and E15: children, adults, temporary stays, work and trips.</summary>
public sealed class OtherRegimesTests
{
    private static House School => new House { Parameters = new() }.Priced(PriceCodes.Journee, 210.00m)
        .Attended("2026-03-02").Attended("2026-03-03", period: "AM", quantity: 0.5m).Attended("2026-03-04", "ABSENT_JUSTIFIED").Attended("2026-03-05").Attended("2026-03-06", "ABSENT_UNPLANNED");

    [Fact]
    public void E7_a_week_of_semi_internat_at_a_day_price()
    {
        var sheet = School.Month("2026-03", Regime.ImeSemiInternat);

        Assert.Equal(2.5m, sheet.Lines.Where(l => l.Nature is Nature.Journee or Nature.DemiJournee).Sum(l => l.Quantity));
        Assert.Equal(525.00m, sheet.Sum());
        Assert.Equal(105.00m, sheet.On("2026-03-03", Nature.DemiJournee));
    }

    [Fact]
    public void E7_the_same_week_under_a_dotation_is_activity_only()
    {
        var house = School;
        house.Parameters = new(Funding: Funding.Dotation);
        var sheet = house.Month("2026-03", Regime.ImeSemiInternat);

        Assert.DoesNotContain(sheet.Lines, l => l.Billable);
        Assert.Equal(0m, sheet.Sum());
        Assert.Equal(2.5m, sheet.Lines.Where(l => l.Nature is Nature.Journee or Nature.DemiJournee).Sum(l => l.Quantity));
        Assert.Equal(2, sheet.Count(Nature.Absence));
        Assert.Equal(1, sheet.Lines.Count(l => l.Rule.Id == "IME-ABSENCE-IMPREVUE"));
    }

    [Theory]
    [InlineData(CretonOrientation.Foyer, true, 250.00, 0, 0)]
    [InlineData(CretonOrientation.Fam, true, 170.00, 80.00, 0)]
    [InlineData(CretonOrientation.Mas, true, 0, 227.00, 23.00)]
    [InlineData(CretonOrientation.Other, true, 0, 227.00, 23.00)]
    [InlineData(CretonOrientation.None, true, 0, 250.00, 0)]
    public void E8_Creton_in_internat(CretonOrientation orientation, bool lodges, decimal departement, decimal am, decimal person)
    {
        var sheet = Creton(new(orientation, lodges, "69")).Month("2026-03", CretonStay(new(orientation, lodges, "69"), Regime.ImeInternatComplet));

        Assert.Equal((departement, am, person), OnDay(sheet, "2026-03-10"));
    }

    [Fact]
    public void E8_Creton_toward_a_MAS_in_externat_pays_no_forfait_journalier()
    {
        var house = Creton(new(CretonOrientation.Mas)).Attended("2026-03-10");

        Assert.Equal((0m, 250.00m, 0m), OnDay(house.Month("2026-03", CretonStay(new(CretonOrientation.Mas), Regime.ImeExternat)), "2026-03-10"));
    }

    [Fact]
    public void E8_Creton_toward_a_MAS_in_internat_de_semaine_pays_the_forfait_journalier_of_its_nights()
    {
        var sheet = Creton(new(CretonOrientation.Mas)).Month("2026-03", CretonStay(new(CretonOrientation.Mas), Regime.ImeInternatSemaine));

        Assert.Equal((0m, 227.00m, 23.00m), OnDay(sheet, "2026-03-10"));
        Assert.Equal((22, 22 * 23.00m), (sheet.Count(Nature.Fjh), sheet.Sum(PayerKind.Resident)));
    }

    [Theory]
    [InlineData(Regime.ImeInternatComplet, "Creton")]
    [InlineData(Regime.ImeInternatSemaine, "Creton")]
    [InlineData(Regime.ImeSemiInternat, "Creton")]
    [InlineData(Regime.ImeExternat, "Creton")]
    [InlineData(Regime.EhpadClassic, "soixante ans")]
    [InlineData(Regime.EhpadTrial, "soixante ans")]
    public void A_stay_without_the_birth_date_that_a_rule_needs_shows_and_is_billed_meanwhile(Regime regime, string why)
    {
        var house = House.Ehpad().Priced(PriceCodes.Journee, 250.00m);

        var anomaly = Assert.Single(house.Month("2026-03", regime, new()).Anomalies);
        Assert.Equal(("birth-date-missing", false), (anomaly.Code, anomaly.Blocking));
        Assert.Contains(why, anomaly.Message, StringComparison.Ordinal);
        Assert.Empty(house.Month("2026-03", regime).Anomalies);
    }

    [Fact]
    public void Pitfall_5_the_twentieth_birthday_falls_in_the_middle_of_the_month()
    {
        var stay = CretonStay(new(CretonOrientation.Foyer, true, "69"), Regime.ImeInternatComplet, birth: "2006-03-16");
        var sheet = Creton(new(CretonOrientation.Foyer)).Month("2026-03", stay);

        Assert.Equal((15 * 250.00m, 16 * 250.00m), (sheet.Sum(PayerKind.AssuranceMaladie), sheet.Sum(PayerKind.Departement)));
    }

    [Theory]
    [InlineData("2026-03", "2026-03-02", 99.66)]
    [InlineData("2026-02", "2026-02-02", 86.66)]
    public void E9_three_nights_and_two_days_of_accueil_temporaire(string month, string first, decimal total)
    {
        var start = House.Day(first);
        var house = new House();
        var nights = house.Stay(Regime.AccueilTemporaire, new(Accommodation: true), first);
        nights.End(start.AddDays(3), ExitKind.Exit, null, null);
        var days = house.Stay(Regime.AccueilTemporaire, admitted: start.AddDays(3).ToString("yyyy-MM-dd"));
        house.Attended(start.AddDays(3).ToString("yyyy-MM-dd")).Attended(start.AddDays(4).ToString("yyyy-MM-dd"));

        Assert.Equal(total, house.Month(month, nights).Sum() + house.Month(month, days).Sum());
    }

    [Fact]
    public void E10_twenty_days_of_presence_in_a_MAS()
    {
        var sheet = new House().Priced(PriceCodes.Journee, 210m).Away("CONVENIENCE", "2026-03-10 10:00", "2026-03-21 10:00").Month("2026-03", Regime.Mas);

        Assert.Equal((20, 460.00m), (sheet.Count(Nature.Fjh), sheet.Sum(PayerKind.Resident)));
        Assert.Equal(20 * (210m - 23m), sheet.Sum(PayerKind.AssuranceMaladie));
    }

    [Fact]
    public void E13_seven_hours_on_a_Sunday_are_paid_double_with_a_written_consent()
    {
        var house = new House().Priced(PriceCodes.GuaranteedPayHour, 7.10m).Attended("2026-03-15", minutes: 420);
        var consent = Guid.CreateVersion7();
        var paid = Assert.Single(house.Pay(new(SundayConsentId: consent)));
        var blocked = Assert.Single(house.Pay());

        Assert.Equal((7m, 2, "dimanche", consent, null, 99.40m), (paid.Hours, paid.Rate, paid.Flag, paid.ConsentId, paid.Blocked, paid.Amount));
        Assert.Equal(("sunday-consent-missing", 0m), (blocked.Blocked, blocked.Amount));
    }

    [Theory]
    [InlineData("PRESENT", 1, "travail", 49.70)]
    [InlineData("ABSENT_JUSTIFIED", 1, "absence-justifiee", 49.70)]
    [InlineData("ABSENT_UNPLANNED", 0, "absence-injustifiee", 0)]
    [InlineData("REFUSED", 0, "refus", 0)]
    public void An_ESAT_absence_has_a_reason_for_pay(string state, int rate, string reason, decimal amount)
    {
        var house = new House().Priced(PriceCodes.GuaranteedPayHour, 7.10m).Attended("2026-03-16", state, minutes: 420);
        var line = Assert.Single(house.Pay());

        Assert.Equal((rate, reason, amount), (line.Rate, line.PayReason, line.Amount));
    }

    [Fact]
    public void E15_a_trip_without_the_person_keeps_its_cost_and_bills_nobody()
    {
        var sheet = new House().Priced(PriceCodes.TransportCost, 1.20m).Priced(PriceCodes.Transport, 9.00m).Carried("2026-03-04", present: false, billable: false)
            .Carried("2026-03-05", present: true, billable: true).Carried("2026-03-06", present: false, billable: true, state: "CANCELLED_IN_TIME").Month("2026-03", Regime.ImeSemiInternat);

        var (empty, run) = (sheet.Lines[0], sheet.Lines[1]);
        Assert.Equal(2, sheet.Lines.Count);
        Assert.Equal((false, 0m, "TRANSPORT-A-VIDE"), (empty.Billable, empty.Amount, empty.Rule.Id));
        Assert.Equal("""{"state":"DONE","usagerPresent":0,"kilometres":12,"cost":14.40}""", empty.Inputs);
        Assert.Equal((true, 9.00m), (run.Billable, run.Amount));
    }

    [Fact]
    public void Several_activities_of_a_day_are_still_one_day()
    {
        var sheet = new House().Priced(PriceCodes.Journee, 210m).Attended("2026-03-02", period: "AM", quantity: 0.5m).Attended("2026-03-02", period: "AM", quantity: 0.5m)
            .Attended("2026-03-02", period: "PM", quantity: 0.5m).Attended("2026-03-02", period: "FULL", quantity: 0).Month("2026-03", Regime.ImeSemiInternat);

        Assert.Equal((1m, 210m), (Assert.Single(sheet.Lines).Quantity, sheet.Sum()));
    }

    private static House Creton(Creton _) => new House().Priced(PriceCodes.Journee, 250.00m).Priced(PriceCodes.ForfaitPlafondSoins, 80.00m);

    private static Stay CretonStay(Creton creton, Regime regime, string birth = "2005-01-01") =>
        new House().Stay(regime, new(BirthDate: House.Day(birth), Creton: creton));

    private static (decimal Departement, decimal Am, decimal Person) OnDay(Sheet sheet, string day)
    {
        var lines = sheet.Lines.Where(l => l.Day == House.Day(day)).ToList();
        return (lines.Where(l => l.Payer.Kind == PayerKind.Departement).Sum(l => l.Amount), lines.Where(l => l.Payer.Kind == PayerKind.AssuranceMaladie).Sum(l => l.Amount),
            lines.Where(l => l.Payer.Kind == PayerKind.Resident).Sum(l => l.Amount));
    }
}
