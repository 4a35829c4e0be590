namespace Sandbox.Tests.Mail;

public sealed class ReadingTests : IAsyncLifetime
{
    private MailSandbox _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await MailSandbox.StartAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Nobody_logs_in_without_tls_nor_without_a_right()
    {
        await using var clear = await LineClient.ConnectAsync(_sandbox.Beta.ImapPort, Ct);
        Assert.Contains("STARTTLS LOGINDISABLED", await clear.LineAsync(Ct));
        Assert.Contains("a NO [PRIVACYREQUIRED]", await clear.AskAsync("a", $"LOGIN {MailSandbox.Soins} \"{MailSandbox.Password}\"", Ct));

        await using var client = await LineClient.ReadAsync(_sandbox.Beta, Ct);
        Assert.Contains("a NO [AUTHENTICATIONFAILED]", await client.AskAsync("a", $"LOGIN {MailSandbox.Soins} faux", Ct));
        Assert.Contains("b BAD", await client.AskAsync("b", "SELECT INBOX", Ct));
        Assert.Contains("c OK [CAPABILITY", await client.AskAsync("c", $"LOGIN {MailSandbox.Soins} \"{MailSandbox.Password}\"", Ct));
    }

    [Fact]
    public async Task The_structure_certificate_opens_its_mailbox_at_alpha()
    {
        await using var client = await LineClient.ReadAsync(_sandbox.Alpha, Ct);
        Assert.Contains("AUTH=EXTERNAL LOGINDISABLED", await client.AskAsync("a", "CAPABILITY", Ct));

        Assert.Contains("b OK", await client.AskAsync("b", "AUTHENTICATE EXTERNAL " + LineClient.Base64(MailSandbox.Soins), Ct));

        Assert.Contains("c OK [READ-WRITE]", await client.AskAsync("c", "SELECT INBOX", Ct));
    }

    [Fact]
    public async Task Beta_asks_for_the_token_after_a_continuation()
    {
        var token = (await new PscLogin(_sandbox.Api).SignInAsync("899900000029")).GetProperty("access_token").GetString()!;
        await using var client = await LineClient.ReadAsync(_sandbox.Beta, Ct);
        Assert.Contains("a BAD", await client.AskAsync("a", "AUTHENTICATE XOAUTH2 " + LineClient.XOAuth2(MailSandbox.Soins, token), Ct));

        await client.SendAsync("b AUTHENTICATE XOAUTH2\r\n", Ct);
        Assert.Equal("+ ", await client.LineAsync(Ct));
        await client.SendAsync(LineClient.XOAuth2(MailSandbox.Soins, token) + "\r\n", Ct);

        Assert.Contains("b OK", await client.UntilAsync("b ", Ct));
    }

    [Fact]
    public async Task A_mail_is_fetched_byte_for_byte_and_in_pieces()
    {
        var letter = Letters.Plain(MailSandbox.Urgences, text: "ligne 1\r\n..ligne 2\r\n");
        await SendAsync(letter);
        await using var client = await OpenAsync();

        var whole = await client.AskAsync("a", "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])", Ct);

        Assert.Contains("FLAGS ()", whole);
        Assert.Contains($"Return-Path: <{MailSandbox.Soins}>\r\nReceived: from test by", whole);
        Assert.Contains(letter.Replace("..ligne", ".ligne", StringComparison.Ordinal), whole);
        Assert.Contains("BODY[TEXT]<3> {5}\r\nne 1\r", await client.AskAsync("b", "UID FETCH 1 (BODY.PEEK[TEXT]<3.5>)", Ct));
        var headers = await client.AskAsync("c", "FETCH 1 (BODY.PEEK[HEADER.FIELDS (Subject Message-ID)])", Ct);
        Assert.Contains($"Subject: Bonjour\r\nMessage-ID: {Letters.Id}\r\n\r\n)", headers);
        Assert.DoesNotContain("From:", headers);
    }

