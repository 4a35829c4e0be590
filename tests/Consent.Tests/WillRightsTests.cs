using System.Net.Http.Json;
using Contracts.Audit;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Who of a team reads a person's will, collects it, and opens her data to somebody more.</summary>
[Collection("House")]
public sealed class WillRightsTests(ConsentApi api)
{
    private static readonly string[] Will = ["/oppositions?usagerId={0}", "/consents?usagerId={0}", "/usagers/{0}/grants"], Surroundings = ["/usagers/{0}/care-circle", "/usagers/{0}/sharing-needs"];

    [Theory]
    [InlineData("ime", "chauffeur")]
    [InlineData("ime", "moniteur-educateur")]
    [InlineData("ime", "enseignant")]
    [InlineData("ehpad", "reeducateur")]
    [InlineData("ehpad", "pharmacien")]
    [InlineData("ehpad", "admin-technique")]
    public async Task A_function_without_JUR_neither_reads_nor_records_a_will_nor_opens_anything(string kind, string function)
    {
        var (house, who, resident, drawn) = await HouseAsync(kind, function);

        foreach (var list in Will.Concat(Surroundings)) Assert.Equal((403, "not-authorised"), await GetAsync(who, list, resident));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, "/oppositions", new { usagerId = resident, channel = "dmp" }));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, $"/consents/{drawn}/withdraw", new { }));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, "/consents", Agreement(resident, "Permit")));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, $"/usagers/{resident}/grants", Relative("x")));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Membre", situationId = who, teamCase = "c" }));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(who, "/missions", Mission(resident, api.Directory.Add(Demo.Brume, "equipe-mobile", null))));

        await NothingChangedAsync(house, resident, drawn);
        await api.WaitForAsync(AccessRecorded.Topic, fact => fact.As<AccessRecorded>() is { Action: "usager.reach", Outcome: "refused", ReasonCode: "DENY_PROFILE" } line && line.UsagerId == resident);
    }

    [Theory]
    [InlineData("ehpad")]
    [InlineData("ime")]
    public async Task Billing_reads_of_JUR_who_pays_hears_a_no_and_opens_nothing(string kind)
    {
        var (house, clerk, resident, drawn) = await HouseAsync(kind, "referent-facturation");
        await Sharing.MeasureAsync(api, house, resident, "Person", "Represent");
        var goods = await Sharing.MeasureAsync(api, house, resident, "Goods", "Represent");

        foreach (var list in Will.Concat(Surroundings)) Assert.Equal((403, "not-authorised"), await GetAsync(clerk, list, resident));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(clerk, "/consents", Agreement(resident, "Permit")));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(clerk, $"/usagers/{resident}/grants", new { holder = "Person", account = "moi-meme", name = "Moi", level = 3, proof = "aucune" }));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(clerk, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Moi", situationId = clerk, teamCase = "c" }));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(clerk, "/missions", Mission(resident, api.Directory.Add(Demo.Brume, "equipe-mobile", null))));
        await NothingChangedAsync(house, resident, drawn);
        var measures = await api.ReadAsync(clerk, $"/usagers/{resident}/legal-measures");
        Assert.Equal((goods, 0), (measures.GetProperty("measures").EnumerateArray().Single().GetProperty("id").GetGuid(), measures.GetProperty("whoDecides").GetArrayLength()));

        // Whoever is told so notes it: what closes is never refused to who has any part of JUR.
        var no = await api.MakeAsync(clerk, "/oppositions", new { usagerId = resident, channel = "dmp" });
        Assert.Equal(204, (await api.TryAsync(clerk, $"/consents/{drawn}/withdraw", new { reason = "Dit au guichet" })).Status);
        Assert.Equal((403, "not-authorised"), await api.TryAsync(clerk, $"/oppositions/{no}/withdraw"));
    }

    [Fact]
    public async Task An_activity_leader_reads_what_she_agrees_to_and_not_the_proofs_and_gives_no_access()
    {
        var (_, leader, resident, drawn) = await HouseAsync("ehpad", "animateur");
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, channel = "dmp", reason = "Une confidence" });
        await api.GrantAsync(nurse, resident, "compte-de-sa-fille");

        var (minimal, whole) = ((await api.ReadAsync(leader, $"/consents?usagerId={resident}"))[0], (await api.ReadAsync(nurse, $"/consents?usagerId={resident}"))[0]);

        Assert.Equal((drawn, drawn), (minimal.GetProperty("id").GetGuid(), whole.GetProperty("id").GetGuid()));
        Assert.Equal(("", "", "scan-0042", "comprend et répond"), (Text(minimal, "proofReference"), Text(minimal.GetProperty("will"), "capacity"), Text(whole, "proofReference"), Text(whole.GetProperty("will"), "capacity")));
        Assert.DoesNotContain("confidence", (await api.ReadAsync(leader, $"/oppositions?usagerId={resident}")).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("compte-de-sa-fille", (await api.ReadAsync(leader, $"/usagers/{resident}/grants")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal((403, "access-responsible"), await api.TryAsync(leader, $"/usagers/{resident}/grants", Relative("x")));
        Assert.Equal((403, "access-responsible"), await api.TryAsync(leader, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Membre", teamCase = "c" }));
        Assert.Equal((403, "access-responsible"), await api.TryAsync(leader, "/missions", Mission(resident, api.Directory.Add(Demo.Brume, "equipe-mobile", null))));
    }

    [Fact]
    public async Task After_a_no_to_everything_her_will_is_still_read_and_her_surroundings_are_closed()
    {
        var (_, clerk, resident, _) = await HouseAsync("ehpad", "referent-facturation");
        var (nurse, named, therapist) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "reeducateur", Demo.SaulesBlancs));
        await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "PC", name = "Mme Confiance" });
        var mission = await api.MakeAsync(nurse, "/missions", Mission(resident, api.Directory.Add(Demo.Brume, "equipe-mobile", null)));
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, category = "JUR", recipient = api.Directory.Of(named).NationalId });

        var everything = await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, everything = true });

        foreach (var list in Will) Assert.Equal((200, ""), await GetAsync(nurse, list, resident));
        foreach (var list in Surroundings) Assert.Equal((403, "not-authorised"), await GetAsync(nurse, list, resident));
        Assert.DoesNotContain(mission, (await api.ReadAsync(nurse, "/missions")).EnumerateArray().Select(m => m.GetProperty("id").GetGuid()));
        foreach (var somebody in new[] { named, clerk, therapist }) foreach (var list in Will) Assert.Equal((403, "not-authorised"), await GetAsync(somebody, list, resident));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(nurse, "/missions", Mission(resident, api.Directory.Add(Demo.Brume, "equipe-mobile", null))));
        Assert.Equal((403, "not-authorised"), await api.TryAsync(therapist, $"/oppositions/{everything}/withdraw"));
        Assert.Equal(204, (await api.TryAsync(nurse, $"/oppositions/{everything}/withdraw")).Status);
        foreach (var list in Surroundings) Assert.Equal((200, ""), await GetAsync(nurse, list, resident));
    }

    [Fact]
    public async Task Bris_de_glace_reads_her_will_and_changes_nothing_of_it()
    {
        var (_, _, resident, drawn) = await HouseAsync("ehpad", "ide");
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        await api.MakeAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = "Chute dans le couloir, inconsciente" });

        Assert.Equal((200, ""), await GetAsync(nurse, Will[1], resident));
        Assert.Equal((403, "break-glass-reads"), await api.TryAsync(nurse, "/oppositions", new { usagerId = resident, channel = "dmp" }));
        Assert.Equal((403, "break-glass-reads"), await api.TryAsync(nurse, $"/consents/{drawn}/withdraw", new { }));
        Assert.Equal((403, "access-responsible"), await api.TryAsync(nurse, $"/usagers/{resident}/grants", Relative("x")));
    }

    [Fact]
    public async Task Who_is_named_must_work_here_in_the_case_that_is_claimed_and_a_mission_calls_a_mobile_team()
    {
        var (_, _, resident, _) = await HouseAsync("ehpad", "ide");
        var (nurse, elsewhere, gone, stranger) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac), api.Directory.Add(Demo.Brume, "equipe-mobile", null, active: false), api.Directory.Add(Demo.Rivieres, "equipe-mobile", null));
        Task<(int, string)> JoinAsync(Guid who, string teamCase) => api.TryAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "PRO", name = "Membre", situationId = who, teamCase });

        foreach (var nobody in new[] { Guid.CreateVersion7(), gone, stranger })
        {
            Assert.Equal((400, "circle-situation-unknown"), await JoinAsync(nobody, "c"));
            Assert.Equal((400, "mission-member-unknown"), await api.TryAsync(nurse, "/missions", Mission(resident, nobody)));
        }
        Assert.Equal((400, "mission-member-unknown"), await api.TryAsync(nurse, "/missions", Mission(resident, elsewhere)));
        Assert.Equal((400, "circle-case"), await JoinAsync(elsewhere, "a"));

        Assert.Equal(0, (await api.ReadAsync(nurse, $"/usagers/{resident}/care-circle")).GetArrayLength());
        Assert.Equal(201, (await JoinAsync(nurse, "a")).Item1);
        Assert.Equal(201, (await JoinAsync(elsewhere, "c")).Item1);
    }

    [Fact]
    public async Task The_persons_own_grant_opens_to_an_account_of_a_person_and_to_one_person_only()
    {
        var (_, _, resident, _) = await HouseAsync("ehpad", "ide");
        var (nurse, other) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        var (account, person) = ($"compte-{Guid.NewGuid():N}", new { holder = "Person", level = 2, name = "Elle", proof = "pièce d'identité" });
        await api.GrantAsync(nurse, resident, account, "Person", 2);

        Assert.True((await api.AskAsAccountAsync(account, resident, "MED", "R", "person")).Allowed);
        Assert.Equal("DENY_RELATION", (await api.AskAsAccountAsync(account, resident, "MED", "R", "relative")).ReasonCode);
        Assert.Equal((409, "account-of-another"), await api.TryAsync(nurse, $"/usagers/{other}/grants", new { person.holder, account, person.name, person.level, person.proof }));
        Assert.False((await api.AskAsAccountAsync(account, other, "MED", "R", "person")).Allowed);

        // She may recognise who looks after her; she does not say of whom the house is.
        using var herself = api.As(Demo.Brume, kind: "person", sub: account);
        var recognised = await herself.PostAsJsonAsync($"/usagers/{resident}/care-circle", new { role = "MT", name = "Dr F.", nationalId = "899900000078", teamCase = "b" }, TestContext.Current.CancellationToken);
        var claimed = await herself.PostAsJsonAsync($"/usagers/{resident}/care-circle", new { role = "PRO", name = "Un ami", nationalId = "899900000078", teamCase = "c" }, TestContext.Current.CancellationToken);
        Assert.Equal((201, 400), ((int)recognised.StatusCode, (int)claimed.StatusCode));
    }

    // A house with a resident who agreed to something, and somebody of the function in it.
    private async Task<(Guid House, Guid Who, Guid Resident, Guid Consent)> HouseAsync(string kind, string function)
    {
        var house = kind == "ime" ? Demo.DeuxChenes : Demo.SaulesBlancs;
        var resident = await api.ResidentAsync(Demo.Brume, house, born: "1996-06-21");
        var consent = await api.MakeAsync(api.Directory.Add(Demo.Brume, "ide", house), "/consents", Agreement(resident, "Permit"));
        return (house, api.Directory.Add(Demo.Brume, function, house), resident, consent);
    }

    private async Task NothingChangedAsync(Guid house, Guid resident, Guid consent)
    {
        var secretary = api.Directory.Add(Demo.Brume, "secretaire-admission", house);
        foreach (var list in new[] { Will[0], Will[2] }.Concat(Surroundings)) Assert.Equal(0, (await api.ReadAsync(secretary, list.Replace("{0}", resident.ToString(), StringComparison.Ordinal))).GetArrayLength());
        var kept = (await api.ReadAsync(secretary, $"/consents?usagerId={resident}")).EnumerateArray().Single();
        Assert.Equal((consent, "active"), (kept.GetProperty("id").GetGuid(), Text(kept, "status")));
        Assert.DoesNotContain((await api.ReadAsync(secretary, "/missions")).EnumerateArray(), m => m.GetProperty("usagerIds").EnumerateArray().Any(id => id.GetGuid() == resident));
    }

    private async Task<(int, string)> GetAsync(Guid who, string list, Guid resident)
    {
        using var reply = await api.As(Demo.Brume, who).GetAsync(list.Replace("{0}", resident.ToString(), StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var body = await reply.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, body.ValueKind == System.Text.Json.JsonValueKind.Object ? Text(body, "code") : "");
    }

    private static object Agreement(Guid resident, string decision) => new { usagerId = resident, kind = "IMAGE", decision, will = Sharing.Able, information = Sharing.Information, proof = Sharing.Signed };

    private static object Relative(string account) => new { holder = "Relative", account, name = "Mme Proche", level = 1, proof = "formulaire", scopes = new[] { "Agenda" } };

    private object Mission(Guid resident, Guid member) => new { name = "Soins palliatifs", request = "Douleur", usagerIds = new[] { resident }, situationIds = new[] { member }, startsAt = api.Clock.GetUtcNow(), endsAt = api.Clock.GetUtcNow().AddDays(3) };

    private static string Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
