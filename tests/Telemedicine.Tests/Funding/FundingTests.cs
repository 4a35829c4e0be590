using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Funding;

/// <summary>What is written of who pays, from the people and the house themselves.</summary>
public sealed class FundingTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "500", "EHPAD_FORFAIT", "", null)]
    [InlineData(null, "183", "NONE", "", null)]
    [InlineData(false, "500", "AM_ACT", "RQD", 10)]
    public async Task The_requerant_of_an_advice_bills_it_only_on_his_own_account(bool? salaried, string category, string path, string code, int? amount)
    {
        var id = Id(await api.DraftAsync(api.NewPerson(), "plaies", requesterSalaried: salaried));
        await api.InformAsync(id);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        api.Directory.Category = category;
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/advice", new { requisId = await api.RequisAsync(), text = "Changer pour un alginate." }, Ct));
        api.Directory.Category = "500";

        var lines = await api.FundingAsync(id);
        Assert.Equal(("requester", path, code, (decimal?)amount), Assert.Single(lines, line => line.Role == "requester"));
        Assert.Equal(("AM_ACT", "TE2"), Assert.Single(lines, line => line.Role == "requis") is var requis ? (requis.Path, requis.Code) : default);
    }

    [Theory]
    [InlineData("{\"companionSalaried\":false}", "TLL", 12)]
    [InlineData("{\"companionSalaried\":false,\"companionPlace\":\"PlannedCare\"}", "TLS", 10)]
    [InlineData("{\"companionSalaried\":false,\"companionPlace\":\"Home\"}", "TLD", 15)]
    public async Task A_nurse_on_her_own_account_bills_by_where_she_stands(string companion, string code, int amount)
    {
        var at = api.NextHour();
        var (id, _, _) = await api.PlannedAsync(at);
        api.Clock.MoveTo(at.AddMinutes(-5));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));
        var body = JsonNode.Parse(companion)!.AsObject();
        body["stepsDone"] = new JsonArray("identity-said", "cart-cleaned");

        var view = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/finish", body, Ct));

        var line = Assert.Single((await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/funding", Ct))).AsArray(), f => f!["role"]!.GetValue<string>() == "companion")!;
        Assert.Equal(("AM_ACT", code, (decimal)amount), (line["fundingPath"]!.GetValue<string>(), line["code"]!.GetValue<string>(), line["amount"]!.GetValue<decimal>()));
        Assert.Equal(code == "TLD", view["warnings"]!.AsArray().Any(w => w!.GetValue<string>().Contains("lieu de soins", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("91", "NONE", "")]
    [InlineData("60", "AM_ACT", "TMI")]
    public async Task A_telesoin_is_a_nurse_s_only_when_a_nurse_gives_it(string profession, string path, string code)
    {
        var (at, requis) = (api.NextHour(), await api.RequisAsync("Paramedical", profession: profession));
        await api.VacationAsync(requis, at);
        var id = await api.AcceptedAsync(api.NewPerson(), requis, "orthophonie");
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = await api.DeviceAsync() }, Ct));
        api.Clock.MoveTo(at.AddMinutes(-5));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));
        api.Directory.Category = "183";
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/finish", AllSteps, Ct));
        api.Directory.Category = "500";

        var lines = await api.FundingAsync(id);
        Assert.Equal((path, code), Assert.Single(lines, line => line.Role == "requis") is var part ? (part.Path, part.Code) : default);
        Assert.Equal(("companion", "NONE", "", (decimal?)null), Assert.Single(lines, line => line.Role == "companion"));
    }

    [Fact]
    public async Task A_paramedical_requis_is_introduced_with_his_profession_or_with_an_account_that_says_it()
    {
        object Body(string? profession, Guid? situation) => new { establishmentId = Demo.SaulesBlancs, nationalId = "899900777000", name = "Mme Jeanne MOREL", speciality = "", kind = "Paramedical", profession, situationId = situation };
        await RefusedAsync(await api.Nurse.PostAsJsonAsync("/requis", Body(null, null), Ct), HttpStatusCode.BadRequest, "requis-profession");
        Assert.DoesNotContain((await OkAsync(await api.Nurse.GetAsync("/requis", Ct))).AsArray(), r => r!["nationalId"]!.GetValue<string>() == "899900777000");
        Assert.Equal("60", (await OkAsync(await api.Nurse.PostAsJsonAsync("/requis", Body(null, Demo.Montagne), Ct)))["profession"]!.GetValue<string>());
    }
}
