using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace Audit.Tests;

public sealed class WhoSawTests(AuditApi api) : IClassFixture<AuditApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_person_reads_when_in_which_function_what_and_why_and_not_what_was_refused_or_anothers()
    {
        var (usager, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.RecordAsync(api.Access(usager), Demo.Brume);
        await api.RecordAsync(api.Access(usager, "refused"), Demo.Brume);
        await api.RecordAsync(api.Access(other), Demo.Brume);
        await api.RecordAsync(api.Access(usager) with { Kind = "system", SituationId = null }, Demo.Brume);
        await api.RecordAsync(api.Access(usager, action: "break-glass.open") with { Category = "MED", SituationId = Guid.CreateVersion7() }, Demo.Brume);

        var seen = (await As(AuditApi.AccountOf(usager)).GetFromJsonAsync<JsonElement>($"/who-saw?usagerId={usager}", Ct)).EnumerateArray().ToList();

        Assert.Equal(2, seen.Count);
        Assert.Equal(("Un professionnel de l'établissement", "Ouverture : données médicales", true), Of(seen[0]));
        Assert.Equal(("Infirmier diplômé d'État, EHPAD Les Saules Blancs", "Consultation : identité", false), Of(seen[1]));
        Assert.Equal("coordination de votre accompagnement", seen[1].GetProperty("why").GetString());
        Assert.DoesNotContain("MONTAGNE", seen[1].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_finds_it_and_the_attempt_is_a_line()
    {
        var usager = Guid.CreateVersion7();
        await api.RecordAsync(api.Access(usager), Demo.Brume);

        Assert.Equal(HttpStatusCode.NotFound, (await As("account-somebody-else").GetAsync($"/who-saw?usagerId={usager}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.As(Demo.Brume, api.Officer).GetAsync($"/who-saw?usagerId={usager}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await As("x").GetAsync("/who-saw?usagerId=me", Ct)).StatusCode);
        await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, fact => fact.Data.GetProperty("action").GetString() == "trail.who-saw" && fact.Data.GetProperty("outcome").GetString() == "refused");
    }

    private HttpClient As(string account) => api.As(Demo.Brume, kind: "person", sub: account);

    private static (string?, string?, bool) Of(JsonElement line) => (line.GetProperty("who").GetString(), line.GetProperty("what").GetString(), line.GetProperty("emergency").GetBoolean());
}
