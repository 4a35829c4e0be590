using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Messaging;
using Messaging.Tests;
using Sandbox.Tests.Mail;
using Testing;
using Xunit;

namespace Interop.TeamMail;

/// <summary>The whole exchange on two operators nobody here wrote: reports or none, certificate or password.</summary>
public sealed class OnSandboxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Seed", "S2-33"), Trait("Seed", "S2-36")]
    [InlineData("alpha", "delivered")]
    [InlineData("beta", "sent")]
    public async Task A_document_sent_to_the_hospital_is_known_to_be_received_and_read(string name, string before)
    {
        await using var api = await OnSandbox.StartAsync(name);
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var stored = Assert.Single(await api.Sandbox.WaitAsync(MailSandbox.Urgences, 1));
        await api.WaitForStateAsync(fact.DocumentId, before);

        await api.Sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{stored.GetProperty("id").GetString()}/read");

        await api.WaitForStateAsync(fact.DocumentId, "read");
        Assert.Equal(fact.TransmissionId, (await api.WaitForAsync(MessageRead.Topic)).As<MessageRead>().TransmissionId);
    }

    [Theory, Trait("Seed", "S2-33"), Trait("Seed", "S2-37"), Trait("Seed", "S2-38"), Trait("Seed", "S2-56")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task The_citizen_reads_and_replies_until_the_team_closes(string name)
    {
        await using var api = await OnSandbox.StartAsync(name);
        var fact = await api.RequestAsync("citizen");
        var stored = Assert.Single(await api.Sandbox.WaitAsync(MailSandbox.Citizen, 1)).GetProperty("message").GetProperty("id").GetString();

        await api.Sandbox.PostAsync($"/control/mes/messages/{stored}/read");
        Assert.True((await api.WaitForStateAsync(fact.DocumentId, "read")).GetProperty("confirmedByPerson").GetBoolean());
        await api.Sandbox.PostAsync($"/control/mes/messages/{stored}/reply", new { text = "Merci, à demain." });

        var received = (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>();
        Assert.Equal((MessagingApi.Catarina, "citizen"), (received.UsagerId, received.Origin));
        Assert.Contains("Merci, à demain.", (await api.GetAsync($"/threads/{received.ThreadId}")).ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await api.As(Demo.Brume).PostAsJsonAsync($"/threads/{received.ThreadId}/close", new { reason = "Fin du suivi" }, Ct)).StatusCode);
        await api.Sandbox.WaitAsync(MailSandbox.Citizen, 2);
        var refused = await api.Sandbox.Control.PostAsJsonAsync($"/control/mes/messages/{stored}/reply", new { text = "Encore" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await api.Sandbox.PostAsync($"/control/mes/messages/{stored}/reply", new { text = "Encore", force = true });
        await api.Sandbox.WaitAsync(MailSandbox.Citizen, 3);
        Assert.Single(api.Published, p => p.Topic == MessageReceived.Topic);
    }

    [Theory, Trait("Seed", "S2-33"), Trait("Seed", "S2-36")]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task A_mail_to_an_unknown_mailbox_alerts_the_team(string name)
    {
        await using var api = await OnSandbox.StartAsync(name);
        var asked = api.Clock.GetUtcNow();

        var fact = await api.RequestAsync(recipients: "personne@ch-montclair.mssante.fr");

        var alert = (await api.WaitForAsync(MessageFailed.Topic)).As<MessageFailed>();
        Assert.Equal((fact.TransmissionId, "unknown-mailbox"), (alert.TransmissionId, alert.ReasonCode));
        Assert.True(alert.FailedAt - asked < TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task The_capability_matrix_says_how_the_operators_differ(string name)
    {
        await using var api = await OnSandbox.StartAsync(name);

        var row = (await api.GetAsync("/operators"))[0];

        Assert.Equal((name, true, name == "alpha", true), (row.GetProperty("operator").GetString(), row.GetProperty("reachable").GetBoolean(), row.GetProperty("deliveryReports").GetBoolean(), row.GetProperty("push").GetBoolean()));
    }

    [Fact]
    public async Task A_refusal_of_integration_reaches_the_board()
    {
        await using var api = await OnSandbox.StartAsync("alpha");
        var fact = await api.RequestAsync(recipients: MessagingApi.Emergency);
        var stored = Assert.Single(await api.Sandbox.WaitAsync(MailSandbox.Urgences, 1)).GetProperty("id").GetString();

        await api.Sandbox.PostAsync($"/control/mss/mailboxes/{MailSandbox.Urgences}/messages/{stored}/integrate", new { code = 902 });

        Assert.Equal("integration-902", (await api.WaitForStateAsync(fact.DocumentId, "refused")).GetProperty("reasonCode").GetString());
    }
}
