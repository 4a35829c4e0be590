using System.Net;
using System.Net.Http.Json;
using Contracts.Consent;
using Contracts.Identity;
using Grpc.Core;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Persons of whom no fact has come: invented, of another organisation, or admitted a moment ago.</summary>
public sealed class NewcomerTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static void Claim(AuthorizeRequest ask) => ask.EstablishmentId = Demo.SaulesBlancs.ToString();

    [Theory, InlineData("AGE", "C"), InlineData("TEL", "C"), InlineData("FIN", "C"), InlineData("MED", "C"), InlineData("MSG", "S"), InlineData("IDT", "R")]
    public async Task Nobody_has_a_right_on_an_invented_person_not_even_the_whole_organisation_s_staff(string category, string action)
    {
        var invented = Guid.CreateVersion7();
        foreach (var function in new[] { "ide", "medecin-coordonnateur", "directeur", "referent-facturation" })
            foreach (var house in new Guid?[] { Demo.SaulesBlancs, null })
                foreach (var usager in new[] { invented, Guid.Empty })
                {
                    var decision = await api.AskAsync(Demo.Brume, api.Directory.Add(Demo.Brume, function, house), usager, category, action, more: Claim);
                    Assert.Equal(("DENY_RELATION", false), (decision.ReasonCode, decision.MayKnow));
                }
    }

    [Fact]
    public async Task A_person_of_another_organisation_is_nobody_here()
    {
        var stranger = await api.ResidentAsync(Demo.Rivieres, Demo.PreFleuri);

        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), stranger, "AGE", "C", more: Claim)).ReasonCode);
    }

    [Fact]
    public async Task Who_was_admitted_a_moment_ago_lives_where_identity_says_and_is_asked_about_once()
    {
        var (here, other) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));
        var resident = Guid.CreateVersion7();
        api.Identity.JustAdmitted[resident.ToString()] = (Demo.SaulesBlancs, null);

        for (var time = 0; time < 3; time++) Assert.True((await api.AskAsync(Demo.Brume, here, resident, "SOI", "R")).Allowed);
        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, other, resident, "SOI", "R", more: ask => ask.EstablishmentId = Demo.RoseraieDuLac.ToString())).ReasonCode);

        Assert.Single(api.Identity.Asked, lot => lot.Contains(resident.ToString()));
    }

    [Fact]
    public async Task The_fact_wins_over_what_was_asked()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = Guid.CreateVersion7();
        api.Identity.JustAdmitted[resident.ToString()] = (Demo.SaulesBlancs, null);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);

        await api.DeliverAsync(IdentityCreated.Topic, new IdentityCreated(resident, "PROV", Demo.RoseraieDuLac, null, api.Clock.GetUtcNow()), Demo.Brume);

        Assert.False((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);
    }

    [Fact]
    public async Task Many_newcomers_are_asked_about_in_lots()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var known = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        List<Guid> persons = [.. Enumerable.Range(0, 599).Select(_ => Guid.CreateVersion7())];
        foreach (var one in persons.Where((_, at) => at % 2 == 0)) api.Identity.JustAdmitted[one.ToString()] = (Demo.SaulesBlancs, null);
        var request = new AuthorizeManyRequest { SituationId = nurse.ToString(), Category = "IDT", Action = "R", Purpose = "coordination" };
        request.Usagers.AddRange(persons.Append(known).Select(id => new UsagerPlace { UsagerId = id.ToString(), EstablishmentId = Demo.SaulesBlancs.ToString() }));

        var answers = await api.Decisions.AuthorizeManyAsync(request, api.Service(Demo.Brume));

        Assert.Equal(persons.Select((_, at) => at % 2 == 0).Append(true), answers.Decisions.Select(d => d.Allowed));
        Assert.Equal([500, 99], api.Identity.Asked.Where(lot => lot.Length > 1).Select(lot => lot.Length));
    }

    [Fact]
    public async Task While_identity_is_down_nothing_is_decided_about_a_newcomer_and_the_others_go_on()
    {
        await using var alone = new ConsentApi();
        await alone.InitializeAsync();
        var nurse = alone.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await alone.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        alone.Identity.Down = true;

        var refused = await Assert.ThrowsAsync<RpcException>(() => alone.AskAsync(Demo.Brume, nurse, Guid.CreateVersion7(), "AGE", "C", more: Claim));
        using var written = await alone.As(Demo.Brume, nurse).PostAsJsonAsync("/oppositions", new { usagerId = Guid.CreateVersion7(), channel = "dmp" }, Ct);

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "dependency-unavailable"), (written.StatusCode, (await written.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Ct)).GetProperty("code").GetString()));
        Assert.True((await alone.AskAsync(Demo.Brume, nurse, resident, "AGE", "R")).Allowed);
    }

    [Fact]
    public async Task Only_identity_is_believed_of_somebody_it_is_about_to_admit()
    {
        var secretary = api.Directory.Add(Demo.Brume, "secretaire-admission", Demo.SaulesBlancs);

        Assert.True((await api.AskAsync(Demo.Brume, secretary, Guid.Empty, "IDT", "C", more: Claim, service: "identity")).Allowed);
        Assert.False((await api.AskAsync(Demo.Brume, secretary, Guid.Empty, "IDT", "C", more: Claim, service: "agenda")).Allowed);
        Assert.False((await api.AskAsync(Demo.Brume, secretary, Guid.Empty, "IDT", "C", more: ask => ask.EstablishmentId = Demo.RoseraieDuLac.ToString(), service: "identity")).Allowed);
    }

    [Theory]
    [InlineData("dpo", "LOG", true, true)]
    [InlineData("ide", "LOG", true, false)]
    [InlineData("ide", "MSG", false, true)]
    [InlineData("animateur", "MSG", false, false)]
    public async Task What_names_no_person_is_read_by_the_functions_that_read_it_in_their_own_house(string function, string category, bool everywhere, bool allowed)
    {
        var (here, elsewhere) = (api.Directory.Add(Demo.Brume, function, everywhere ? null : Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, function, Demo.RoseraieDuLac));

        Assert.Equal(allowed, (await api.AskAsync(Demo.Brume, here, Guid.Empty, category, "R", more: Claim)).Allowed);
        Assert.False((await api.AskAsync(Demo.Brume, elsewhere, Guid.Empty, category, "R", more: Claim)).Allowed);
        Assert.False((await api.AskAsync(Demo.Brume, here, Guid.Empty, category, "S", more: Claim)).Allowed);
    }

    [Fact]
    public async Task Nothing_is_written_about_an_invented_person()
    {
        var director = api.Directory.Add(Demo.Brume, "directeur", null);
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var invented = Guid.CreateVersion7();

        foreach (var situation in new[] { director, nurse })
        {
            Assert.Equal((404, "not-found"), await api.TryAsync(situation, "/oppositions", new { usagerId = invented, channel = "dmp" }));
            Assert.Equal((404, "not-found"), await api.TryAsync(situation, $"/usagers/{invented}/care-circle", new { role = "PRO", name = "Membre", situationId = nurse, teamCase = "c" }));
            Assert.Equal((404, "not-found"), await api.TryAsync(situation, $"/usagers/{invented}/grants", new { holder = "Person", account = "compte", name = "Nom", level = 1, proof = "formulaire" }));
            Assert.Equal((404, "not-found"), await api.TryAsync(situation, "/missions", new { name = "M", request = "R", usagerIds = new[] { invented }, situationIds = new[] { nurse }, startsAt = api.Clock.GetUtcNow(), endsAt = api.Clock.GetUtcNow().AddDays(2) }));
        }
        Assert.DoesNotContain(api.Published, fact => fact.Topic == ConsentChanged.Topic && fact.Data.GetRawText().Contains(invented.ToString(), StringComparison.Ordinal));
    }
}
