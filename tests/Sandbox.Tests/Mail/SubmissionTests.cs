using System.Net.Http.Json;
using System.Text.Json;

namespace Sandbox.Tests.Mail;

public sealed class SubmissionTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private MailSandbox _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Nothing_is_accepted_in_clear()
    {
        await using var client = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);
        Assert.StartsWith("220 smtp.alpha.mssante.fr", await client.ReplyAsync(Ct));
        var hello = await client.SayAsync("EHLO test", Ct);

        Assert.Contains("STARTTLS", hello);
        Assert.DoesNotContain("AUTH", hello);
        Assert.StartsWith("530 5.7.0", await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}>", Ct));
    }

    [Fact]
    public async Task The_two_operators_offer_different_extensions()
    {
        await using var alpha = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        await using var beta = await LineClient.SubmitAsync(_sandbox.Beta, Ct);

        var alphaHello = await alpha.SayAsync("EHLO test", Ct);
        var betaHello = await beta.SayAsync("EHLO test", Ct);

        Assert.All(["PIPELINING", "DSN", "AUTH EXTERNAL", "SIZE 10485760", "8BITMIME"], word => Assert.Contains(word, alphaHello));
        Assert.All(["AUTH XOAUTH2 PLAIN", "SIZE 31457280"], word => Assert.Contains(word, betaHello));
        Assert.All(["PIPELINING", "DSN"], word => Assert.DoesNotContain(word, betaHello));
    }

    [Fact]
    public async Task A_command_slipped_in_before_the_handshake_ends_the_session()
    {
        await using var client = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);
        await client.ReplyAsync(Ct);
        await client.SayAsync("EHLO test", Ct);

        await client.SendAsync($"STARTTLS\r\nMAIL FROM:<{MailSandbox.Soins}>\r\n", Ct);

        Assert.StartsWith("220", await client.ReplyAsync(Ct));
        Assert.StartsWith("500", await client.ReplyAsync(Ct));
        Assert.Equal("", await client.ReplyAsync(Ct));
    }

    [Fact]
    public async Task Alpha_asks_for_a_certificate_of_the_trusted_authority()
    {
        await using var none = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);
        await none.ReplyAsync(Ct);
        await none.SayAsync("EHLO test", Ct);
        await none.SayAsync("STARTTLS", Ct);
        await none.TlsAsync(null, Ct);
        await none.SayAsync("EHLO test", Ct);
        Assert.StartsWith("530 5.7.0", await none.SayAsync($"MAIL FROM:<{MailSandbox.Soins}>", Ct));

        var stranger = SandboxApi.AnotherAuthority();
        await using var foreign = await LineClient.ConnectAsync(_sandbox.Alpha.SmtpPort, Ct);
        await foreign.ReplyAsync(Ct);
        await foreign.SayAsync("EHLO test", Ct);
        await foreign.SayAsync("STARTTLS", Ct);
        await foreign.TlsAsync(LineClient.Read(stranger.Issue("ehpad", "CN=ehpad")), Ct);
        Assert.Equal("", await foreign.SayAsync("EHLO test", Ct));
    }

    [Fact]
    public async Task Beta_opens_a_mailbox_to_the_token_of_one_of_its_holders()
    {
        var token = (await new PscLogin(_sandbox.Api).SignInAsync("899900000029")).GetProperty("access_token").GetString()!;
        await using var client = await LineClient.SubmitAsync(_sandbox.Beta, Ct);

        Assert.StartsWith("235 2.7.0", await client.SayAsync("AUTH XOAUTH2 " + LineClient.XOAuth2(MailSandbox.Soins, token), Ct));
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences), Ct));
    }

    [Fact]
    public async Task A_token_opens_neither_the_mailbox_of_others_nor_anything_once_it_has_expired()
    {
        var token = (await new PscLogin(_sandbox.Api).SignInAsync("899900000029")).GetProperty("access_token").GetString()!;
        await using var client = await LineClient.SubmitAsync(_sandbox.Beta, Ct);

        Assert.StartsWith("334", await client.SayAsync("AUTH XOAUTH2 " + LineClient.XOAuth2("soins@pre-fleuri.troisrivieres.mssante.fr", token), Ct));
        Assert.StartsWith("535 5.7.8", await client.SayAsync("", Ct));
        _sandbox.Api.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.StartsWith("334", await client.SayAsync("AUTH XOAUTH2 " + LineClient.XOAuth2(MailSandbox.Soins, token), Ct));
        Assert.StartsWith("535 5.7.8", await client.SayAsync("", Ct));
        Assert.StartsWith("530", await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}>", Ct));
    }

    [Fact]
    public async Task Nobody_writes_in_the_name_of_another_mailbox()
    {
        await using var client = await LineClient.BetaAsync(_sandbox, Ct);

        Assert.StartsWith("553 5.7.1", await client.SayAsync($"MAIL FROM:<{MailSandbox.Urgences}>", Ct));
        var forged = Letters.Plain(MailSandbox.Urgences).Replace(MailSandbox.Soins, "luc.ferrand@medecin.mssante.fr", StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, forged, Ct));
        Assert.Empty((await _sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());
    }

    [Theory]
    [InlineData("quelquun@laposte.net", "550 5.7.1")]
    [InlineData("quelquun@fauxmssante.fr", "550 5.7.1")]
    [InlineData("personne@ch-montclair.mssante.fr", "550 5.1.1")]
    [InlineData(MailSandbox.Urgences, "250 2.1.5")]
    public async Task Mail_stays_inside_the_trust_space(string recipient, string expected)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}>", Ct);

        Assert.StartsWith(expected, await client.SayAsync($"RCPT TO:<{recipient}>", Ct));
    }

    [Fact]
    public async Task A_pipelined_group_is_answered_in_order()
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);

        await client.SendAsync($"MAIL FROM:<{MailSandbox.Soins}>\r\nRCPT TO:<inconnu@ch-montclair.mssante.fr>\r\nRCPT TO:<{MailSandbox.Urgences}>\r\nDATA\r\n", Ct);

        Assert.StartsWith("250", await client.ReplyAsync(Ct));
        Assert.StartsWith("550", await client.ReplyAsync(Ct));
        Assert.StartsWith("250", await client.ReplyAsync(Ct));
        Assert.StartsWith("354", await client.ReplyAsync(Ct));
        await client.SendAsync(Letters.Plain(MailSandbox.Urgences, text: "..point") + "\r\n.\r\nNOOP\r\n", Ct);
        Assert.StartsWith("250 2.0.0 OK queued", await client.ReplyAsync(Ct));
        Assert.StartsWith("250", await client.ReplyAsync(Ct));
        var arrived = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        Assert.Equal(".point", arrived.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r\n.\r")]
    public async Task A_mail_smuggled_behind_a_false_end_is_refused_whole(string falseEnd)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        var smuggled = $"MAIL FROM:<{MailSandbox.Soins}>\r\nRCPT TO:<{MailSandbox.Urgences}>\r\nDATA\r\n{Letters.Plain(MailSandbox.Urgences, "Faux")}";

        var reply = await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences) + falseEnd + smuggled, Ct);

        Assert.StartsWith("554 5.6.0", reply);
        Assert.StartsWith("250", await client.SayAsync("NOOP", Ct));
        Assert.Empty((await _sandbox.InboxAsync(MailSandbox.Urgences)).EnumerateArray());
    }

    [Fact]
    public async Task A_command_with_a_bare_line_feed_ends_the_session()
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);

        await client.SendAsync("NOOP\nNOOP\r\n", Ct);

        Assert.StartsWith("500 5.5.2", await client.ReplyAsync(Ct));
        Assert.Equal("", await client.ReplyAsync(Ct));
    }

    [Fact]
    public async Task A_mail_over_the_limit_is_refused_before_and_after()
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        Assert.StartsWith("552 5.3.4", await client.SayAsync($"MAIL FROM:<{MailSandbox.Soins}> SIZE=10485761", Ct));

        var line = new string('x', 900) + "\r\n";
        var large = Letters.Plain(MailSandbox.Urgences) + "\r\n" + string.Concat(Enumerable.Repeat(line, 12000));
        Assert.StartsWith("552 5.3.4", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, large, Ct));
    }

    [Theory]
    [InlineData("MAIL FROM:<{0}> RET=ALL", "501")]
    [InlineData("MAIL FROM:<{0}> ENVID=a+2", "501")]
    [InlineData("MAIL FROM:<{0}> RET=FULL RET=HDRS", "501")]
    [InlineData("MAIL FROM:<{0}> SMTPUTF8", "555")]
    [InlineData("MAIL FROM: <{0}>", "501")]
    [InlineData("MAIL FROM:<{0}> BODY=8BITMIME RET=HDRS ENVID=QQ+2B1", "250")]
    public async Task Parameters_are_read_strictly(string command, string expected)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);

        Assert.StartsWith(expected, await client.SayAsync(string.Format(command, MailSandbox.Soins), Ct));
    }

    [Fact]
    public async Task Eight_bit_text_needs_the_parameter_that_announces_it()
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        var letter = Letters.Plain(MailSandbox.Urgences, text: "\u00c3\u00a9t\u00c3\u00a9");

        Assert.StartsWith("554 5.6.1", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, letter, Ct));
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, letter, Ct, " BODY=8BITMIME"));
        var arrived = Assert.Single(await _sandbox.WaitAsync(MailSandbox.Urgences, 1));
        Assert.Equal("été", arrived.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/mail")]
    public async Task The_pages_run_only_their_own_script(string path)
    {
        var reply = await _sandbox.Control.GetAsync(path, Ct);

        var nonce = reply.Headers.GetValues("Content-Security-Policy").Single().Split("script-src 'nonce-")[1].Split('\'')[0];
        Assert.Contains($"<script nonce=\"{nonce}\">", await reply.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_control_page_refuses_a_citizen_address_in_a_url()
    {
        var reply = await _sandbox.Control.GetAsync($"/control/mss/mailboxes/{MailSandbox.Citizen}/messages", Ct);

        Assert.Equal(404, (int)reply.StatusCode);
        Assert.Equal("mailbox-unknown", (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }
}
