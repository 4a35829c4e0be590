using System.Net;
using System.Text.Json.Nodes;
using Testing;

namespace Billing.Tests.Api;

/// <summary>Worked examples E1, E2, E2b, E11, E12 and E18 as they are lived: facts delivered, month confirmed, exported, corrected.</summary>
public sealed class HospitalStoryTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task E1_eleven_days_at_the_hospital_make_1755_20()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");

        var preview = await house.PreviewAsync("2026-02");
        Assert.Equal((1_755.20m, "DRAFT"), (preview.Amount("total"), preview.Text("state")));
        Assert.Equal((17, 11), (preview["persons"]![0]!["present"]!.GetValue<int>(), preview["persons"]![0]!["absent"]!.GetValue<int>()));

        await house.ConfirmAsync("2026-02");
        var events = await house.EventsAsync("period=2026-02");
        Assert.Equal((28, 17), (events.Count("HEB"), events.Count("DEP")));
        Assert.Equal((1_660.00m, 95.20m, 1_755.20m), (events.Sum("HEB"), events.Sum("DEP"), events.Sum()));
        Assert.All(events, e => Assert.Equal("CONFIRMED", e.Text("status")));
        await house.VerifyAsync();
    }

    [Fact]
    [Trait("Seed", "S1-13")]
    public async Task A_hospital_stay_of_nine_days_shows_three_full_and_six_reduced_days_with_their_rule()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var absence = await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-01-06 10:00", "2026-01-15 15:00");

        var month = await house.GetAsync($"/usagers/{resident.Usager}/months/2026-01");
        var away = month["stays"]![0]!["days"]!.AsArray().Where(d => d!.Text("kind") == "Absent").Select(d => d!["lines"]!.AsArray().Single(l => l!.Text("nature") == "HEB")!).ToList();

        Assert.Equal(9, away.Count);
        Assert.All(away[..3], l => Assert.Equal((65.00m, "ABS-COURTE-HOSPIT", "1", absence), (l.Amount("amount"), l.Text("ruleId"), l.Text("ruleVersion"), l["sourceId"]!.GetValue<Guid>())));
        Assert.All(away[3..], l => Assert.Equal((45.00m, "ABS-HOSPIT", "1", absence), (l.Amount("amount"), l.Text("ruleId"), l.Text("ruleVersion"), l["sourceId"]!.GetValue<Guid>())));
        Assert.Equal("Jour 4 d'absence. Hospitalisation au-delà de 72 heures : tarif moins forfait journalier (65,00 € − 20,00 € = 45,00 €)", away[3].Text("explanation"));
    }

    [Theory]
    [InlineData("Day4", 240.00)]
    [InlineData("Hours72", 260.00)]
    public async Task E2_and_E2b_the_forfait_journalier_changes_inside_the_absence(string counting, decimal february)
    {
        var house = await api.OpenHouseAsync();
        await house.ParametersAsync(new { counting });
        var resident = await house.AdmitAsync();
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-25 08:00", "2026-03-05 17:00");
        await house.ConfirmAsync("2026-02");
        await house.ConfirmAsync("2026-03");

        Assert.Equal(february, Slice(await house.EventsAsync("period=2026-02"), "2026-02-25", "2026-02-28"));
        Assert.Equal(233.00m, Slice(await house.EventsAsync("period=2026-03"), "2026-03-01", "2026-03-05"));
    }

    [Fact]
    public async Task E11_a_return_one_day_earlier_is_reversed_and_replaced_in_the_open_period()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var absence = await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        await house.ConfirmAsync("2026-02");
        await house.ExportAsync("2026-02");
        var before = (await house.EventsAsync("period=2026-02")).ConvertAll(Untouched);

        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-19 15:00", absence: absence, version: 2);
        await house.ConfirmAsync("2026-03");

        var corrections = await house.EventsAsync("originalPeriod=2026-02");
        Assert.Equal([(-45.00m, "HEB"), (65.00m, "HEB"), (5.60m, "DEP")], corrections.Select(e => (e.Amount("amount"), e.Text("nature")!)).OrderBy(e => e.Item1 < 0 ? 0 : e.Item2 == "HEB" ? 1 : 2));
        Assert.Equal(25.60m, corrections.Sum());
        Assert.All(corrections, e => Assert.Equal(("2026-03", "2026-02-19"), (e.Text("period"), e.Text("serviceDate"))));

        var original = Assert.Single(await house.EventsAsync("period=2026-02"), e => e.Text("serviceDate") == "2026-02-19");
        Assert.Equal(("CORRECTED", 45.00m), (original.Text("status"), original.Amount("amount")));
        Assert.Equal(original.Text("eventId"), corrections.Single(e => e.Amount("amount") < 0).Text("reversalOf"));
        Assert.Equal(original.Text("eventId"), corrections.Single(e => e.Text("replaces") is not null).Text("replaces"));
        Assert.Equal(before, (await house.EventsAsync("period=2026-02")).ConvertAll(Untouched));
        await house.VerifyAsync();

        // Confirmed once more, nothing is left to correct.
        Assert.Equal(0, (await house.ConfirmAsync("2026-03"))["lines"]!.GetValue<int>());
    }

    [Fact]
    public async Task E12_a_price_decided_late_makes_thirty_REGUL_of_1_20()
    {
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();
        await house.ConfirmAsync("2026-04");
        await house.ExportAsync("2026-04");

        await house.PriceAsync("HEB", 66.20m, "2026-04-01");
        await house.ConfirmAsync("2026-05");

        var regul = (await house.EventsAsync("originalPeriod=2026-04")).FindAll(e => e.Text("nature") == "REGUL");
        Assert.Equal(30, regul.Count);
        Assert.All(regul, e => Assert.Equal((1.20m, "HEB", "1.2", "2026-05"), (e.Amount("amount"), e.Text("ofNature"), e.Text("ruleVersion"), e.Text("period"))));
        Assert.Equal(36.00m, regul.Sum());
        Assert.Equal(31 * 66.20m, (await house.EventsAsync("period=2026-05")).Where(e => e["originalPeriod"] is null).Sum("HEB"));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Pitfall_14_a_price_that_billed_cannot_be_edited()
    {
        var house = await api.OpenHouseAsync(priced: false);
        var table = await house.PriceAsync("HEB", 65.00m);
        await house.PriceAsync("DEP-GIR56", 5.60m);
        await house.AdmitAsync();
        var unused = await house.PriceAsync("RDAS", 6.50m);

        await house.ConfirmAsync("2026-04");
        await house.ExportAsync("2026-04");

        await BillingApi.RefusedAsync(await PutAsync(table), HttpStatusCode.Conflict, "price-table-used");
        Assert.Equal(7.10m, (await BillingApi.OkAsync(await PutAsync(unused))).Amount("unitPrice"));
        await BillingApi.RefusedAsync(await PutAsync(unused), HttpStatusCode.PreconditionFailed, "stale-version");

        async Task<HttpResponseMessage> PutAsync(JsonNode of)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/price-tables/{of.Text("id")}") { Content = System.Net.Http.Json.JsonContent.Create(new { unitPrice = 7.10m, validFrom = "2020-01-01", decidedOn = "2020-01-01" }) };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{of["version"]}\"");
            return await api.Referent.SendAsync(request, BillingApi.Ct);
        }
    }

    [Theory]
    [InlineData(false, 9, 21)]
    [InlineData(true, 10, 20)]
    public async Task E18_and_pitfall_2_the_day_of_a_transfer_is_billed_once(bool exitDayBilled, int left, int received)
    {
        var (a, b) = (await api.OpenHouseAsync(), await api.OpenHouseAsync());
        if (exitDayBilled) await a.ParametersAsync(new { exitDayBilled });
        var resident = await a.AdmitAsync();
        await a.PostAsync($"/stays/{resident.Stay}/transfer", new { on = "2026-06-10", establishmentId = b.Id });
        await a.ConfirmAsync("2026-06");
        await b.ConfirmAsync("2026-06");

        var (there, here) = (await a.EventsAsync("period=2026-06"), await b.EventsAsync("period=2026-06"));
        Assert.Equal((left, received), (there.Count("HEB"), here.Count("HEB")));
        Assert.Empty(there.Select(e => e.Text("serviceDate")).Intersect(here.Select(e => e.Text("serviceDate"))));
        Assert.Equal(30, there.Concat(here).Where(e => e.Text("nature") == "HEB").Select(e => e.Text("serviceDate")).Distinct().Count());
    }

    private static decimal Slice(List<JsonNode> events, string first, string last) =>
        events.Where(e => e.Text("nature") == "HEB" && string.CompareOrdinal(e.Text("serviceDate"), first) >= 0 && string.CompareOrdinal(e.Text("serviceDate"), last) <= 0).Sum(e => e.Amount("amount"));

    // All that a line says, less what is found out about it later.
    private static string Untouched(JsonNode line)
    {
        var copy = line.DeepClone().AsObject();
        copy.Remove("status");
        return copy.ToJsonString();
    }
}
