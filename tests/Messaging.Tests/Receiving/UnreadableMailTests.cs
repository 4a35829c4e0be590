using Contracts.Messaging;
using Messaging.Receiving;
using Messaging.Tests.Peers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace Messaging.Tests.Receiving;

/// <summary>No mail is lost: what could not be handled waits, what cannot be read is somebody's task.</summary>
public sealed class UnreadableMailTests
{
    private const string Good = "From: dr@medecin.mssante.fr\nMessage-ID: <bon@x>\nSubject: Bonjour\n\nBonjour";

    private static Task<MessagingApi> StartAsync(Refusing? refusing = null) => MessagingApi.StartAsync(arrange: api =>
    {
        api.Settings["National:Mss:Operators:alpha:ReopenAfter"] = "00:00:00.02";
        if (refusing is null) return;
        api.Services = services => services.ConfigureDbContext<MessagingDbContext>(options => options.AddInterceptors(refusing)).ConfigureDbContext<PostgresMessaging>(options => options.AddInterceptors(refusing));
    });

    [Fact]
    public async Task While_the_database_refuses_to_write_a_mail_waits_for_as_long_as_it_takes_and_is_then_filed()
    {
        var refusing = new Refusing(_ => new DbUpdateException("refused", new SqliteException("database or disk is full", 13)), times: 8);
        await using var api = await StartAsync(refusing);

        api.Operator.Store.Put(MessagingApi.Team, ReceiveMailTests.Laboratory(ReceiveMailTests.Cda()));

        Assert.Equal(MessagingApi.Catarina, (await api.WaitForAsync(MessageReceived.Topic)).As<MessageReceived>().UsagerId);
        Assert.Equal(0, refusing.Left);
        Assert.DoesNotContain(api.Published, p => p.Topic == MessageUnreadable.Topic);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_handled_is_given_up_after_some_tries_told_to_the_team_and_holds_up_no_other()
    {
        await using var api = await StartAsync(new Refusing(mail => mail is { Kind: IncomingKind.Message, MailMessageId: "<mauvais@x>" } ? new FormatException("poison") : null, times: int.MaxValue));

        api.Operator.Store.Put(MessagingApi.Team, Good.Replace("bon@x", "mauvais@x", StringComparison.Ordinal));
        api.Operator.Store.Put(MessagingApi.Team, Good);

        Assert.Equal(("handling-failed", (Guid?)Demo.SaulesBlancs), (await UnreadableAsync(api)) is var told ? (told.ReasonCode, told.EstablishmentId) : default);
        await api.WaitForOneAsync(MessageReceived.Topic);
    }

    [Theory]
    [InlineData("mail-too-large")]
    [InlineData("mail-too-deep")]
    [InlineData("unreadable-report")]
    [InlineData("outside-trust-space")]
    [InlineData("delivery-report")]
    [InlineData("Refused")]
    public async Task A_mail_that_cannot_be_read_or_tied_to_anything_becomes_a_task_of_the_team(string reason)
    {
        await using var api = await StartAsync();

        api.Operator.Store.Put(MessagingApi.Team, Mail(reason));
        api.Operator.Store.Put(MessagingApi.Team, Good);

        Assert.Equal((reason, (Guid?)Demo.SaulesBlancs), (await UnreadableAsync(api)) is var told ? (told.ReasonCode, told.EstablishmentId) : default);
        await api.WaitForOneAsync(MessageReceived.Topic);
    }

    private static byte[] Mail(string reason) => System.Text.Encoding.UTF8.GetBytes((reason switch
    {
        "mail-too-large" => Good + new string('x', 37 * 1024 * 1024),
        "mail-too-deep" => string.Concat(Enumerable.Range(0, 12).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
        "unreadable-report" => "From: a@b.mssante.fr\nContent-Type: multipart/report; report-type=delivery-status\n\nillisible",
        "outside-trust-space" => "From: jean@exemple.fr\nMessage-ID: <dehors@x>\n\nhors de l'espace de confiance",
        "delivery-report" => "From: MAILER-DAEMON@x.mssante.fr\nSubject: Undelivered Mail Returned to Sender\nReferences: <inconnu@x>\n\nBoîte fermée.",
        _ => "From: u@ch.mssante.fr\nSubject: =?utf-8?Q?[KO_Int=C3=A9gration_syst=C3=A8me_!][904]_XDM/1.0/DDM+DLU?=\nIn-Reply-To: <inconnu@x>\n\nx",
    }).ReplaceLineEndings("\r\n"));

    private static async Task<MessageUnreadable> UnreadableAsync(MessagingApi api) => (await api.WaitForOneAsync(MessageUnreadable.Topic)).As<MessageUnreadable>();

    /// <summary>A database that refuses to write a mail.</summary>
    private sealed class Refusing(Func<IncomingMail, Exception?> why, int times) : SaveChangesInterceptor
    {
        public int Left { get; private set; } = times;

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken ct = default)
        {
            var mail = data.Context?.ChangeTracker.Entries<IncomingMail>().FirstOrDefault(e => e.State == EntityState.Added)?.Entity;
            if (mail is null || Left == 0 || why(mail) is not { } refusal) return ValueTask.FromResult(result);
            Left--;
            throw refusal;
        }
    }
}
