using System.Net;
using System.Net.Http.Json;
using Contracts.Audit;
using Contracts.Documents;
using Documents.Liaison;
using Documents.Tests.Api;
using Documents.Tests.Liaison;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Records;

public sealed class LifeCycleTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static HttpRequestMessage Put(Guid id, object body, string? version)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/documents/{id}") { Content = JsonContent.Create(body) };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        return request;
    }

    [Fact]
    [Trait("Seed", "S2-28")]
    public async Task Only_a_validated_document_leaves_and_its_next_version_takes_its_place()
    {
        var id = Id(await api.DraftedAsync(api.NewPerson()));
        var send = new { channels = new[] { "Dmp" } };
        await RefusedAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", send, Ct), HttpStatusCode.Conflict, "document-not-final");
        Assert.Equal("InReview", Status(await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/review", null, Ct))));
        await RefusedAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", send, Ct), HttpStatusCode.Conflict, "document-not-final");
        Assert.DoesNotContain(api.Dmp.Documents, d => d.UniqueId == Documents.Cda.Oids.Of(id));

        Assert.Equal("Validated", Status(await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/validate", null, Ct))));
        await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", send, Ct));
        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Equal("Sent", Status(await OkAsync(await api.Doctor.GetAsync($"/documents/{id}", Ct))));

        var next = await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/replace", new { liaison = CompletenessTests.Complete with { Comment = "Corrigé" } }, Ct));
        Assert.Equal("Sent", Status(await OkAsync(await api.Doctor.GetAsync($"/documents/{id}", Ct))));
        await OkAsync(await api.Doctor.PostAsync($"/documents/{Id(next)}/validate", null, Ct));
        var old = await OkAsync(await api.Doctor.GetAsync($"/documents/{id}", Ct));

        Assert.Equal("Replaced", Status(old));
        Assert.Equal(Id(next), old["document"]!["replacedById"]!.GetValue<Guid>());
        Assert.Equal(id, next["document"]!["replacesId"]!.GetValue<Guid>());
        Assert.Equal(2, next["document"]!["documentVersion"]!.GetValue<int>());
        Assert.Equal(old["setId"]!.GetValue<Guid>(), next["setId"]!.GetValue<Guid>());
        Assert.Equal(Id(next), (await api.WaitForAsync(DocumentReplaced.Topic, e => e.As<DocumentReplaced>().DocumentId == id)).As<DocumentReplaced>().ReplacedById);
    }

    [Fact]
    public async Task A_draft_is_revised_by_who_read_its_last_version()
    {
        var drafted = await api.Doctor.PostAsJsonAsync("/documents", Draft(api.NewPerson()), Ct);
        var (id, version) = (Id(await OkAsync(drafted)), drafted.Headers.ETag!.ToString());
        var text = new { liaison = CompletenessTests.Complete with { Comment = "Relu" } };

        await RefusedAsync(await api.Doctor.SendAsync(Put(id, text, null), Ct), (HttpStatusCode)428, "version-missing");
        var revised = await OkAsync(await api.Doctor.SendAsync(Put(id, text, version), Ct));
        await RefusedAsync(await api.Doctor.SendAsync(Put(id, text, version), Ct), HttpStatusCode.PreconditionFailed, "stale-version");

        Assert.Equal("Relu", revised["liaison"]!["comment"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_validated_document_is_never_rewritten()
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        await RefusedAsync(await api.Doctor.SendAsync(Put(id, new { liaison = CompletenessTests.Complete }, "\"2\""), Ct), HttpStatusCode.Conflict, "document-final");
    }

    [Fact]
    [Trait("Seed", "S1-28")]
    public async Task A_document_without_allergies_is_held_back_with_the_list_of_gaps_unless_an_emergency_is_stated()
    {
        var person = api.NewPerson();
        var id = Id(await api.DraftedAsync(person, CompletenessTests.Complete with { Allergies = new() }));

        var refusal = await RefusedAsync(await api.Doctor.PostAsync($"/documents/{id}/validate", null, Ct), HttpStatusCode.Conflict, "document-incomplete");
        Assert.Equal("allergies", refusal["gaps"]!.AsArray().Single()!["section"]!.GetValue<string>());
        Assert.Equal("Draft", Status(await OkAsync(await api.Doctor.GetAsync($"/documents/{id}", Ct))));

        var view = await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/validate", new { emergencyReason = "Détresse respiratoire, départ immédiat" }, Ct));
        Assert.Equal("Validated", Status(view));
        Assert.Equal(["allergies"], view["acceptedGaps"]!.AsArray().Select(g => g!.GetValue<string>()));
        var trace = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "document.validate-incomplete" } a && a.SubjectId == id.ToString());
        Assert.Equal(("emergency", person, Demo.Vasseur), (trace.As<AccessRecorded>().Purpose, trace.As<AccessRecorded>().UsagerId!.Value, trace.As<AccessRecorded>().SituationId!.Value));
    }

    [Fact]
    public async Task A_draft_shows_its_gaps_before_anybody_validates_it() =>
        Assert.Equal(11, (await api.DraftedAsync(api.NewPerson(), new LiaisonContent()))["gaps"]!.AsArray().Count);

    [Fact]
    public async Task Another_tenant_finds_no_document()
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        foreach (var path in new[] { "", "/pdf", "/cda", "/transmissions" })
            Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Rivieres).GetAsync($"/documents/{id}{path}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Rivieres).PostAsync($"/documents/{id}/cancel", null, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_refused()
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        Assert.Equal(HttpStatusCode.Forbidden, (await api.As(Demo.Brume, Demo.Vasseur, "identity:read").GetAsync($"/documents/{id}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.As(Demo.Brume, Demo.Vasseur, "documents:read").PostAsync($"/documents/{id}/cancel", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Anonymous().GetAsync($"/documents/{id}", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_numbered_request_sent_twice_makes_one_document()
    {
        var person = api.NewPerson();
        using var client = api.Doctor;
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());

        var (first, again) = (Id(await OkAsync(await client.PostAsJsonAsync("/documents", Draft(person), Ct))), Id(await OkAsync(await client.PostAsJsonAsync("/documents", Draft(person), Ct))));

        Assert.Equal(first, again);
        Assert.Single((await OkAsync(await api.Doctor.GetAsync($"/documents?usagerId={person}", Ct))).AsArray());
        await RefusedAsync(await client.PostAsJsonAsync("/documents", Draft(person, new LiaisonContent()), Ct), HttpStatusCode.Conflict, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_refused_read_looks_like_an_absence_and_is_written_to_the_trail()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.SituationId == Demo.Montagne.ToString() ? "DENY_RELATION" : null;

        Assert.Equal(HttpStatusCode.NotFound, (await api.Nurse.GetAsync($"/documents/{id}", Ct)).StatusCode);
        Assert.Empty((await OkAsync(await api.Nurse.GetAsync($"/documents?usagerId={person}", Ct))).AsArray());
        var trace = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Outcome: "refused", Action: "document.read" } a && a.SubjectId == id.ToString());
        Assert.Equal("DENY_RELATION", trace.As<AccessRecorded>().ReasonCode);
    }

    [Fact]
    public async Task A_software_drafts_but_never_validates()
    {
        var editor = api.As(Demo.Brume, Demo.Editor, kind: "system", clientId: "valbrume-facturation");
        var id = Id(await OkAsync(await editor.PostAsJsonAsync("/documents", Draft(api.NewPerson()), Ct)));

        await RefusedAsync(await editor.PostAsync($"/documents/{id}/validate", null, Ct), HttpStatusCode.Forbidden, "validation-by-person");
    }

    public static TheoryData<string, object, string> WrongDrafts => new()
    {
        { "an unknown type", new { usagerId = Guid.Empty, typeCode = "99999-9", content = new { liaison = new { } } }, "document-type" },
        { "two contents", new { usagerId = Guid.Empty, typeCode = "74207-2", content = new { liaison = new { }, pdf = "JVBERi0=" } }, "content-missing" },
        { "no PDF", new { usagerId = Guid.Empty, typeCode = "11488-4", content = new { pdf = "AAAA" } }, "not-a-pdf" },
        { "an encrypted PDF", new { usagerId = Guid.Empty, typeCode = "11488-4", content = new { pdf = Convert.ToBase64String("%PDF-1.4 /Encrypt 1 0 R"u8.ToArray()) } }, "pdf-encrypted" },
        { "an unknown member", new { usagerId = Guid.Empty, typeCode = "74207-2", content = new { liaison = new { ins = "1" } } }, "invalid-input" },
        { "an unknown relation", new { usagerId = Guid.Empty, typeCode = "74207-2", content = new { liaison = new { contacts = new[] { new { familyName = "A", givenName = "B", phone = "1", relation = "XXX" } } } } }, "contact" },
        { "hidden from all", new { usagerId = Guid.Empty, typeCode = "74207-2", content = new { liaison = new { }, visibility = new { hiddenFromProfessionals = true, hiddenFromPerson = true, hiddenFromRepresentatives = false } } }, "visibility-forbidden" },
    };

    [Theory]
    [MemberData(nameof(WrongDrafts), DisableDiscoveryEnumeration = true)]
    public async Task Bad_input_is_refused_in_French_and_changes_nothing(string what, object body, string code)
    {
        var person = api.NewPerson();
        var json = System.Text.Json.JsonSerializer.Serialize(body).Replace(Guid.Empty.ToString(), person.ToString());

        var problem = await RefusedAsync(await api.Doctor.PostAsync("/documents", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), Ct), HttpStatusCode.BadRequest, code);

        Assert.False(string.IsNullOrEmpty(problem["detail"]!.GetValue<string>()), what);
        Assert.Empty((await OkAsync(await api.Doctor.GetAsync($"/documents?usagerId={person}", Ct))).AsArray());
    }
}
