using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>What cannot be understood is refused in French, and changes nothing.</summary>
public sealed class BadInputTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private const string Somebody = "01900000-0000-7000-8000-000000000402", Situation = "01900000-0000-7000-8000-000000000503", House = "01900000-0000-7000-8000-0000000000e2",
        Nowhere = "01900000-0000-7000-8000-00000000dead";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/professionals?function=Jardinier", "", 400)]
    [InlineData("GET", "/professionals?availableAt=hier", "", 400)]
    [InlineData("GET", "/professionals?unitId=1", "", 400)]
    [InlineData("GET", "/professionals/" + Nowhere, "", 404)]
    [InlineData("GET", "/mailboxes", "", 400)]
    [InlineData("GET", "/establishments?finess=12345678901", "", 400)]
    [InlineData("POST", "/professionals", "{", 400)]
    [InlineData("POST", "/professionals", """{"nationalId":"8123","familyName":"A","givenName":"B"}""", 400)]
    [InlineData("POST", "/professionals", """{"nationalId":"3990000010/1","familyName":"--","givenName":".."}""", 400)]
    [InlineData("POST", "/professionals", """{"nationalId":"3990000010/1","familyName":"A","givenName":"B","salary":1}""", 400)]
    [InlineData("POST", "/situations", """{"professionalId":"01900000-0000-7000-8000-000000000402","unitIds":["01900000-0000-7000-8000-00000000dead"],"function":"Ide","establishmentId":"01900000-0000-7000-8000-0000000000e2"}""", 400)]
    [InlineData("POST", "/situations", """{"professionalId":"01900000-0000-7000-8000-000000000402","unitIds":[],"function":"Ide","startsAt":"2027-01-02T00:00:00Z","endsAt":"2027-01-01T00:00:00Z"}""", 400)]
    [InlineData("POST", "/situations", """{"professionalId":"01900000-0000-7000-8000-00000000dead","unitIds":[],"function":"Ide"}""", 404)]
    [InlineData("POST", "/situations/" + Situation + "/move", """{"unitIds":["01900000-0000-7000-8000-000000000a11"]}""", 400)]
    [InlineData("POST", "/situations/" + Situation + "/move", """{"unitIds":[],"overlapHours":-1}""", 400)]
    [InlineData("POST", "/situations/" + Nowhere + "/end", "", 404)]
    [InlineData("POST", "/situations/" + Situation + "/end", """{"endsAt":"demain"}""", 400)]
    [InlineData("POST", "/situations/" + Situation + "/end", """{"endsAt":"2001-01-01T00:00:00Z"}""", 400)]
    [InlineData("POST", "/professionals/" + Somebody + "/contracts", """{"reference":"X","kind":"Cdi","startsAt":"2027-01-01T00:00:00Z","assignments":[]}""", 400)]
    [InlineData("POST", "/professionals/" + Somebody + "/contracts", """{"reference":"X","kind":"Cdd","startsAt":"2027-01-01T00:00:00Z","assignments":[{"unitIds":[],"function":"Ide"}]}""", 400)]
    [InlineData("POST", "/professionals/" + Nowhere + "/contracts", """{"reference":"X","kind":"Cdi","startsAt":"2027-01-01T00:00:00Z","assignments":[{"unitIds":[],"function":"Ide"}]}""", 404)]
    [InlineData("PUT", "/contracts/" + Nowhere, """{"kind":"Cdi","startsAt":"2027-01-01T00:00:00Z"}""", 404)]
    [InlineData("POST", "/contracts/" + Nowhere + "/end", "", 404)]
    [InlineData("POST", "/professionals/" + Somebody + "/absences", """{"kind":"Leave","startsAt":"2027-01-02T00:00:00Z","endsAt":"2027-01-01T00:00:00Z"}""", 400)]
    [InlineData("POST", "/professionals/" + Somebody + "/absences", """{"kind":"Vacances","startsAt":"2027-01-01T00:00:00Z","endsAt":"2027-01-02T00:00:00Z"}""", 400)]
    [InlineData("PUT", "/absences/" + Nowhere, """{"kind":"Leave","startsAt":"2027-01-01T00:00:00Z","endsAt":"2027-01-02T00:00:00Z"}""", 404)]
    [InlineData("POST", "/absences/" + Nowhere + "/cancel", "", 404)]
    [InlineData("PUT", "/organisation", """{"name":"","finessEj":"990000010"}""", 400)]
    [InlineData("PUT", "/organisation", """{"name":"A","finessEj":"990000011"}""", 428)]
    [InlineData("PUT", "/legal-entities/" + Nowhere, """{"finess":"990000011","name":"A"}""", 400)]
    [InlineData("PUT", "/legal-entities/" + Nowhere, """{"finess":"990000127","name":"A","siren":"732829321"}""", 400)]
    [InlineData("PUT", "/establishments/" + House, """{"finess":"990000028","name":"A","sector":"17","places":1,"mailbox":"a@b.mssante.fr","address":{"line":"","postalCode":"","city":"","phone":""},"units":[]}""", 400)]
    [InlineData("POST", "/establishments/" + House + "/close", """{"closedOn":"31/12/2026"}""", 400)]
    [InlineData("GET", "/annuaire/professionals/123", "", 400)]
    [InlineData("GET", "/annuaire/structures/990000011", "", 400)]
    [InlineData("GET", "/professionals/" + Nowhere + "/register-check", "", 404)]
    [InlineData("POST", "/professionals/" + Nowhere + "/register-check", "", 404)]
    [InlineData("POST", "/tasks/" + Nowhere + "/take", "", 404)]
    [InlineData("POST", "/tasks/" + Nowhere + "/close", "", 404)]
    public async Task It_is_refused_in_French(string method, string path, string body, int status)
    {
        var before = await StateAsync();
        using var request = new HttpRequestMessage(new(method), path) { Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json") };

        var reply = await api.Admin.SendAsync(request, Ct);

        var problem = await DirectoryApi.ProblemAsync(reply);
        Assert.True(status == problem.Status, $"{problem.Status} {problem.Code}: {problem.Detail}");
        Assert.EndsWith(".", problem.Detail);
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("GET", "/organisation")]
    [InlineData("GET", "/professionals")]
    [InlineData("GET", "/professionals/" + Somebody)]
    [InlineData("POST", "/professionals")]
    [InlineData("POST", "/situations")]
    [InlineData("POST", "/situations/" + Situation + "/move")]
    [InlineData("POST", "/professionals/" + Somebody + "/contracts")]
    [InlineData("POST", "/professionals/" + Somebody + "/absences")]
    [InlineData("POST", "/staff-imports")]
    [InlineData("GET", "/mobile-teams")]
    [InlineData("PUT", "/mobile-teams/" + Nowhere)]
    [InlineData("PUT", "/organisation")]
    [InlineData("PUT", "/legal-entities/" + Nowhere)]
    [InlineData("POST", "/establishments/" + House + "/close")]
    [InlineData("GET", "/annuaire/structures/990000028")]
    [InlineData("POST", "/professionals/" + Somebody + "/register-check")]
    [InlineData("POST", "/tasks/" + Nowhere + "/take")]
    public async Task Without_the_scope_nothing_answers(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, path == "/staff-imports" ? "text/csv" : "application/json") };

        var reply = await api.As(Demo.Brume, scopes: "identity:read identity:write").SendAsync(request, Ct);

        Assert.Equal("forbidden", (await DirectoryApi.ProblemAsync(reply)).Code);
    }

    private async Task<string> StateAsync()
    {
        var people = await api.Admin.GetFromJsonAsync<JsonElement>("/professionals", Ct);
        var tree = await api.Admin.GetFromJsonAsync<JsonElement>("/organisation", Ct);
        return people.GetRawText() + tree.GetRawText();
    }
}
