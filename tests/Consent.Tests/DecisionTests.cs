using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Testing;
using Xunit;

namespace Consent.Tests;

public sealed class DecisionTests(ConsentApi api) : IClassFixture<ConsentApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nurse_of_another_house_does_not_know_that_the_person_exists()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        var decision = await api.AskAsync(Demo.Brume, nurse, resident, "IDT", "R");
        var explained = await api.As(Demo.Brume, nurse).PostAsJsonAsync("/decisions", new { usagerId = resident, category = "IDT", action = "R" }, Ct);

        Assert.Equal("DENY_RELATION", decision.ReasonCode);
        Assert.False(decision.MayKnow);
        Assert.Equal(HttpStatusCode.NotFound, explained.StatusCode);
    }

    [Fact]
    public async Task Naming_one_s_own_house_makes_nobody_a_resident_of_it()
    {
        var (unit, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac, true, unit);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs, other);
        var neighbour = await api.ResidentAsync(Demo.Brume, Demo.RoseraieDuLac, other);
        void Claim(AuthorizeRequest ask) => (ask.EstablishmentId, ask.UnitId) = (Demo.RoseraieDuLac.ToString(), unit.ToString());

        foreach (var (category, action) in (IEnumerable<(string, string)>)[("AGE", "C"), ("AGE", "R"), ("IDT", "R"), ("SOI", "R"), ("TEL", "C")])
            foreach (var person in (IEnumerable<Guid>)[resident, neighbour])
                Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, nurse, person, category, action, more: Claim)).ReasonCode);
    }

    [Fact]
    public async Task A_nurse_of_one_unit_does_not_see_another()
    {
        var (rivage, prairie) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs, true, rivage);
        var near = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs, rivage);
        var far = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs, prairie);

        Assert.True((await api.AskAsync(Demo.Brume, nurse, near, "SOI", "R")).Allowed);
        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, nurse, far, "SOI", "R")).ReasonCode);
    }

    [Fact]
    public async Task Another_tenants_situation_is_no_account_here()
    {
        var stranger = api.Directory.Add(Demo.Rivieres, "ide", Demo.PreFleuri);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, stranger, resident, "IDT", "R")).ReasonCode);
        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Rivieres, stranger, resident, "IDT", "R")).ReasonCode);
    }

    [Fact]
    public async Task Rights_end_with_the_situation()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "IDT", "R")).Allowed);

        api.Directory.End(nurse);
        await api.DeliverAsync(StaffLeft.Topic, new StaffLeft(nurse, Guid.CreateVersion7(), api.Clock.GetUtcNow()), Demo.Brume);

        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, nurse, resident, "IDT", "R")).ReasonCode);
    }

    [Fact]
    public async Task Rights_end_with_the_contract_s_last_minute_though_nobody_has_told_it()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var end = DateTimeOffset.FromUnixTimeSeconds(api.Clock.GetUtcNow().AddSeconds(3).ToUnixTimeSeconds());
        api.Directory.Of(nurse).EndsAt = end.ToUnixTimeSeconds();
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "IDT", "R")).Allowed);

        api.Directory.End(nurse);
        api.Clock.Advance(end - api.Clock.GetUtcNow());

        Assert.Equal("DENY_ACCOUNT", (await api.AskAsync(Demo.Brume, nurse, resident, "IDT", "R")).ReasonCode);
    }

    [Fact]
    public async Task An_opposition_beats_team_membership_at_once_and_until_it_is_withdrawn()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var client = api.As(Demo.Brume, nurse);

        var recorded = await client.PostAsJsonAsync("/oppositions", new { usagerId = resident, channel = "dmp", reason = "Souhait exprimé à l'entrée" }, Ct);
        var toDmp = await api.AskAsync(Demo.Brume, nurse, resident, "DMP", "S", "dmp");
        var toHospital = await api.AskAsync(Demo.Brume, nurse, resident, "MSG", "S", "mssante");
        var id = (await recorded.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var withdrawn = await client.PostAsync($"/oppositions/{id}/withdraw", null, Ct);
        var after = await api.AskAsync(Demo.Brume, nurse, resident, "DMP", "S", "dmp");
        var twice = await client.PostAsync($"/oppositions/{id}/withdraw", null, Ct);

        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        Assert.Equal(("DENY_OPPOSITION", true, true), (toDmp.ReasonCode, toHospital.Allowed, after.Allowed));
        Assert.Equal((204, 409), ((int)withdrawn.StatusCode, (int)twice.StatusCode));
        Assert.Equal(resident, (await api.WaitForAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>().ConsentId == id)).As<ConsentChanged>().UsagerId);
    }

    [Fact]
    public async Task An_opposition_without_scope_is_refused_and_records_nothing()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var client = api.As(Demo.Brume, nurse);

        var reply = await client.PostAsJsonAsync("/oppositions", new { usagerId = resident }, Ct);

        Assert.Equal("opposition-without-scope", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.Equal(0, (await client.GetFromJsonAsync<JsonElement>($"/oppositions?usagerId={resident}", Ct)).GetArrayLength());
    }

    [Fact]
    public async Task A_member_of_the_care_circle_is_of_the_team_until_she_leaves()
    {
        var insider = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var partner = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var client = api.As(Demo.Brume, insider);

        var joined = await client.PostAsJsonAsync($"/usagers/{resident}/care-circle", new { role = "PRO", name = "C. MONTAGNE", situationId = partner, teamCase = "b" }, Ct);
        var member = (await joined.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var during = await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R");
        await client.PostAsync($"/usagers/{resident}/care-circle/{member}/leave", null, Ct);
        var after = await api.AskAsync(Demo.Brume, partner, resident, "SOI", "R");

        Assert.True(during.Allowed);
        Assert.Equal("DENY_RELATION", after.ReasonCode);
    }

    [Fact]
    public async Task A_move_to_another_house_moves_the_team_whatever_the_order_of_the_news()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = Guid.CreateVersion7();
        await api.DeliverAsync(IdentityCorrected.Topic, new IdentityCorrected(resident, "PROV", 3, Demo.RoseraieDuLac, null, api.Clock.GetUtcNow()), Demo.Brume);
        await api.DeliverAsync(IdentityCreated.Topic, new IdentityCreated(resident, "PROV", Demo.SaulesBlancs, null, api.Clock.GetUtcNow()), Demo.Brume);

        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);
    }

    [Fact]
    public async Task A_stranger_asking_for_the_circle_gets_404_and_leaves_a_line()
    {
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var stranger = api.Directory.Add(Demo.Rivieres, "ide", Demo.PreFleuri);

        var reply = await api.As(Demo.Rivieres, stranger).GetAsync($"/usagers/{resident}/care-circle", Ct);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        var line = await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, fact => fact.Data.GetProperty("usagerId").GetGuid() == resident && fact.Data.GetProperty("outcome").GetString() == "refused");
        Assert.Equal(Demo.Rivieres, line.Tenant);
    }
}