    [Fact]
    public async Task Reading_the_body_marks_the_mail_seen_but_not_when_examining()
    {
        await SendAsync(Letters.Plain(MailSandbox.Urgences));
        await using var client = await OpenAsync("EXAMINE INBOX");
        await client.AskAsync("a", "FETCH 1 BODY[]", Ct);
        Assert.Contains("* SEARCH 1\r\n", await client.AskAsync("b", "SEARCH UNSEEN", Ct));

        await client.AskAsync("c", "SELECT INBOX", Ct);
        Assert.Contains("FLAGS (\\Seen)", await client.AskAsync("d", "FETCH 1 BODY[]", Ct));
        Assert.Contains("* SEARCH\r\n", await client.AskAsync("e", "UID SEARCH UNSEEN", Ct));
    }

    [Theory]
    [InlineData("UID SEARCH ALL", "1 2 3")]
    [InlineData("UID SEARCH UID 2:*", "2 3")]
    [InlineData("UID SEARCH UID 4:*", "3")]
    [InlineData("UID SEARCH HEADER Message-ID <lettre-2@test>", "2")]
    [InlineData("UID SEARCH SUBJECT \"Lettre 3\"", "3")]
    [InlineData("UID SEARCH NOT SUBJECT \"Lettre 3\" LARGER 10", "1 2")]
    [InlineData("UID SEARCH OR SUBJECT \"Lettre 1\" (UID 3 UNSEEN)", "1 3")]
    [InlineData("UID SEARCH FROM soins@ SINCE 20-Nov-2026 SENTON 21-Nov-2026", "1 2 3")]
    [InlineData("SEARCH 2,3 UNFLAGGED", "2 3")]
    public async Task Mails_are_found(string search, string expected)
    {
        for (var i = 1; i <= 3; i++) await SendAsync(Letters.Plain(MailSandbox.Urgences, "Lettre " + i, id: $"<lettre-{i}@test>"), i);
        await using var client = await OpenAsync();

        Assert.Contains($"* SEARCH {expected}\r\n", await client.AskAsync("a", search, Ct));
    }

    [Fact]
    public async Task Flags_are_kept_and_a_removed_uid_never_returns()
    {
        await SendAsync(Letters.Plain(MailSandbox.Urgences));
        await SendAsync(Letters.Plain(MailSandbox.Urgences), 2);
        await using (var client = await OpenAsync())
        {
            Assert.Contains("* 2 FETCH (UID 2 FLAGS (\\Deleted traite))", await client.AskAsync("a", "UID STORE 2 +FLAGS (\\Deleted traite)", Ct));
            Assert.Contains("* 2 EXPUNGE", await client.AskAsync("b", "EXPUNGE", Ct));
        }

        await SendAsync(Letters.Plain(MailSandbox.Urgences), 2);
        await using var later = await OpenAsync();
        Assert.Contains("* SEARCH 1 3\r\n", await later.AskAsync("a", "UID SEARCH ALL", Ct));
    }

    [Fact]
    public async Task Only_the_chosen_uids_are_expunged_at_alpha()
    {
        await using var client = await LineClient.ReadAsync(_sandbox.Alpha, Ct);
        for (var i = 1; i <= 2; i++) await ReportAsync(i);
        await client.AskAsync("a", "AUTHENTICATE EXTERNAL " + LineClient.Base64(MailSandbox.Soins), Ct);
        await client.AskAsync("b", "SELECT INBOX", Ct);
        await client.AskAsync("c", "STORE 1:2 +FLAGS.SILENT (\\Deleted)", Ct);

        Assert.Contains("* 1 EXPUNGE", await client.AskAsync("d", "UID EXPUNGE 1", Ct));

        Assert.Contains("* SEARCH 2\r\n", await client.AskAsync("e", "UID SEARCH DELETED", Ct));
    }

