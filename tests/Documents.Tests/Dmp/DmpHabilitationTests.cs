using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Audit;
using Contracts.Directory;
using Contracts.Identity;
using Documents.Tests.Api;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Dmp;

/// <summary>The national matrix of professions is applied here, before a call leaves.</summary>
public sealed class DmpHabilitationTests(DocumentsApi api) : IClassFixture<DocumentsApi>, IDisposable
{
    private const string Biology = "11502-2", Project = "80788-3", Liaison = "74207-2";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        api.Dmp.Authorisation = "VALIDE";
        api.Professionals.Moved.Clear();
        api.Consent.Duties = _ => ["log"];
    }

    private static object Asking(Guid person, params string[] typeCodes) => new { usagerId = person, typeCodes };

    private Task<HttpResponseMessage> SearchAsync(HttpClient who, object request) => who.PostAsJsonAsync("/dmp-searches", request, Ct);

    private async Task<AccessRecorded> TracedAsync(string action, string outcome, Guid person) =>
        (await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { } a && a.Action == action && a.Outcome == outcome && a.UsagerId == person)).As<AccessRecorded>();

    [Fact]
    [Trait("Seed", "S1-66")]
    public async Task An_educator_who_asks_for_a_type_that_is_not_for_the_profession_is_stopped_here_and_no_call_leaves()
    {
        api.Consent.Duties = request => request is { Category: "DMP", Action: "R" } ? ["log", "view:dmp-matrix"] : ["log"];
        var person = api.NewPerson();
        var calls = api.Dmp.Calls;

        var problem = await RefusedAsync(await SearchAsync(api.Educator, Asking(person, Project, Biology)), HttpStatusCode.Forbidden, "dmp-type-forbidden");

        Assert.Contains("Éducateur spécialisé", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("CR d'examens biologiques", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Demandez l'information à un médecin", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(calls, api.Dmp.Calls);
        var trace = await TracedAsync("dmp.search", "refused", person);
        Assert.Equal("DENY_DMP_MATRIX", trace.ReasonCode);
        Assert.Contains(trace.RuleIds, rule => rule.StartsWith("DMP-MATRIX-2023-10-26/1-accompagnement", StringComparison.Ordinal));

        await OkAsync(await SearchAsync(api.Educator, Asking(person, Project)));
        Assert.Equal(calls + 2, api.Dmp.Calls);
    }

    [Fact]
    public async Task An_educator_who_names_no_type_asks_for_those_of_the_profession_and_sees_no_other()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");
        var person = api.NewPerson();

        var educator = await OkAsync(await SearchAsync(api.Educator, Asking(person)));
        var asked = api.Dmp.SearchedTypes;
        var doctor = await OkAsync(await SearchAsync(api.Doctor, Asking(person)));

        Assert.Contains(Project, asked, StringComparison.Ordinal);
        Assert.DoesNotContain(Liaison, asked, StringComparison.Ordinal);
        Assert.Empty((JsonArray)educator["documents"]!);
        Assert.Null(api.Dmp.SearchedTypes);
        Assert.Contains((JsonArray)doctor["documents"]!, d => d!["typeCode"]!.GetValue<string>() == Liaison && d["title"]!.GetValue<string>().Length > 0);
        Assert.Equal("allowed", (await TracedAsync("dmp.search", "allowed", person)).Outcome);
    }

    [Theory]
    [InlineData("view:mes")]
    [InlineData("view:something-new")]
    public async Task An_obligation_that_is_not_known_forbids(string duty)
    {
        api.Consent.Duties = _ => ["log", duty];
        var calls = api.Dmp.Calls;

        await RefusedAsync(await SearchAsync(api.Doctor, Asking(api.NewPerson())), HttpStatusCode.Forbidden, "dmp-type-forbidden");

        Assert.Equal(calls, api.Dmp.Calls);
    }

    [Fact]
    public async Task Who_may_send_administrative_papers_only_reads_no_other()
    {
        api.Consent.Duties = _ => ["log", "view:administrative"];

        await RefusedAsync(await SearchAsync(api.Nurse, Asking(api.NewPerson(), Liaison)), HttpStatusCode.Forbidden, "dmp-type-forbidden");
        await OkAsync(await SearchAsync(api.Nurse, Asking(api.NewPerson(), "51851-4")));
    }

    [Theory]
    [InlineData("INTERDITE", HttpStatusCode.Forbidden, "dmp-blocked")]
    [InlineData("EXPIREE", HttpStatusCode.Conflict, "dmp-authorisation")]
    public async Task Without_a_valid_authorisation_the_registry_is_not_asked(string authorisation, HttpStatusCode status, string code)
    {
        api.Dmp.Authorisation = authorisation;
        var calls = api.Dmp.Calls;

        await RefusedAsync(await SearchAsync(api.Doctor, Asking(api.NewPerson())), status, code);

        Assert.Equal(calls + 1, api.Dmp.Calls);
    }

    [Fact]
    public async Task A_search_needs_a_person_who_signed_in_a_known_type_and_a_qualified_INS()
    {
        var calls = api.Dmp.Calls;

        await RefusedAsync(await SearchAsync(api.As(Demo.Brume, Demo.Editor, kind: "system"), Asking(api.NewPerson())), HttpStatusCode.Forbidden, "dmp-personal");
        await RefusedAsync(await SearchAsync(api.Doctor, Asking(api.NewPerson(), "99999-9")), HttpStatusCode.BadRequest, "document-type");
        await RefusedAsync(await SearchAsync(api.Doctor, Asking(api.NewPerson("VALI"))), HttpStatusCode.Conflict, "ins-not-qualified");
        await RefusedAsync(await SearchAsync(api.Doctor, new { person = 1 }), HttpStatusCode.BadRequest, "invalid-input");

        Assert.Equal(calls, api.Dmp.Calls);
    }

    [Fact]
    public async Task An_educator_leaves_nothing_in_the_DMP()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        var calls = api.Dmp.Calls;

        var problem = await RefusedAsync(await api.Educator.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Dmp" } }, Ct), HttpStatusCode.Forbidden, "dmp-type-forbidden");

        Assert.Contains("Document de liaison d'urgence", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(await api.MatrixAsync(id));
        Assert.Equal(calls, api.Dmp.Calls);
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "dmp.deposit", Outcome: "refused", ReasonCode: "DENY_DMP_MATRIX" } a && a.SubjectId == id.ToString());
    }

    [Fact]
    public async Task Who_has_changed_function_since_the_tick_leaves_nothing_either()
    {
        var person = api.NewPerson("VALI");
        var id = await api.ValidatedAsync(person);
        await OkAsync(await api.Nurse.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Dmp" } }, Ct));
        await api.UntilAsync(id, "Dmp", "WaitingForIns");
        api.Professionals.Moved[Demo.Montagne] = new() { NationalId = "899900000029", FamilyName = "MONTAGNE", GivenName = "Claire", Function = "animateur", FunctionLabel = "Animateur" };
        var calls = api.Dmp.Calls;

        api.SetPerson(person, "QUAL");
        await api.DeliverAsync(InsQualified.Topic, new InsQualified(person, api.Clock.GetUtcNow()), Demo.Brume);

        var job = await api.UntilAsync(id, "Dmp", "Blocked");
        Assert.Equal("dmp-type-forbidden", job["reasonCode"]!.GetValue<string>());
        Assert.Contains("Animateur", job["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(calls, api.Dmp.Calls);
    }

    [Fact]
    public async Task Everybody_sees_what_the_matrix_opens_to_them()
    {
        var educator = await OkAsync(await api.Educator.GetAsync("/dmp-matrix", Ct));
        var doctor = await OkAsync(await api.Doctor.GetAsync("/dmp-matrix", Ct));

        Assert.Equal("2023-10-26/1", educator["version"]!.GetValue<string>());
        Assert.DoesNotContain((JsonArray)educator["read"]!, code => code!.GetValue<string>() == Biology);
        Assert.Empty((JsonArray)educator["deposit"]!);
        Assert.Contains((JsonArray)doctor["read"]!, code => code!.GetValue<string>() == Biology);
    }
}
