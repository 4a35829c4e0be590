using System.Net.Http.Json;
using System.Text;
using Contracts.Audit;
using Contracts.Identity;
using Identity.Matching;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class AdmissionTests(IdentityApi api) : IClassFixture<IdentityApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_identity_is_provisional_and_everyone_concerned_is_told()
    {
        var reply = await api.PostAsync(api.Brume, "/usagers", new { traits = Typed("d’Arc-Lévy", "Éloïse", list: "Éloïse Anne"), establishmentId = Demo.SaulesBlancs, complementary = new { usedName = "Martin" } });

        var made = await OkAsync<UsagerView>(reply);
        Assert.Equal((201, "PROV", "\"1\""), ((int)reply.StatusCode, made.Status, reply.Headers.ETag!.Tag));
        Assert.Equal(("D'ARC-LEVY", "d’Arc-Lévy", "ELOISE ANNE"), (made.Traits.BirthName, made.Traits.BirthNameTyped, made.Traits.GivenNames));
        Assert.Null(made.Ins);
        Assert.Contains("dmp", made.BlockedFunctions);
        var fact = (await api.WaitForAsync(IdentityCreated.Topic, e => e.Subject == made.Id.ToString())).As<IdentityCreated>();
        Assert.Equal(("PROV", (Guid?)Demo.SaulesBlancs), (fact.Status, fact.EstablishmentId));
        var access = await api.AccessAsync(made.Id, "identity.create");
        Assert.Equal(("pro-ermont", (Guid?)Demo.Ermont, "IDT"), (access.Actor, access.SituationId, access.Category));
        Assert.Equal(made.Traits, (await ReadAsync(api.Brume, made.Id)).Traits);
    }

    [Theory, Trait("Seed", "S2-70")]
    [InlineData("birthName"), InlineData("firstGivenName"), InlineData("birthDate"), InlineData("sex"), InlineData("birthPlace")]
    public async Task An_identity_without_one_of_the_five_traits_is_refused(string missing)
    {
        var traits = new Dictionary<string, object?> { ["birthName"] = "VERMEIL", ["firstGivenName"] = "LUCE", ["birthDate"] = "1930-01-31", ["sex"] = "F", ["birthPlace"] = "51215" };
        traits.Remove(missing);

        var problem = await ProblemAsync(await api.PostAsync(api.Brume, "/usagers", new { traits }), 400, "invalid-traits");

        Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Contains("obligatoires", problem.GetProperty("detail").GetString());
        Assert.Empty((await OkAsync<SearchAnswer>(await api.PostAsync(api.Brume, "/usagers/search", new { birthName = "VERMEIL" }))).Candidates);
    }

    [Theory]
    [InlineData("ANNE3", "LUCE", "1930-01-31", "51215"), InlineData("VERMEIL", "LUCE", "1930-02-30", "51215"), InlineData("VERMEIL", "LUCE", "1950-00-00", "51215"), InlineData("VERMEIL", "LUCE", "2090-01-01", "51215"), InlineData("VERMEIL", "LUCE", "1930-01-31", "Reims")]
    public async Task What_is_typed_wrong_is_explained_and_nothing_is_created(string name, string given, string birth, string place) =>
        await ProblemAsync(await api.PostAsync(api.Brume, "/usagers", new { traits = Typed(name, given, birth, place: place) }), 400, "invalid-traits");

    [Fact, Trait("Seed", "S2-14")]
    public async Task Resembling_identities_are_listed_with_scores_and_differences_and_never_merged()
    {
        var first = await CreateAsync(api.Brume, Typed("BERTHIERVAL", "ODILE", "1931-04-09"));
        var oneLetter = Typed("BERTHIERVAS", "ODILE", "1931-04-09");
        var dayAndMonth = Typed("BERTHIERVAL", "ODILE", "1931-09-04");

        foreach (var near in new[] { oneLetter, dayAndMonth })
        {
            var problem = await ProblemAsync(await api.PostAsync(api.Brume, "/usagers", new { traits = near }), 409, "similar-identities");
            var listed = problem.GetProperty("similar")[0];
            Assert.Equal(first.Id, listed.GetProperty("usagerId").GetGuid());
            Assert.InRange(listed.GetProperty("score").GetDouble(), 0.9, 0.999);
            Assert.Equal(5, listed.GetProperty("differences").GetArrayLength());
        }

        var second = await CreateAsync(api.Brume, oneLetter, first.Id);
        var third = await CreateAsync(api.Brume, dayAndMonth, first.Id, second.Id);

        Assert.Equal(3, new[] { first.Id, second.Id, third.Id }.Distinct().Count());
        var pairs = await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct));
        Assert.Contains(pairs, p => new[] { p.First.UsagerId, p.Second.UsagerId }.ToHashSet().SetEquals([first.Id, second.Id]));
        Assert.Contains(pairs, p => new[] { p.First.UsagerId, p.Second.UsagerId }.ToHashSet().SetEquals([first.Id, third.Id]));
        foreach (var each in new[] { first, second, third }) Assert.True((await ReadAsync(api.Brume, each.Id)).Active);
    }

    [Fact]
    public async Task A_pair_held_distinct_leaves_the_list_once()
    {
        var first = await CreateAsync(api.Brume, Typed("QUINSONNET", "LEA", "1932-03-03"));
        var second = await CreateAsync(api.Brume, Typed("QUINSONNET", "LEA", "1932-03-04"), first.Id);
        var pair = (await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct))).Single(p => p.First.UsagerId == second.Id || p.Second.UsagerId == second.Id);

        var held = await api.PostAsync(api.Brume, $"/duplicates/{pair.Id}/distinct", new { comment = "Jumelles, pièces vues" });
        await ProblemAsync(await api.PostAsync(api.Brume, $"/duplicates/{pair.Id}/distinct", new { comment = "Encore" }), 409, "duplicate-decided");

        Assert.Equal(204, (int)held.StatusCode);
        Assert.DoesNotContain(await OkAsync<List<DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct)), p => p.Id == pair.Id);
    }

    [Fact]
    public async Task A_creation_sent_twice_under_one_key_makes_one_identity()
    {
        async Task<UsagerView> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/usagers") { Content = JsonContent.Create(new { traits = Typed("TARDIVEAU", "JUSTE", "1929-12-24", "M") }) };
            request.Headers.Add("Idempotency-Key", "crm-4711");
            return await OkAsync<UsagerView>(await api.Brume.SendAsync(request, Ct));
        }

        Assert.Equal((await SendAsync()).Id, (await SendAsync()).Id);
    }

    [Fact]
    public async Task Another_tenants_professional_finds_nobody_and_the_attempt_is_kept()
    {
        var made = await CreateAsync(api.Brume, Typed("OSTROVAL", "MARTHE", "1928-10-10"));

        await ProblemAsync(await api.Rivieres.GetAsync($"/usagers/{made.Id}", Ct), 404, "not-found");
        await ProblemAsync(await PutAsync(api.Rivieres, $"/usagers/{made.Id}/traits", new { traits = Typed("AUTRE", "NOM") }, 1), 404, "not-found");

        Assert.Empty((await OkAsync<SearchAnswer>(await api.PostAsync(api.Rivieres, "/usagers/search", new { birthName = "OSTROVAL" }))).Candidates);
        var refused = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is var a && a.UsagerId == made.Id && a.Outcome == "refused");
        Assert.Equal((Demo.Rivieres, "pro-bellec", "not-found"), (refused.Tenant!.Value, refused.As<AccessRecorded>().Actor, refused.As<AccessRecorded>().ReasonCode));
    }

    [Fact]
    public async Task Without_the_scope_nothing_is_read_or_written()
    {
        var reader = api.As(Demo.Brume, scopes: "identity:read");

        await ProblemAsync(await api.PostAsync(reader, "/usagers", new { traits = Typed("SANS", "DROIT") }), 403, "forbidden");
        await ProblemAsync(await api.As(Demo.Brume, scopes: "documents:read").GetAsync("/usagers", Ct), 403, "forbidden");
        await ProblemAsync(await api.Anonymous().GetAsync("/usagers", Ct), 401, "not-signed-in");
    }

    [Fact]
    public async Task An_oversized_or_malformed_body_changes_nothing()
    {
        var huge = new StringContent("{\"traits\":{\"birthName\":\"" + new string('A', 1_200_000) + "\"}}", Encoding.UTF8, "application/json");

        await ProblemAsync(await api.Brume.PostAsync("/usagers", huge, Ct), 413, "too-large");
        await ProblemAsync(await api.Brume.PostAsync("/usagers", new StringContent("""{"traits":{"birthName":""", Encoding.UTF8, "application/json"), Ct), 400, "invalid-input");
        await ProblemAsync(await api.Brume.PostAsync("/usagers", new StringContent("""{"traits":{},"ins":"279035121518989"}""", Encoding.UTF8, "application/json"), Ct), 400, "invalid-input");
    }
}
