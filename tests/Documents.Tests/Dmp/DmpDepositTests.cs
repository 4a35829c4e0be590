using System.Net.Http.Json;
using System.Xml.Linq;
using Contracts.Audit;
using Contracts.Documents;
using Documents.Cda;
using Documents.Dmp;
using Documents.Tests.Api;
using Documents.Tests.Cda;
using Documents.Tests.Liaison;
using Documents.Xds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Dmp;

public sealed class DmpDepositTests(DocumentsApi api) : IClassFixture<DocumentsApi>, IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        api.Dmp.Mood = DmpMood.Up;
        api.Dmp.Answers.TrySetResult();
    }

    private async Task PolicyAsync(string mode) =>
        await OkAsync(await api.Doctor.PutAsJsonAsync("/transmission-policies", new { typeCode = "74207-2", channel = "Dmp", mode }, Ct));

    private IEnumerable<Deposited> Held(Guid document) => api.Dmp.Documents.Where(d => d.UniqueId == Oids.Of(document));

    [Fact]
    [Trait("Seed", "S1-14")]
    public async Task A_liaison_document_that_is_finished_makes_one_deposit_whose_acknowledgement_is_kept_and_seen()
    {
        await PolicyAsync("Automatic");
        var id = await api.ValidatedAsync(api.NewPerson());
        // The other tests of the class send by hand.
        await PolicyAsync("Preselected");

        var state = await api.UntilAsync(id, "Dmp", "Delivered");

        var deposit = Assert.Single(Held(id));
        Assert.Empty(CdaChecker.Faults(XDocument.Load(new MemoryStream(deposit.Cda)).Root!));
        Assert.NotNull(state["deliveredAt"]);
        var fact = (await api.WaitForAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == id)).As<TransmissionDeposited>();
        Assert.Equal(state["id"]!.GetValue<Guid>(), fact.TransmissionId);
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "dmp.deposit", Outcome: "allowed" } a && a.SubjectId == id.ToString());
    }

    [Fact]
    [Trait("Seed", "S2-30")]
    public async Task Ten_deposits_follow_from_one_strong_sign_in_and_the_structures_certificate()
    {
        var signedInAt = api.Clock.GetUtcNow().AddHours(-1);
        var doctor = api.As(Demo.Brume, Demo.Vasseur, authTime: signedInAt);
        var documents = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            var id = await api.ValidatedAsync(api.NewPerson());
            await OkAsync(await doctor.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Dmp" } }, Ct));
            documents.Add(id);
        }

        foreach (var id in documents) await api.UntilAsync(id, "Dmp", "Delivered");

        var deposits = documents.Select(id => Assert.Single(Held(id))).ToList();
        Assert.All(deposits, d => Assert.Equal("899900000011", d.NameId));
        Assert.Equal(10, deposits.Count(d => DateTimeOffset.Parse(d.AuthnInstant).ToUnixTimeSeconds() == signedInAt.ToUnixTimeSeconds()));
    }

    [Theory]
    [InlineData((int)DmpMood.Down)]
    [InlineData((int)DmpMood.Garbage)]
    public async Task While_the_DMP_is_down_the_deposit_waits_with_a_visible_next_try_and_then_leaves_once(int mood)
    {
        api.Dmp.Mood = (DmpMood)mood;
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");

        var waiting = await api.UntilAsync(id, "Dmp", t => t["status"]!.GetValue<string>() == "Waiting" && t["attempts"]!.GetValue<int>() == 1);
        Assert.Contains($"Nouvel essai à {CdaTime.Clock(waiting["nextAttemptAt"]!.GetValue<DateTimeOffset>())}", waiting["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(Held(id));
        api.Dmp.Mood = DmpMood.Up;
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Single(Held(id));
    }

    [Fact]
    public async Task A_deposit_whose_answer_was_lost_is_tried_again_and_leaves_no_second_document()
    {
        api.Dmp.Mood = DmpMood.LosesItsAnswer;
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["status"]!.GetValue<string>() == "Waiting" && t["attempts"]!.GetValue<int>() == 1);
        Assert.Single(Held(id));

        api.Dmp.Mood = DmpMood.Up;
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Single(Held(id));
        await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == id);
    }

    [Fact]
    public async Task A_duplicate_that_the_registry_cannot_show_as_ours_is_not_taken_for_a_success()
    {
        api.Dmp.Mood = DmpMood.LosesItsAnswer;
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["status"]!.GetValue<string>() == "Waiting" && t["attempts"]!.GetValue<int>() == 1);

        api.Dmp.Mood = DmpMood.Forgetful;
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("dmp-refused", (await api.UntilAsync(id, "Dmp", "Failed"))["reasonCode"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_service_killed_while_it_deposits_takes_the_job_up_again_after_the_restart()
    {
        api.Dmp.Mood = DmpMood.Down;
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["attempts"]!.GetValue<int>() >= 1);
        await api.RestartAsync();
        api.Dmp.Mood = DmpMood.Up;
        api.Clock.Advance(TimeSpan.FromMinutes(3));

        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Single(Held(id));
    }

    [Fact]
    public async Task A_closed_DMP_blocks_the_deposit_and_says_what_to_do()
    {
        api.Dmp.Closed.Add("277076322082910");
        var id = await api.ValidatedAsync(api.NewPerson(matricule: "277076322082910"));

        await api.SendAsync(id, "Dmp");

        Assert.Equal(("dmp-closed", "Cette personne n'a pas de DMP ouvert : envoyez le document par MSSanté."), await BlockedAsync(id));
        Assert.Empty(Held(id));
    }

    [Fact]
    public async Task An_opposition_made_while_the_deposit_waited_stops_it_just_before_the_bytes_leave()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        api.Dmp.Mood = DmpMood.Down;
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["attempts"]!.GetValue<int>() >= 1 && t["status"]!.GetValue<string>() == "Waiting");
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.Channel == "dmp" ? "DENY_OPPOSITION" : null;
        api.Dmp.Mood = DmpMood.Up;
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("opposed", "La personne s'y oppose."), await BlockedAsync(id));
        Assert.Empty(Held(id));
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "document.send", Outcome: "refused", ReasonCode: "DENY_OPPOSITION" } a && a.UsagerId == person);
    }

    [Theory]
    [InlineData("XDSRepositoryMetadataError", "XDSRepositoryMetadataError", "Vérifiez son type")]
    [InlineData("XDSPatientIdDoesNotMatch", "XDSPatientIdDoesNotMatch", "Vérifiez l'identité")]
    [InlineData("DMPPatientDossierClosed", "DMPPatientDossierClosed", "par MSSanté")]
    [InlineData("INS 236066322083656 inconnu", "code illisible", "prévenez l'administrateur")]
    public async Task A_refusal_of_the_registry_is_final_names_its_code_says_what_to_do_and_quotes_nothing(string code, string shown, string advice)
    {
        (api.Dmp.Mood, api.Dmp.Refusal) = (DmpMood.Refuses, (code, "patientId 236066322083656^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH"));
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");

        var state = await api.UntilAsync(id, "Dmp", "Failed");

        var reason = state["reason"]!.GetValue<string>();
        Assert.Contains($"({shown})", reason, StringComparison.Ordinal);
        Assert.Contains(advice, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("236066322083656", state.ToJsonString(), StringComparison.Ordinal);
        var trail = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "dmp.deposit", Outcome: "failed" } a && a.SubjectId == id.ToString());
        Assert.DoesNotContain("236066322083656", trail.Data.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_was_overtaken_leaves_the_claim_of_the_other_alone()
    {
        api.Dmp.Hold();
        var id = await api.ValidatedAsync(api.NewPerson());
        var job = (await api.SendAsync(id, "Dmp"))[0]!["id"]!.GetValue<Guid>();
        await api.Dmp.Arrived.Task.WaitAsync(TimeSpan.FromSeconds(15), Ct);
        // Another process has taken it up since, for a second attempt.
        await InTenantAsync(db => db.Transmissions.Where(t => t.Id == job).ExecuteUpdateAsync(set => set.SetProperty(t => t.Attempts, 2).SetProperty(t => t.Version, t => t.Version + 1), Ct));

        await GiveBackAsync(job, 1, overtaken: true);
        await GiveBackAsync(job, 1, overtaken: false);
        Assert.Equal(("Sending", 2), await StateAsync(id));
        await GiveBackAsync(job, 2, overtaken: false);
        Assert.Equal(("Waiting", 2), await StateAsync(id));

        // Its own answer comes too late to be written; the registry tells the next attempt that it has these bytes.
        (api.Dmp.Mood, var answers) = (DmpMood.Up, api.Dmp.Answers);
        answers.SetResult();
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.UntilAsync(id, "Dmp", "Delivered");
        Assert.Single(Held(id));
    }

    private async Task<(string, int)> StateAsync(Guid id) => (await api.MatrixAsync(id)).Single() is var t ? (t["status"]!.GetValue<string>(), t["attempts"]!.GetValue<int>()) : default;

    private Task GiveBackAsync(Guid job, int attempt, bool overtaken) => InTenantAsync<DmpDeposit>(act => act.GiveBackAsync(job, attempt, overtaken, Ct));

    private Task InTenantAsync(Func<DocumentsDbContext, Task> act) => InTenantAsync<DocumentsDbContext>(act);

    private async Task InTenantAsync<T>(Func<T, Task> act) where T : notnull
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<Platform.TenantScope>().Enter(Demo.Brume);
        await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    [Fact]
    public async Task A_new_version_replaces_the_entry_of_the_old_one()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");
        var next = Id(await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/replace", new { liaison = CompletenessTests.Complete with { Comment = "v2" } }, Ct)));
        await OkAsync(await api.Doctor.PostAsync($"/documents/{next}/validate", null, Ct));
        await api.SendAsync(next, "Dmp");
        await api.UntilAsync(next, "Dmp", "Delivered");

        var deposit = Assert.Single(Held(next));
        var association = deposit.Request.Descendants(XName.Get("Association", XdsIds.Rim)).Single(a => (string?)a.Attribute("associationType") == XdsIds.Replaces);
        Assert.Equal(Assert.Single(Held(id)).EntryUuid, (string?)association.Attribute("targetObject"));
        Assert.Equal(deposit.EntryUuid, (string?)association.Attribute("sourceObject"));
        var parent = XDocument.Load(new MemoryStream(deposit.Cda)).Descendants(XName.Get("parentDocument", CdaWriter.Namespace)).Single();
        Assert.Equal(Oids.Of(id), (string?)parent.Element(XName.Get("id", CdaWriter.Namespace))!.Attribute("root"));
    }

    private async Task<(string, string)> BlockedAsync(Guid id)
    {
        var state = await api.UntilAsync(id, "Dmp", "Blocked");
        return (state["reasonCode"]!.GetValue<string>(), state["reason"]!.GetValue<string>());
    }
}
