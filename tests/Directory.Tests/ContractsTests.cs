using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Directory;
using Contracts.Messaging;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>Arrivals and departures: rights follow the minute, and the others are told.</summary>
public sealed class ContractsTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_arrival_told_five_days_ahead_opens_with_the_first_minute_and_closes_with_the_last()
    {
        var now = api.Now;
        var person = await api.EnrolAsync("Amiel", "Rose");
        var contract = await api.SignAsync(person, now.AddDays(5), now.AddDays(8), Demo.SaulesBlancs);
        var situation = contract.GetProperty("situations")[0].GetProperty("id").GetGuid();

        var before = await api.ActiveAsync(situation);
        api.Clock.Advance(TimeSpan.FromDays(5) + TimeSpan.FromSeconds(5));
        var joined = await api.WaitForOneAsync(StaffJoined.Topic, fact => fact.As<StaffJoined>().SituationId == situation);
        var during = await api.ActiveAsync(situation);
        api.Clock.Advance(TimeSpan.FromDays(3));
        var after = await api.ActiveAsync(situation);
        var left = await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == situation);

        Assert.Equal((false, true, false), (before, during, after));
        Assert.Equal(person, joined.As<StaffJoined>().ProfessionalId);
        Assert.Equal(now.AddDays(8), left.As<StaffLeft>().LeftAt);
    }

    [Fact]
    public async Task Who_leaves_at_six_in_the_evening_has_no_account_a_minute_later_their_mailbox_is_read_by_the_team_and_their_tasks_go_back_to_it()
    {
        api.Clock.MoveTo(new(api.Now.Date.AddDays(1).AddHours(15), TimeSpan.Zero));
        var (person, leaver) = await NurseAsync("899900000193");
        var received = new MessageReceived(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "citizen", Demo.SaulesBlancs, api.Now);
        await api.DeliverAsync(MessageReceived.Topic, received, Demo.Brume);
        var task = (await TasksOf(leaver)).Single(one => one.GetProperty("subjectId").GetGuid() == received.MessageId).GetProperty("id").GetGuid();
        Assert.Equal(204, (int)(await api.As(Demo.Brume, leaver).PostAsync($"/tasks/{task}/take", null, Ct)).StatusCode);
        var six = api.Now.AddHours(3);

        var told = await api.Director.PostAsJsonAsync($"/situations/{leaver}/end", new { endsAt = six }, Ct);
        var ends = (await api.Lookup.GetSituationAsync(new() { SituationId = leaver.ToString() }, api.Service(), cancellationToken: Ct)).EndsAt;
        var stillThere = await api.ActiveAsync(leaver);
        api.Clock.MoveTo(six.AddSeconds(1));
        var account = await api.Lookup.FindAccountAsync(new() { NationalId = "899900000193" }, api.Service(), cancellationToken: Ct);
        var fact = await api.WaitForOneAsync(StaffLeft.Topic, one => one.As<StaffLeft>().SituationId == leaver);

        Assert.Equal((204, true, six.ToUnixTimeSeconds()), ((int)told.StatusCode, stillThere, ends));
        Assert.False(await api.ActiveAsync(leaver));
        Assert.Empty(account.Situations);
        Assert.Equal((person, six), (fact.As<StaffLeft>().ProfessionalId, fact.As<StaffLeft>().LeftAt));
        Assert.Equal(JsonValueKind.Null, (await TasksOf(Demo.Montagne)).Single(one => one.GetProperty("id").GetGuid() == task).GetProperty("takenBy").ValueKind);
        var mailbox = await api.Lookup.FindMailboxesAsync(new() { Address = "n.lebreuil@saules-blancs.valdebrume.mssante.fr" }, api.Service(Demo.Brume), cancellationToken: Ct);
        Assert.Equal("soins@saules-blancs.valdebrume.mssante.fr", Assert.Single(mailbox.Mailboxes_).DelegatedTo);
        var seen = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/mailboxes?nationalId=899900000193", Ct);
        Assert.Equal("soins@saules-blancs.valdebrume.mssante.fr", Assert.Single(seen.EnumerateArray()).GetProperty("delegatedTo").GetString());
    }

    [Fact]
    public async Task One_person_works_in_two_houses_and_the_end_of_the_contract_ends_both()
    {
        var now = api.Now;
        var person = await api.EnrolAsync("Duval", "Ana");
        var reply = await api.Admin.PostAsJsonAsync($"/professionals/{person}/contracts", new
        {
            reference = $"D-{person}", kind = "Cdi", startsAt = now.AddMinutes(-1),
            assignments = new object[] { new { unitIds = Array.Empty<Guid>(), function = "Psychologue", establishmentId = Demo.SaulesBlancs }, new { unitIds = Array.Empty<Guid>(), function = "Psychologue", establishmentId = Demo.DeuxChenes } },
        }, Ct);
        var contract = await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
        var situations = contract.GetProperty("situations").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()).ToList();

        var elsewhere = await api.Director.PostAsync($"/contracts/{contract.GetProperty("id").GetGuid()}/end", null, Ct);
        var active = await Task.WhenAll(situations.Select(api.ActiveAsync));
        var ended = await api.Admin.PostAsync($"/contracts/{contract.GetProperty("id").GetGuid()}/end", null, Ct);
        var twice = await api.Admin.PostAsync($"/contracts/{contract.GetProperty("id").GetGuid()}/end", null, Ct);

        Assert.Equal((403, "staff-elsewhere"), await CodeAsync(elsewhere));
        Assert.Equal([true, true], active);
        Assert.Equal(200, (int)ended.StatusCode);
        Assert.All(await Task.WhenAll(situations.Select(api.ActiveAsync)), Assert.False);
        Assert.Equal((409, "contract-ended"), await CodeAsync(twice));
        foreach (var situation in situations) await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == situation);
    }

    [Fact]
    public async Task An_arrival_that_is_called_off_never_opens()
    {
        var now = api.Now;
        var person = await api.EnrolAsync("Evrard", "Ida");
        var contract = await api.SignAsync(person, now.AddDays(4), now.AddDays(9), Demo.SaulesBlancs);
        var (id, situation) = (contract.GetProperty("id").GetGuid(), contract.GetProperty("situations")[0].GetProperty("id").GetGuid());

        var calledOff = await api.Director.PostAsync($"/contracts/{id}/end", null, Ct);
        await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == situation);
        api.Clock.Advance(TimeSpan.FromDays(5));

        Assert.Equal(200, (int)calledOff.StatusCode);
        Assert.False(await api.ActiveAsync(situation));
        Assert.DoesNotContain(api.Published, fact => fact.Topic == StaffJoined.Topic && fact.As<StaffJoined>().SituationId == situation);
    }

    [Fact]
    public async Task A_contract_is_prolonged_by_who_read_its_last_version()
    {
        var now = api.Now;
        var person = await api.EnrolAsync("Ferry", "Luc");
        var contract = await api.SignAsync(person, now.AddMinutes(-1), now.AddDays(2), Demo.SaulesBlancs);
        var id = contract.GetProperty("id").GetGuid();
        var terms = new { kind = "Cdd", startsAt = contract.GetProperty("startsAt").GetDateTimeOffset(), endsAt = now.AddDays(20) };

        var without = await api.Director.PutAsJsonAsync($"/contracts/{id}", terms, Ct);
        var stale = await PutAsync($"/contracts/{id}", terms, 7);
        var done = await PutAsync($"/contracts/{id}", terms, 1);
        var late = await PutAsync($"/contracts/{id}", terms with { startsAt = now.AddDays(1) }, 2);
        api.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal((428, 412, 200), ((int)without.StatusCode, (int)stale.StatusCode, (int)done.StatusCode));
        Assert.Equal((409, "contract-started"), await CodeAsync(late));
        Assert.True(await api.ActiveAsync(contract.GetProperty("situations")[0].GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Another_organisation_a_colleague_and_a_token_without_the_right_manage_nobody()
    {
        var person = await api.EnrolAsync("Garot", "Nina");
        var contract = (await api.SignAsync(person, api.Now.AddMinutes(-1), null, Demo.SaulesBlancs, kind: "Cdi")).GetProperty("id").GetGuid();

        var stranger = await api.As(Demo.Rivieres, scopes: "directory:read directory:write directory:admin").GetAsync($"/contracts/{contract}", Ct);
        var nurse = await api.As(Demo.Brume).PostAsync($"/contracts/{contract}/end", null, Ct);
        var relative = await api.As(Demo.Brume, kind: "relative").GetAsync("/professionals", Ct);
        var bare = await api.As(Demo.Brume, scopes: "directory:read").PostAsync($"/contracts/{contract}/end", null, Ct);
        var director = await api.Director.GetAsync($"/contracts/{contract}", Ct);
        var elsewhere = await api.As(Demo.Brume, Demo.Renaud).GetAsync($"/contracts/{contract}", Ct);
        var list = await api.As(Demo.Brume, Demo.Renaud).GetFromJsonAsync<JsonElement>($"/professionals/{person}/contracts", Ct);

        Assert.Equal(404, (int)stranger.StatusCode);
        Assert.Equal((403, "staff-managers-only"), await CodeAsync(nurse));
        Assert.Equal((403, "professionals-only"), await CodeAsync(relative));
        Assert.Equal((403, "forbidden"), await CodeAsync(bare));
        Assert.Equal((200, 403), ((int)director.StatusCode, (int)elsewhere.StatusCode));
        Assert.Equal(0, list.GetArrayLength());
    }

    // A nurse with a published mailbox of the house.
    private async Task<(Guid Person, Guid Situation)> NurseAsync(string nationalId)
    {
        await api.PublishAsync(new("n.lebreuil@saules-blancs.valdebrume.mssante.fr", "PER", "Noé Lebreuil", "990000028", "EHPAD Les Saules Blancs", NationalId: nationalId, FamilyName: "LEBREUIL", GivenName: "Noé"));
        var person = await api.EnrolAsync("Lebreuil", "Noé", nationalId);
        var contract = await api.SignAsync(person, api.Now.AddDays(-1), null, Demo.SaulesBlancs, "Ide", "Cdi");
        return (person, contract.GetProperty("situations")[0].GetProperty("id").GetGuid());
    }

    private async Task<List<JsonElement>> TasksOf(Guid situation) => [.. (await api.As(Demo.Brume, situation).GetFromJsonAsync<JsonElement>("/tasks", Ct)).EnumerateArray()];

    private Task<HttpResponseMessage> PutAsync(string path, object body, int version)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body), Headers = { { "If-Match", $"\"{version}\"" } } };
        return api.Director.SendAsync(request, Ct);
    }

    private static async Task<(int, string)> CodeAsync(HttpResponseMessage reply)
    {
        var (status, code, _) = await DirectoryApi.ProblemAsync(reply);
        return (status, code);
    }
}
