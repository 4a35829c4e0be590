using System.Net;
using System.Net.Http.Json;
using Contracts.Audit;
using Contracts.Documents;
using Contracts.Identity;
using Documents.Tests.Api;
using Documents.Tests.Liaison;
using Documents.Transmissions;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Transmissions;

public sealed class SendingTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task SetPolicyAsync(string type, string channel, string mode, params string[] recipients) => SetPolicyAsync(Demo.Brume, type, channel, mode, recipients);

    private async Task SetPolicyAsync(Guid tenant, string type, string channel, string mode, string[] recipients) =>
        await OkAsync(await api.As(tenant, Demo.Vasseur).PutAsJsonAsync("/transmission-policies", new { typeCode = type, channel, mode, recipients }, Ct));

    private async Task<Guid> PdfAsync(string type)
    {
        var body = new { usagerId = api.NewPerson(), typeCode = type, content = new { title = "Compte rendu", pdf = Convert.ToBase64String("%PDF-1.4 essai"u8.ToArray()) } };
        return Id(await OkAsync(await api.Doctor.PostAsJsonAsync("/documents", body, Ct)));
    }

    [Fact]
    [Trait("Seed", "S2-54")]
    public async Task Three_ticks_make_three_jobs_that_know_nothing_of_each_other()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        api.Dmp.Mood = DmpMood.Down;
        try
        {
            var jobs = (await api.SendAsync(id, "Dmp", "Mssante", "Citizen")).AsArray();

            Assert.Equal(["Dmp", "Mssante", "Citizen"], jobs.Select(j => j!["channel"]!.GetValue<string>()));
            Assert.Equal(3, jobs.Select(j => j!["id"]!.GetValue<Guid>()).Distinct().Count());
            await api.UntilAsync(id, "Dmp", t => t["reasonCode"]!.GetValue<string>() == "dmp-unavailable");
            foreach (var channel in new[] { "mssante", "citizen" })
            {
                var asked = (await api.WaitForAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>() is var r && r.DocumentId == id && r.Channel == channel)).As<TransmissionRequested>();
                Assert.Equal(channel == "mssante" ? ["urgences@ch-montclair.mssante.fr"] : [], asked.RecipientAddresses);
                Assert.Equal(Demo.SaulesBlancs, asked.EstablishmentId);
            }
        }
        finally
        {
            api.Dmp.Mood = DmpMood.Up;
        }
    }

    [Fact]
    public async Task The_same_tick_twice_makes_one_job()
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        await api.SendAsync(id, "Mssante", "Citizen");
        await api.SendAsync(id, "Citizen", "Mssante");

        Assert.Equal(2, (await api.MatrixAsync(id)).Count);
        await api.WaitForAsync(TransmissionRequested.Topic, _ => Asked() >= 2);
        Assert.Equal(2, Asked());

        int Asked() => api.Published.Count(e => e.Topic == TransmissionRequested.Topic && e.As<TransmissionRequested>().DocumentId == id);
    }

    [Fact]
    [Trait("Seed", "S2-31")]
    public async Task An_emergency_document_is_proposed_to_the_DMP_and_to_the_hospital_at_once()
    {
        var view = await api.DraftedAsync(api.NewPerson());

        var ticked = view["channels"]!.AsArray().Where(c => c!["preselected"]!.GetValue<bool>()).Select(c => c!["channel"]!.GetValue<string>()).ToArray();
        Assert.Equal(["Dmp", "Mssante", "Citizen"], ticked);
        await OkAsync(await api.Doctor.PostAsync($"/documents/{Id(view)}/validate", null, Ct));
        await api.SendAsync(Id(view), ticked);

        await api.UntilAsync(Id(view), "Dmp", "Delivered");
        var asked = await api.WaitForAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>() is { Channel: "mssante" } r && r.DocumentId == Id(view));
        Assert.Equal(["urgences@ch-montclair.mssante.fr"], asked.As<TransmissionRequested>().RecipientAddresses);
    }

    [Fact]
    [Trait("Seed", "S2-29")]
    public async Task A_type_that_is_switched_off_is_neither_sent_nor_proposed()
    {
        await SetPolicyAsync("11488-4", "Dmp", "Automatic");
        var before = await OkAsync(await api.Doctor.GetAsync($"/documents/{await PdfAsync("11488-4")}", Ct));
        Assert.Contains("Dmp", before["channels"]!.AsArray().Select(c => c!["channel"]!.GetValue<string>()));
        await SetPolicyAsync("11488-4", "Dmp", "Off");

        var id = await PdfAsync("11488-4");
        var view = await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/validate", null, Ct));

        Assert.DoesNotContain("Dmp", view["channels"]!.AsArray().Select(c => c!["channel"]!.GetValue<string>()));
        await RefusedAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Dmp" } }, Ct), HttpStatusCode.Conflict, "channel-off");
        Assert.Empty(await api.MatrixAsync(id));
    }

    [Fact]
    [Trait("Seed", "S2-45")]
    public async Task What_the_house_has_set_to_automatic_leaves_on_validation_without_a_click()
    {
        await SetPolicyAsync("34133-9", "Dmp", "Automatic");
        await SetPolicyAsync("34133-9", "Mssante", "Automatic", "admissions@ch-montclair.mssante.fr");
        var id = await PdfAsync("34133-9");

        await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/validate", null, Ct));

        Assert.True((await api.UntilAsync(id, "Dmp", "Delivered"))["automatic"]!.GetValue<bool>());
        Assert.Equal("admissions@ch-montclair.mssante.fr", (await api.WaitForAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>().DocumentId == id)).As<TransmissionRequested>().RecipientAddresses.Single());
        Assert.Equal(2, (await api.MatrixAsync(id)).Count);
    }

    [Fact]
    public async Task The_policy_of_a_unit_goes_before_that_of_the_house()
    {
        var unit = Guid.CreateVersion7();
        await SetPolicyAsync("11506-3", "Citizen", "Off");
        await OkAsync(await api.Doctor.PutAsJsonAsync("/transmission-policies", new { typeCode = "11506-3", channel = "Citizen", mode = "Preselected", unitId = unit }, Ct));
        var body = new { usagerId = api.NewPerson(), typeCode = "11506-3", unitId = unit, content = new { pdf = Convert.ToBase64String("%PDF-1.4"u8.ToArray()) } };

        var view = await OkAsync(await api.Doctor.PostAsJsonAsync("/documents", body, Ct));

        Assert.Contains(view["channels"]!.AsArray(), c => c!["channel"]!.GetValue<string>() == "Citizen" && c["preselected"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("99999-9", "Dmp", "Proposed", "document-type")]
    [InlineData("51851-4", "Dmp", "Proposed", "policy-dmp")]
    [InlineData("11488-4", "Mssante", "Automatic", "policy-recipients")]
    public async Task A_policy_that_cannot_be_carried_out_is_refused(string type, string channel, string mode, string code) =>
        await RefusedAsync(await api.Doctor.PutAsJsonAsync("/transmission-policies", new { typeCode = type, channel, mode }, Ct), HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Another_tenant_keeps_its_own_policies()
    {
        await SetPolicyAsync("18776-5", "Citizen", "Off");

        Assert.DoesNotContain((await OkAsync(await api.As(Demo.Rivieres, Demo.Vasseur).GetAsync("/transmission-policies", Ct))).AsArray(), p => p!["typeCode"]!.GetValue<string>() == "18776-5");
    }

    [Theory]
    [InlineData("quelquun@gmail.com", "recipient-address")]
    [InlineData("a@b@c.mssante.fr", "recipient-address")]
    [InlineData("x\r\nBcc: y@z.mssante.fr", "recipient-address")]
    [InlineData("236066322083656@patient.mssante.fr", "recipient-citizen")]
    public async Task An_address_outside_the_space_of_trust_is_refused(string address, string code)
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        await RefusedAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Mssante" }, recipients = new[] { address } }, Ct), HttpStatusCode.BadRequest, code);
        Assert.Empty(await api.MatrixAsync(id));
    }

    [Fact]
    public async Task What_is_hidden_from_the_person_never_goes_to_her()
    {
        var id = await api.ValidatedAsync(api.NewPerson(), new { hiddenFromProfessionals = false, hiddenFromPerson = true, hiddenFromRepresentatives = false });

        await RefusedAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "Citizen" } }, Ct), HttpStatusCode.Conflict, "sending-matrix");
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");
    }

    [Theory]
    [InlineData(true, false, false, new[] { Channel.Citizen })]
    [InlineData(false, true, false, new[] { Channel.Dmp, Channel.Mssante })]
    [InlineData(false, false, true, new[] { Channel.Citizen })]
    [InlineData(false, false, false, new[] { Channel.Dmp, Channel.Mssante, Channel.Citizen })]
    [InlineData(true, true, false, new Channel[0])]
    public void The_national_table_says_which_channels_a_visibility_leaves_open(bool professionals, bool person, bool representatives, Channel[] open) =>
        Assert.Equal(open, Enum.GetValues<Channel>().Where(c => SendingMatrix.Fault(new(professionals, person, representatives), c) is null));

    [Fact]
    public async Task An_opposition_blocks_its_channel_and_no_other()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.Channel == "citizen" ? "DENY_OPPOSITION" : null;

        await api.SendAsync(id, "Mssante", "Citizen");

        var jobs = await api.MatrixAsync(id);
        Assert.Equal("Blocked", jobs.Single(j => j["channel"]!.GetValue<string>() == "Citizen")["status"]!.GetValue<string>());
        Assert.Equal("Sending", jobs.Single(j => j["channel"]!.GetValue<string>() == "Mssante")["status"]!.GetValue<string>());
        Assert.DoesNotContain(api.Published, e => e.Topic == TransmissionRequested.Topic && e.As<TransmissionRequested>() is { Channel: "citizen" } r && r.DocumentId == id);
    }

    [Fact]
    public async Task A_professional_who_may_not_send_is_told_so_and_nothing_is_queued()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        api.Consent.Refuse = r => r is { Action: "S", Category: "DMP" } && r.SituationId == Demo.Montagne.ToString() ? "DENY_PROFILE" : null;

        await RefusedAsync(await api.Nurse.PostAsJsonAsync($"/documents/{id}/transmissions", new { channels = new[] { "citizen", "dmp" } }, Ct), HttpStatusCode.Forbidden, "sending-not-allowed");

        Assert.Empty(await api.MatrixAsync(id));
        await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "document.send", Outcome: "refused", ReasonCode: "DENY_PROFILE" } a && a.SubjectId == id.ToString());
        Assert.DoesNotContain(api.Published, e => e.Topic == TransmissionRequested.Topic && e.As<TransmissionRequested>().DocumentId == id);
    }

    [Fact]
    public async Task Cancelling_stops_what_has_not_left()
    {
        var id = await api.ValidatedAsync(api.NewPerson("RECUP"));
        await api.SendAsync(id, "Dmp", "Mssante");

        await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/cancel", null, Ct));

        Assert.All(await api.MatrixAsync(id), t => Assert.Equal(("Blocked", "document-cancelled"), (t["status"]!.GetValue<string>(), t["reasonCode"]!.GetValue<string>())));
        await RefusedAsync(await api.Doctor.PostAsync($"/documents/{id}/transmissions/{(await api.MatrixAsync(id))[0]["id"]}/retry", null, Ct), HttpStatusCode.Conflict, "document-not-final");
    }

    [Fact]
    public async Task The_board_leaves_out_whom_the_asker_may_not_see_before_it_counts()
    {
        var (seen, unseen) = (api.NewPerson("RECUP"), api.NewPerson("RECUP"));
        foreach (var person in new[] { seen, unseen }) await api.SendAsync(await api.ValidatedAsync(person), "Dmp");
        api.Consent.Refuse = r => r.UsagerId == unseen.ToString() && r.SituationId == Demo.Montagne.ToString() ? "DENY_RELATION" : null;

        var board = await OkAsync(await api.Nurse.GetAsync("/outbox?pending=true", Ct));

        var people = board["lines"]!.AsArray().Select(l => l!["transmission"]!["usagerId"]!.GetValue<Guid>()).ToList();
        Assert.Contains(seen, people);
        Assert.DoesNotContain(unseen, people);
        Assert.Equal(people.Count, board["pending"]!.GetValue<int>());
        Assert.Empty((await OkAsync(await api.As(Demo.Rivieres).GetAsync("/outbox", Ct)))["lines"]!.AsArray());
    }
}
