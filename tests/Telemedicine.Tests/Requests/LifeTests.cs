using System.Net;
using System.Net.Http.Json;
using Contracts.Telemedicine;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Requests;

public sealed class LifeTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Seed", "S1-114")]
    public async Task A_nurse_prepares_a_request_and_the_requis_accepts_it()
    {
        var person = api.NewPerson();
        var id = await api.AcceptedAsync(person, await api.RequisAsync());

        var view = await api.ReadAsync(id);
        Assert.Equal("ACCEPTED", State(view));
        Assert.Equal("ide", view["requester"]!["function"]!.GetValue<string>());
        Assert.Equal(["SUBMITTED", "ACCEPTED"], view["steps"]!.AsArray().Select(s => s!["state"]!.GetValue<string>()));
        Assert.Equal("Troubles du comportement", view["answers"]!["reason"]!.GetValue<string>());
        foreach (var state in (string[])["SUBMITTED", "ACCEPTED"])
            Assert.Equal(person, (await api.WaitForOneAsync(RequestMoved.Topic, e => e.As<RequestMoved>() is { } moved && moved.RequestId == id && moved.State == state)).As<RequestMoved>().UsagerId);
        var activity = await OkAsync(await api.Nurse.GetAsync($"/activity?establishmentId={Demo.SaulesBlancs}", Ct));
        Assert.Contains(activity["requested"]!.AsArray(), c => c!["function"]!.GetValue<string>() == "ide" && c["count"]!.GetValue<int>() >= 1);
    }

    [Fact]
    public async Task A_request_without_clinical_motive_or_judgement_of_relevance_is_refused()
    {
        var useCase = await api.UseCaseAsync("geriatrie");
        var draft = await OkAsync(await api.Nurse.PostAsJsonAsync("/requests", new { usagerId = api.NewPerson(), useCaseId = useCase["id"], answers = new { question = "Que faire ?" }, parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true } }, Ct));
        var id = Id(draft);
        await api.InformAsync(id);

        var refused = await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct), HttpStatusCode.Conflict, "form-incomplete");
        Assert.Contains("Motif clinique", refused["missing"]!.AsArray().Select(m => m!.GetValue<string>()));
        using var client = api.Nurse;
        client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{(await api.ReadAsync(id))["request"]!["version"]}\"");
        await OkAsync(await client.PutAsJsonAsync($"/requests/{id}", new { answers = Answers("geriatrie"), parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true } }, Ct));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = false }, Ct), HttpStatusCode.Conflict, "relevance-missing");
        Assert.Equal("DRAFT", State(await api.ReadAsync(id)));
        var submitted = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        Assert.Equal(Demo.Montagne, submitted["relevance"]!["bySituation"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task Nothing_is_submitted_before_the_person_and_the_treating_doctor_are_informed()
    {
        var id = Id(await api.DraftAsync(api.NewPerson()));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct), HttpStatusCode.Conflict, "information-missing");
        await api.InformAsync(id);
        using var client = api.Nurse;
        client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{(await api.ReadAsync(id))["request"]!["version"]}\"");
        await OkAsync(await client.PutAsJsonAsync($"/requests/{id}", new { answers = Answers("geriatrie"), parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = false } }, Ct));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct), HttpStatusCode.Conflict, "treating-doctor-not-informed");
    }

    [Fact]
    public async Task The_requis_asks_for_more_the_team_answers_and_he_accepts()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/ask-information", new { text = "Dernier ionogramme ?" }, Ct));
        Assert.Equal("INFORMATION_ASKED", State(await api.ReadAsync(id)));
        await RefusedAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/accept", new { requisId = await api.RequisAsync() }, Ct), HttpStatusCode.Conflict, "request-state");

        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/complete", new { text = "Na 138, K 4,1" }, Ct));
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/accept", new { requisId = await api.RequisAsync() }, Ct));
        var view = await api.ReadAsync(id);
        Assert.Equal(["Dernier ionogramme ?", "Na 138, K 4,1"], view["exchanges"]!.AsArray().Select(e => e!["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_refusal_says_why_and_ends_the_request()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/refuse", new { reasonCode = "out-of-scope", text = "Relève de la psychiatrie." }, Ct));
        var view = await api.ReadAsync(id);
        Assert.Equal(("REFUSED", "out-of-scope"), (State(view), view["reasonCode"]!.GetValue<string>()));
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/cancel", new { reasonCode = "mistake" }, Ct), HttpStatusCode.Conflict, "request-state");
    }

    [Fact]
    public async Task An_advice_has_no_session_and_its_answer_is_received()
    {
        var id = await api.AcceptedAsync(api.NewPerson(), await api.RequisAsync(), "plaies");
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = api.NextHour() }, Ct), HttpStatusCode.Conflict, "nothing-to-plan");
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/ask-information", new { text = "Photo de face ?" }, Ct));
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/complete", new { text = "Ajoutée au dossier" }, Ct));

        var view = await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/advice", new { requisId = await api.RequisAsync(), text = "Changer pour un alginate." }, Ct));
        Assert.Equal("ANSWERED", State(view));
        var funding = (await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/funding", Ct))).AsArray();
        Assert.Contains(funding, f => f!["code"]!.GetValue<string>() == "TE2" && f["amount"]!.GetValue<decimal>() == 23.00m);
    }

    [Fact]
    public async Task T7_the_fifth_advice_of_the_year_warns_and_goes_on_unpaid()
    {
        var person = api.NewPerson();
        for (var n = 0; n < 4; n++) await api.SubmittedAsync(person, "plaies");
        var id = Id(await api.DraftAsync(person, "plaies"));
        await api.InformAsync(id);

        // Before sending: the draft says it, and is still a draft.
        using (var client = api.Nurse)
        {
            var read = await api.ReadAsync(id);
            Assert.Contains(read["warnings"]!.AsArray(), w => w!.GetValue<string>().StartsWith("Cinquième", StringComparison.Ordinal));
            client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{read["request"]!["version"]}\"");
            var rewritten = await OkAsync(await client.PutAsJsonAsync($"/requests/{id}", new { answers = Answers("plaies"), parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true } }, Ct));
            Assert.Equal("DRAFT", State(rewritten));
            Assert.Contains(rewritten["warnings"]!.AsArray(), w => w!.GetValue<string>().StartsWith("Cinquième", StringComparison.Ordinal));
            Assert.Contains((await api.DraftAsync(person, "plaies"))["warnings"]!.AsArray(), w => w!.GetValue<string>().StartsWith("Cinquième", StringComparison.Ordinal));
        }

        var fifth = await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        Assert.Contains(fifth["warnings"]!.AsArray(), w => w!.GetValue<string>().StartsWith("Cinquième", StringComparison.Ordinal));
        Assert.Equal("SUBMITTED", State(fifth));
        await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/advice", new { requisId = await api.RequisAsync(), text = "Continuer." }, Ct));
        Assert.Contains((await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/funding", Ct))).AsArray(), f => f!["role"]!.GetValue<string>() == "requis" && f["fundingPath"]!.GetValue<string>() == "NONE");
        Assert.Empty((await api.ReadAsync(id))["warnings"]!.AsArray());
        var first = await api.DraftAsync(api.NewPerson(), "plaies");
        Assert.Empty(first["warnings"]!.AsArray());
        var other = Id(first);
        await api.InformAsync(other);
        Assert.DoesNotContain((await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{other}/submit", new { relevant = true }, Ct)))["warnings"]!.AsArray(), w => w!.GetValue<string>().StartsWith("Cinquième", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_already_says_what_will_be_missed_the_ins_and_the_meeting_in_person()
    {
        var draft = await api.DraftAsync(api.NewPerson("PROV"));
        var said = draft["warnings"]!.AsArray().Select(w => w!.GetValue<string>()).ToList();
        Assert.Equal(2, said.Count);
        Assert.StartsWith("Aucun contact en présence connu", said[0], StringComparison.Ordinal);
        Assert.StartsWith("L'INS de la personne n'est pas qualifiée", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task T8_a_far_requis_is_reimbursed_only_for_a_priority_zone()
    {
        var id = await api.SubmittedAsync(api.NewPerson());
        var far = await api.RequisAsync(kilometres: 400);
        var view = await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{id}/accept", new { requisId = far }, Ct));
        Assert.Equal("FAR", view["territory"]!.GetValue<string>());
        Assert.Contains(view["warnings"]!.AsArray(), w => w!.GetValue<string>().Contains("non remboursable", StringComparison.Ordinal));

        await OkAsync(await api.Doctor.PutAsJsonAsync($"/establishments/{Demo.SaulesBlancs}/profile", new { tariff = "Partial", priorityZone = true }, Ct));
        var other = await api.SubmittedAsync(api.NewPerson());
        var allowed = await OkAsync(await api.Expert.PostAsJsonAsync($"/requests/{other}/accept", new { requisId = far }, Ct));
        await OkAsync(await api.Doctor.PutAsJsonAsync($"/establishments/{Demo.SaulesBlancs}/profile", new { tariff = "Partial", priorityZone = false }, Ct));
        Assert.Equal("ZIP", allowed["territory"]!.GetValue<string>());
        Assert.Empty(allowed["warnings"]!.AsArray());
    }

    [Fact]
    public async Task Outside_the_referral_a_reason_is_asked_and_a_nurse_act_needs_a_meeting_within_a_year()
    {
        var useCase = await api.UseCaseAsync("suivi-pansement");
        object Draft(string @case, string justification) => new { usagerId = api.NewPerson(), useCaseId = useCase["id"], answers = new { reason = "Ulcère", dressing = "Alginate" }, parcours = new { @case, treatingDoctorInformed = true, justification } };
        await RefusedAsync(await api.Nurse.PostAsJsonAsync("/requests", Draft("DirectAccess", ""), Ct), HttpStatusCode.BadRequest, "parcours-justification");
        var id = Id(await OkAsync(await api.Nurse.PostAsJsonAsync("/requests", Draft("DirectAccess", "Accès direct prévu"), Ct)));
        await api.InformAsync(id);
        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct), HttpStatusCode.Conflict, "in-person-missing");
    }
}
