using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Api;

/// <summary>What cannot be understood is refused in French and changes nothing.</summary>
public sealed class BadInputTests(BillingApi api) : IClassFixture<BillingApi>
{
    private static CancellationToken Ct => BillingApi.Ct;

    public static TheoryData<string, string> Stays => new()
    {
        { "regime-unknown", """{"regime":99,"admittedOn":"2026-01-01"}""" },
        { "invalid-input", """{"regime":"Palace","admittedOn":"2026-01-01"}""" },
        { "invalid-input", """{"regime":"Mas","admittedOn":"31/01/2026"}""" },
        { "invalid-input", """{"regime":"Mas","admittedOn":"2026-01-01","matricule":"236066322083656"}""" },
        { "birth-date", """{"regime":"Mas","admittedOn":"2026-01-01","terms":{"birthDate":"2027-01-01"}}""" },
        { "gir-range", """{"regime":"EhpadClassic","admittedOn":"2026-01-01","terms":{"girs":[{"on":"2026-01-01","gir":7}]}}""" },
        { "dates-reversed", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"decisions":[{"kind":"CDAPH","reference":"X","validFrom":"2026-02-01","validUntil":"2026-01-01"}]}}""" },
        { "decision-kind", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"decisions":[{"kind":"MAIRIE","reference":"X","validFrom":"2026-02-01"}]}}""" },
        { "decision-reference", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"decisions":[{"kind":"CDAPH","reference":"","validFrom":"2026-02-01"}]}}""" },
        { "decision-unknown", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"shares":[{"payer":"Departement","mode":"Remainder","payerId":"CD-69","decisionReference":"none"}]}}""" },
        { "share-value", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"shares":[{"payer":"Departement","mode":"Percent","payerId":"CD-69","value":101}]}}""" },
        { "share-value", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"shares":[{"payer":"Resident","mode":"PerDay","value":-5}]}}""" },
        { "payer-id", """{"regime":"ImeInternatComplet","admittedOn":"2026-01-01","terms":{"creton":{"orientation":"Foyer"}}}""" },
        { "payer-id", """{"regime":"Fam","admittedOn":"2026-01-01","terms":{"shares":[{"payer":"Departement","mode":"Percent","payerId":"=cmd|' /C calc'!A0","value":10}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Stays))]
    public async Task A_stay_that_makes_no_sense(string code, string body)
    {
        var house = await api.OpenHouseAsync(priced: false);
        var request = JsonNode.Parse(body)!.AsObject();
        request["usagerId"] = Guid.CreateVersion7();
        request["establishmentId"] = house.Id;

        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync("/stays", request, Ct), HttpStatusCode.BadRequest, code);
        Assert.Equal(0, (await house.GetAsync($"/stays?establishmentId={house.Id}"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Pitfall_17_an_end_before_its_beginning()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync(on: "2026-02-01");
        var (exit, transfer) = ($"/stays/{resident.Stay}/exit", $"/stays/{resident.Stay}/transfer");

        await BadAsync(exit, new { exitOn = "2026-01-31" }, "dates-reversed");
        await BadAsync(exit, new { exitOn = "2026-02-10", noticeUntil = "2026-02-09" }, "dates-reversed");
        await BadAsync(exit, new { exitOn = "2026-02-10", kind = "Transfer" }, "exit-kind");
        await BadAsync(transfer, new { on = "2026-01-31", establishmentId = (await api.OpenHouseAsync(priced: false)).Id }, "dates-reversed");
        await BadAsync(transfer, new { on = "2026-02-10", establishmentId = house.Id }, "same-establishment");
        await BadAsync("/price-tables", new { establishmentId = house.Id, code = "HEB", unitPrice = 65m, validFrom = "2026-02-01", validUntil = "2026-01-01", decidedOn = "2026-01-01" }, "dates-reversed");
        Assert.Null((await house.GetAsync($"/stays/{resident.Stay}"))["exitOn"]);

        var fact = new AbsenceRecorded(Guid.CreateVersion7(), 1, resident.Usager, house.Id, "HOSPITAL_MCO", true, Rules.House.At("2026-02-20 10:00"), Rules.House.At("2026-02-09 15:00"), false, api.Clock.GetUtcNow());
        await api.DeliverAsync(AbsenceRecorded.Topic, fact, Demo.Brume);
        var blocked = await BillingApi.RefusedAsync(await house.TryAsync("confirm", "2026-02"), HttpStatusCode.Conflict, "billing-blocked");
        Assert.Equal("absence-reversed", Assert.Single(blocked["anomalies"]!.AsArray())!.Text("code"));
        Assert.Empty(await house.EventsAsync("period=2026-02"));
    }

    [Fact]
    public async Task Prices_parameters_and_periods_are_checked()
    {
        var house = await api.OpenHouseAsync();
        await BadAsync("/price-tables", new { establishmentId = house.Id, code = "HOTEL", unitPrice = 65m, validFrom = "2026-02-01", decidedOn = "2026-01-01" }, "price-code");
        await BadAsync("/price-tables", new { establishmentId = house.Id, code = "HEB", unitPrice = -1m, validFrom = "2026-02-01", decidedOn = "2026-01-01" }, "price-amount");
        await BadAsync("/price-tables", new { establishmentId = house.Id, code = "HEB", unitPrice = 65.12345m, validFrom = "2026-02-01", decidedOn = "2026-01-01" }, "price-amount");
        await BillingApi.RefusedAsync(await api.Referent.PutAsJsonAsync($"/establishments/{house.Id}/parameters", new { validFrom = "2026-02-02", terms = new { } }, Ct), HttpStatusCode.BadRequest, "first-of-month");
        await BillingApi.RefusedAsync(await api.Referent.PutAsJsonAsync($"/establishments/{house.Id}/parameters", new { validFrom = "2026-02-01", terms = new { daysAfterDeath = 400 } }, Ct), HttpStatusCode.BadRequest, "parameter-range");
        await BillingApi.RefusedAsync(await api.Referent.PutAsJsonAsync($"/establishments/{house.Id}/parameters", new { validFrom = "2026-02-01", terms = new { dayCareCutOffHours = 169 } }, Ct), HttpStatusCode.BadRequest, "parameter-range");
        await BillingApi.RefusedAsync(await api.Referent.PutAsJsonAsync($"/establishments/{house.Id}/parameters", new { validFrom = "2026-02-01", terms = new { counting = 7 } }, Ct), HttpStatusCode.BadRequest, "parameter-range");
        foreach (var period in new[] { "2026-13", "202602", "2026-2", "1999-01", "février" })
        {
            await BillingApi.RefusedAsync(await house.TryAsync("confirm", period), HttpStatusCode.BadRequest, "period-format");
            await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/establishments/{house.Id}/periods/{period}/preview", Ct), HttpStatusCode.BadRequest, "period-format");
        }
        await BillingApi.RefusedAsync(await api.Referent.GetAsync("/stays", Ct), HttpStatusCode.BadRequest, "stay-filter");
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/stays?establishmentId={house.Id}&take=0", Ct), HttpStatusCode.BadRequest, "page-size");
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/establishments/{house.Id}/events", Ct), HttpStatusCode.BadRequest, "event-filter");
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/establishments/{house.Id}/events?period=2026-02&take=9999", Ct), HttpStatusCode.BadRequest, "page-size");
        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync($"/events/{Guid.CreateVersion7()}/reverse", new { reason = "court" }, Ct), HttpStatusCode.BadRequest, "reason-length");
        Assert.Equal(3, (await house.GetAsync($"/price-tables?establishmentId={house.Id}")).AsArray().Count);
        Assert.Equal("Day4", Assert.Single((await house.GetAsync($"/establishments/{house.Id}/parameters")).AsArray())!["terms"]!.Text("counting"));
    }

    [Fact]
    public async Task A_gap_in_the_prices_blocks_the_month_and_names_the_day()
    {
        var house = await api.OpenHouseAsync(priced: false);
        await house.PriceAsync("HEB", 65m, "2026-01-01", "2026-02-20");
        await house.PriceAsync("DEP-GIR56", 5.60m);
        await house.AdmitAsync();

        var blocked = await BillingApi.RefusedAsync(await house.TryAsync("confirm", "2026-02"), HttpStatusCode.Conflict, "billing-blocked");
        Assert.Equal((8, "price-missing", "2026-02-21"), (blocked["anomalies"]!.AsArray().Count, blocked["anomalies"]![0]!.Text("code"), blocked["anomalies"]![0]!.Text("day")));
        Assert.Empty(await house.EventsAsync("period=2026-02"));
    }

    [Fact]
    public async Task One_is_lodged_in_one_place_at_a_time()
    {
        var (house, other) = (await api.OpenHouseAsync(), await api.OpenHouseAsync());
        var resident = await house.AdmitAsync(on: "2026-01-10");

        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync("/stays", new { usagerId = resident.Usager, establishmentId = other.Id, regime = "EhpadClassic", admittedOn = "2026-02-01" }, Ct), HttpStatusCode.Conflict, "stay-overlap");
        await house.PostAsync($"/stays/{resident.Stay}/exit", new { exitOn = "2026-02-01" });
        await other.AdmitAsync(on: "2026-02-01", usager: resident.Usager);
        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync($"/stays/{resident.Stay}/transfer", new { on = "2026-02-01", establishmentId = other.Id }, Ct), HttpStatusCode.Conflict, "stay-ended");
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/stays/{resident.Stay}/pay?period=2026-02", Ct), HttpStatusCode.Conflict, "not-esat");
        await BillingApi.RefusedAsync(await api.Referent.PutAsJsonAsync($"/stays/{resident.Stay}", new { regime = "Mas", admittedOn = "2026-01-10" }, Ct), HttpStatusCode.PreconditionRequired, "version-missing");
    }

    private async Task BadAsync(string path, object body, string code) => await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync(path, body, Ct), HttpStatusCode.BadRequest, code);
}
