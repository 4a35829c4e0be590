using System.Text;
using Contracts.Messaging;
using Messaging.Mail;
using Messaging.Tests.Peers;

namespace Messaging.Tests.Receiving;

/// <summary>A machine that answers proves nothing about a person.</summary>
public sealed class AutomaticMailTests
{
    [Theory]
    [InlineData("Auto-Submitted: auto-replied", true)]
    [InlineData("Auto-Submitted: auto-generated; owner-email=\"x@y.mssante.fr\"", true)]
    [InlineData("Auto-Submitted: no", false)]
    [InlineData("Auto-Submitted: No (written by hand)", false)]
    [InlineData("Auto-Submitted: notified", true)]
    [InlineData("Precedence: bulk", true)]
    [InlineData("Precedence: Auto_Reply", true)]
    [InlineData("Precedence: list", true)]
    [InlineData("Precedence: first-class", false)]
    [InlineData("X-Other: 1", false)]
    public void A_mail_says_itself_that_a_machine_wrote_it(string field, bool automatic) => Assert.Equal(automatic, AutomaticMail.Is(MailReader.Read(Encoding.UTF8.GetBytes($"From: a@b.mssante.fr\r\n{field}\r\n\r\nAbsent."))));

    [Theory]
    [InlineData("citizen", MessagingApi.Citizen, "Auto-Submitted: auto-replied")]
    [InlineData("mssante", MessagingApi.Emergency, "Precedence: bulk")]
    public async Task An_automatic_answer_is_filed_but_proves_neither_a_reading_nor_a_confirmation(string channel, string who, string field)
    {
        await using var api = await MessagingApi.StartAsync();
        var fact = channel == "citizen" ? await api.RequestAsync("citizen") : await api.RequestAsync(recipients: who);
        var mail = (await api.WaitForMailsAsync(who, 1))[0];
        await api.WaitForStateAsync(fact.DocumentId, "delivered");

        var absent = Encoding.UTF8.GetString(ReceiveMailTests.Answer(mail, who, "Je suis absent.")).Replace("In-Reply-To:", field + "\r\nIn-Reply-To:", StringComparison.Ordinal);
        api.Operator.Store.Put(MessagingApi.Team, Encoding.UTF8.GetBytes(absent));
        await api.WaitForAsync(MessageReceived.Topic);

        var line = await api.WaitForStateAsync(fact.DocumentId, "delivered");
        Assert.False(line.GetProperty("confirmedByPerson").GetBoolean());
        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Answer(mail, who, "Bien reçu."));
        await api.WaitForStateAsync(fact.DocumentId, "read");
        await api.WaitForOneAsync(MessageRead.Topic);
    }
}
