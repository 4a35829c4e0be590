using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.UseCases;

public sealed class UseCaseTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Seed", "S1-112")]
    public async Task The_form_differs_from_one_use_case_to_the_other()
    {
        var (geriatrics, wounds) = (await api.UseCaseAsync("geriatrie"), await api.UseCaseAsync("plaies"));

        Assert.NotEqual(Keys(geriatrics), Keys(wounds));
        var draft = await api.Nurse.PostAsJsonAsync("/requests", new { usagerId = api.NewPerson(), useCaseId = geriatrics["id"], answers = Answers("plaies"), parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true } }, Ct);
        await RefusedAsync(draft, HttpStatusCode.BadRequest, "form-answer");
    }

    [Fact, Trait("Seed", "S1-113")]
    public async Task A_use_case_is_active_only_once_both_leads_are_named_and_the_prerequisites_settled()
    {
        var ime = Guid.Parse("01900000-0000-7000-8000-0000000000e4");
        using var director = api.As(Demo.Brume, DirectoryAnswers.Director);
        var opened = await OkAsync(await director.PostAsJsonAsync("/use-cases", new { establishmentId = ime, template = "dentaire" }, Ct));
        var address = $"/use-cases/{opened["id"]}/activate";

        await RefusedAsync(await director.PostAsync(address, null, Ct), HttpStatusCode.Conflict, "leads-missing");
        await RefusedAsync(await director.PutAsJsonAsync($"/establishments/{ime}/leads", new { medicalLeadId = Demo.Montagne, paramedicalLeadId = Demo.Montagne }, Ct), HttpStatusCode.BadRequest, "medical-lead");
        await RefusedAsync(await director.PutAsJsonAsync($"/establishments/{ime}/leads", new { medicalLeadId = Demo.Vasseur, paramedicalLeadId = Demo.Vasseur }, Ct), HttpStatusCode.BadRequest, "paramedical-lead");
        await OkAsync(await director.PutAsJsonAsync($"/establishments/{ime}/leads", new { medicalLeadId = Demo.Vasseur, paramedicalLeadId = Demo.Montagne }, Ct));
        var refused = await RefusedAsync(await director.PostAsync(address, null, Ct), HttpStatusCode.Conflict, "prerequisites-missing");
        Assert.Equal(11, refused["missing"]!.AsArray().Count);
        for (var item = 1; item <= 11; item++) await OkAsync(await director.PutAsJsonAsync($"/establishments/{ime}/prerequisites/{item}", new { evidence = "Vu le 02/11" }, Ct));
        Assert.True((await OkAsync(await director.PostAsync(address, null, Ct)))["active"]!.GetValue<bool>());
        await RefusedAsync(await director.PutAsJsonAsync($"/establishments/{ime}/prerequisites/13", new { evidence = "Vu le 02/11" }, Ct), HttpStatusCode.BadRequest, "prerequisite-unknown");
    }

    [Fact]
    public async Task A_form_has_versions_and_a_request_keeps_the_one_it_was_written_with()
    {
        var useCase = await api.UseCaseAsync("geriatrie");
        var id = Id(await api.DraftAsync(api.NewPerson()));
        var fields = useCase["form"]!["fields"]!.AsArray().Select(f => f!.DeepClone()).Append(new JsonObject { ["key"] = "pain", ["label"] = "Douleur", ["kind"] = "Number", ["required"] = true, ["least"] = 0, ["most"] = 10 });
        using var client = api.Doctor;
        client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{(await OkAsync(await api.Doctor.GetAsync($"/use-cases/{useCase["id"]}", Ct)))["version"]}\"");
        var changed = await OkAsync(await client.PutAsJsonAsync($"/use-cases/{useCase["id"]}/form", new { fields = new JsonArray([.. fields]) }, Ct));

        Assert.Equal(2, changed["form"]!["number"]!.GetValue<int>());
        await api.InformAsync(id);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        Assert.Equal(1, (await api.ReadAsync(id))["formNumber"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.PutAsJsonAsync($"/use-cases/{useCase["id"]}/form", new { fields = useCase["form"]!["fields"] }, Ct)).StatusCode);

        using var back = api.Doctor;
        back.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{changed["version"]}\"");
        await OkAsync(await back.PutAsJsonAsync($"/use-cases/{useCase["id"]}/form", new { fields = useCase["form"]!["fields"] }, Ct));
    }

    [Fact]
    public async Task Only_who_leads_the_house_settles_use_cases_and_another_organisation_sees_none()
    {
        await RefusedAsync(await api.Nurse.PostAsJsonAsync("/use-cases", new { establishmentId = Demo.SaulesBlancs, template = "psychiatrie" }, Ct), HttpStatusCode.Forbidden, "setup-not-allowed");
        var useCase = await api.UseCaseAsync("geriatrie");
        await RefusedAsync(await api.Elsewhere.GetAsync($"/use-cases/{useCase["id"]}", Ct), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(await api.Elsewhere.GetAsync($"/use-cases?establishmentId={Demo.SaulesBlancs}", Ct), HttpStatusCode.NotFound, "not-found");
        using var reader = api.As(Demo.Brume, Demo.Vasseur, "telemedicine:read");
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/use-cases", new { establishmentId = Demo.SaulesBlancs, template = "psychiatrie" }, Ct)).StatusCode);
    }

    private static string Keys(JsonNode useCase) => string.Join(',', useCase["form"]!["fields"]!.AsArray().Select(f => f!["key"]!.GetValue<string>()));
}