    [Fact]
    public async Task An_idle_reader_hears_of_a_mail_at_once()
    {
        await using var client = await OpenAsync();
        await client.SendAsync("a IDLE\r\n", Ct);
        Assert.Equal("+ idling", await client.LineAsync(Ct));

        await SendAsync(Letters.Plain(MailSandbox.Urgences));

        Assert.Equal("* 1 EXISTS", await client.LineAsync(Ct));
        await client.SendAsync("DONE\r\n", Ct);
        Assert.Contains("a OK", await client.UntilAsync("a ", Ct));
    }

    [Fact]
    public async Task The_operator_keeps_what_it_accepted_in_the_sent_folder()
    {
        await SendAsync(Letters.Plain(MailSandbox.Urgences));
        await using var client = await LineClient.ReadAsync(_sandbox.Beta, Ct);
        await client.AskAsync("a", $"LOGIN {MailSandbox.Soins} \"{MailSandbox.Password}\"", Ct);

        Assert.Contains("(\\HasNoChildren \\Sent) \"/\" Sent", await client.AskAsync("b", "LIST \"\" *", Ct));
        await client.AskAsync("c", "SELECT Sent", Ct);
        Assert.Contains("* SEARCH 1\r\n", await client.AskAsync("d", $"UID SEARCH HEADER Message-ID {Letters.Id}", Ct));
    }

    [Fact]
    public async Task A_structured_mail_is_described_part_by_part()
    {
        const string Part = "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour\r\n--x\r\nContent-Type: application/zip; name=\"IHE_XDM.ZIP\"\r\n"
            + "Content-Disposition: attachment; filename=\"IHE_XDM.ZIP\"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEs=\r\n--x--\r\n";
        await SendAsync($"From: <{MailSandbox.Soins}>\r\nTo: <{MailSandbox.Urgences}>\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{Part}");
        await using var client = await OpenAsync();

        var structure = await client.AskAsync("a", "FETCH 1 (ENVELOPE BODYSTRUCTURE BODY.PEEK[1] BODY.PEEK[2])", Ct);

        Assert.Contains("((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 7 0 NIL NIL NIL NIL)", structure);
        Assert.Contains("(\"application\" \"zip\" (\"name\" \"IHE_XDM.ZIP\") NIL NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"IHE_XDM.ZIP\")) NIL NIL) \"mixed\"", structure);
        Assert.Contains("((NIL NIL \"urgences\" \"ch-montclair.mssante.fr\"))", structure);
        Assert.Contains("BODY[1] {7}\r\nBonjour BODY[2] {4}\r\nUEs=", structure);
    }

    [Fact]
    public async Task A_literal_carries_what_quotes_cannot()
    {
        await using var client = await LineClient.ReadAsync(_sandbox.Beta, Ct);
        await client.SendAsync($"a LOGIN {MailSandbox.Soins} {{{MailSandbox.Password.Length}}}\r\n", Ct);
        Assert.Equal("+ Ready", await client.LineAsync(Ct));

        Assert.Contains("a OK", await client.AskAfterAsync(MailSandbox.Password + "\r\n", "a ", Ct));
        Assert.Contains("b BAD", await client.AskAsync("b", "SELECT (INBOX", Ct));
    }

    private async Task SendAsync(string letter, int total = 1)
    {
        await using var client = await LineClient.BetaAsync(_sandbox, Ct);
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, letter, Ct));
        await _sandbox.WaitAsync(MailSandbox.Urgences, total);
    }

    private async Task ReportAsync(int total)
    {
        await using var client = await LineClient.SubmitAsync(_sandbox.Alpha, Ct);
        Assert.StartsWith("250", await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences), Ct, "", " NOTIFY=SUCCESS"));
        await _sandbox.WaitAsync(MailSandbox.Soins, total);
    }

    private async Task<LineClient> OpenAsync(string select = "SELECT INBOX")
    {
        var client = await LineClient.ReadAsync(_sandbox.Beta, Ct);
        await client.AskAsync("l", $"LOGIN {MailSandbox.Urgences} \"{MailSandbox.Password}\"", Ct);
        Assert.Contains("s OK", await client.AskAsync("s", select, Ct));
        return client;
    }
}
