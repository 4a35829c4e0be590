using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts.Consent;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>Two acts on one thing at the same moment: one is done, the other is told so, and one fact leaves.</summary>
[Collection("House")]
public sealed class ConcurrencyTests(ConsentApi api)
{
    private const int Times = 6;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_withdrawals_of_one_consent_one_is_done_and_one_fact_leaves()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        var withdrawn = new List<Guid>();
        for (var time = 0; time < Times; time++)
        {
            var consent = await api.MakeAsync(nurse, "/consents", Agreement(resident, signed: true));

            await OneWinsAsync(() => api.TryAsync(nurse, $"/consents/{consent}/withdraw", new { reason = "à l'infirmière" }), () => api.TryAsync(colleague, $"/consents/{consent}/withdraw", new { reason = "à sa collègue" }));

            withdrawn.Add(consent);
            Assert.Equal("withdrawn", await StatusAsync(nurse, resident, consent));
        }
        foreach (var consent in withdrawn) await OneFactAsync(consent, "withdrawn");
    }

    [Fact]
    public async Task Activation_and_withdrawal_at_once_leave_one_story_that_follows_from_itself()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        for (var time = 0; time < Times; time++)
        {
            var draft = await api.MakeAsync(nurse, "/consents", Agreement(resident, signed: false));

            var replies = await Task.WhenAll(api.TryAsync(nurse, $"/consents/{draft}/activate", Sharing.Signed), api.TryAsync(colleague, $"/consents/{draft}/withdraw", new { }));

            // Both, when the withdrawal came second; else one, and the other is told that it came too late.
            var done = replies.Select(reply => reply.Status).ToArray();
            Assert.All(done, status => Assert.Contains(status, new[] { 204, 409, 412 }));
            Assert.Contains(204, done);
            var facts = await FactsAsync(draft, done.Count(status => status == 204));
            Assert.Equal(((string[])["active", "withdrawn"]).Where((_, at) => done[at] == 204), facts.Order());
            Assert.Equal(done[1] == 204 ? "withdrawn" : "active", await StatusAsync(nurse, resident, draft));
        }
    }

    [Fact]
    public async Task Of_two_changes_of_a_level_read_in_the_same_version_one_is_kept()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        var grant = await api.GrantAsync(nurse, resident, $"elle-{Guid.NewGuid():N}", "Person", 1);
        for (var version = 0; version < Times; version++)
        {
            var (one, other) = (version % 2, 2 + (version % 2));

            var replies = await Task.WhenAll(SetLevelAsync(nurse, resident, grant, one, version), SetLevelAsync(colleague, resident, grant, other, version));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], replies.Order());
            var kept = (await api.ReadAsync(nurse, $"/usagers/{resident}/grants")).EnumerateArray().Single();
            Assert.Equal((version + 1, replies[0] == HttpStatusCode.OK ? one : other), (kept.GetProperty("version").GetInt32(), kept.GetProperty("level").GetInt32()));
        }
        Assert.Equal(Times + 1, (await FactsAsync(grant, Times + 1)).Count);
    }

    [Fact]
    public async Task Of_two_departures_from_the_circle_two_revocations_two_liftings_and_two_ends_one_is_done()
    {
        var (nurse, colleague, resident) = await HouseAsync();
        var doctor = api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs);
        var ended = new List<Guid>();
        for (var time = 0; time < Times; time++)
        {
            var member = await api.MakeAsync(nurse, $"/usagers/{resident}/care-circle", new { role = "AID", name = "Sa nièce" });
            var grant = await api.GrantAsync(nurse, resident, $"niece-{time}");
            var opposition = await api.MakeAsync(nurse, "/oppositions", new { usagerId = resident, channel = "dmp" });
            var need = await api.MakeAsync(doctor, $"/usagers/{resident}/sharing-needs", new { recipients = new[] { new { circleRole = "MT" } }, categories = new[] { "SOI" }, purpose = "coordination", legalBase = "L1110-4 III", why = "Suivi" });
            var delegation = await api.MakeAsync(nurse, "/delegations", new { toSituationId = colleague, tasks = new[] { new { category = "AGE", actions = "R" } }, reason = "Congé", until = api.Clock.GetUtcNow().AddDays(2) });

            foreach (var (thing, path) in new[] { (member, $"/usagers/{resident}/care-circle/{member}/leave"), (grant, $"/usagers/{resident}/grants/{grant}/revoke"), (opposition, $"/oppositions/{opposition}/withdraw"), (need, $"/usagers/{resident}/sharing-needs/{need}/end") })
            {
                await OneWinsAsync(() => api.TryAsync(nurse, path), () => api.TryAsync(colleague, path));
                ended.Add(thing);
            }
            await OneWinsAsync(() => api.TryAsync(nurse, $"/delegations/{delegation}/end"), () => api.TryAsync(colleague, $"/delegations/{delegation}/end"));
        }
        foreach (var thing in ended) await OneFactAsync(thing, "withdrawn");
    }

    private async Task<(Guid Nurse, Guid Colleague, Guid Resident)> HouseAsync() =>
        (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));

    private static async Task OneWinsAsync(Func<Task<(int Status, string Code)>> one, Func<Task<(int Status, string Code)>> other)
    {
        var replies = (await Task.WhenAll(one(), other())).OrderBy(reply => reply.Status).ToArray();
        Assert.Equal(204, replies[0].Status);
        Assert.Contains(replies[1].Status, new[] { 409, 412 });
    }

    private async Task OneFactAsync(Guid thing, string status) => await api.WaitForOneAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>() is { } changed && changed.ConsentId == thing && changed.Status == status);

    private async Task<List<string>> FactsAsync(Guid thing, int count)
    {
        await api.WaitForAsync(ConsentChanged.Topic, _ => Told(thing).Count() >= count);
        return [.. Told(thing)];
    }

    private IEnumerable<string> Told(Guid thing) => api.Published.Where(fact => fact.Topic == ConsentChanged.Topic).Select(fact => fact.As<ConsentChanged>()).Where(fact => fact.ConsentId == thing).Select(fact => fact.Status);

    private async Task<string> StatusAsync(Guid nurse, Guid resident, Guid consent) =>
        (await api.ReadAsync(nurse, $"/consents?usagerId={resident}")).EnumerateArray().Single(c => c.GetProperty("id").GetGuid() == consent).GetProperty("status").GetString()!;

    private async Task<HttpStatusCode> SetLevelAsync(Guid by, Guid usager, Guid grant, int level, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/usagers/{usager}/grants/{grant}/level") { Content = JsonContent.Create(new { level }) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        using var reply = await api.As(Demo.Brume, by).SendAsync(request, Ct);
        return reply.StatusCode;
    }

    private static object Agreement(Guid resident, bool signed) => new { usagerId = resident, kind = "IMAGE", decision = "Permit", will = Sharing.Able, information = Sharing.Information, proof = signed ? Sharing.Signed : null };
}
