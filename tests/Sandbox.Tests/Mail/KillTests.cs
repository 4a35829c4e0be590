using Sandbox.Mail.Operators;

namespace Sandbox.Tests.Mail;

public sealed class KillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_accepted_before_a_kill_is_delivered_and_reported_once()
    {
        await using var sandbox = new KilledSandbox();
        await sandbox.StartAsync();
        var random = new Random(2026);
        var accepted = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await SubmitThenKillAsync(sandbox, accepted, random.Next(5, 20));
            await sandbox.StartAsync();
        }

        await using var reader = await ReaderAsync(sandbox);
        var delivered = await ReportedAsync(reader, accepted.Count);

        Assert.Equal(accepted.Order(), delivered.Where(accepted.Contains).Order());
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
    }

    // The sandbox dies right after the last 250, while it still delivers and reports.
    private static async Task SubmitThenKillAsync(KilledSandbox sandbox, List<string> accepted, int count)
    {
        await using var client = await LineClient.SubmitAsync(Alpha(sandbox), Ct);
        for (var i = 0; i < count; i++)
        {
            var id = $"lettre-{accepted.Count}";
            var reply = await client.DataAsync(MailSandbox.Soins, MailSandbox.Urgences, Letters.Plain(MailSandbox.Urgences, id: $"<{id}@test>"), Ct, " ENVID=" + id, " NOTIFY=SUCCESS");
            Assert.StartsWith("250", reply);
            accepted.Add(id);
        }

        await sandbox.KillAsync();
    }

    private static async Task<LineClient> ReaderAsync(KilledSandbox sandbox)
    {
        var reader = await LineClient.ReadAsync(Alpha(sandbox), Ct);
        await reader.AskAsync("a", "AUTHENTICATE EXTERNAL " + LineClient.Base64(MailSandbox.Soins), Ct);
        return reader;
    }

    // Waits by IDLE until every report is there, then gives the envelope identifiers they name.
    private static async Task<List<string>> ReportedAsync(LineClient reader, int expected)
    {
        var selected = await reader.AskAsync("s", "SELECT INBOX", Ct);
        var count = Exists(selected);
        if (count < expected)
        {
            await reader.SendAsync("i IDLE\r\n", Ct);
            while (count < expected) count = Math.Max(count, Exists(await reader.LineAsync(Ct) ?? throw new EndOfStreamException()));
            await reader.SendAsync("DONE\r\n", Ct);
            await reader.UntilAsync("i ", Ct);
        }

        var reports = await reader.AskAsync("f", "FETCH 1:* BODY.PEEK[2]", Ct);
        return [.. reports.Split("\r\n").Where(line => line.StartsWith("Original-Envelope-Id: ", StringComparison.Ordinal)).Select(line => line["Original-Envelope-Id: ".Length..])];
    }

    private static int Exists(string answer) => answer.Split("\r\n")
        .Where(line => line.StartsWith("* ", StringComparison.Ordinal) && line.EndsWith(" EXISTS", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ')[1])).DefaultIfEmpty(0).Last();

    private static Operator Alpha(KilledSandbox sandbox)
    {
        var settings = new OperatorSettings { SmtpPort = sandbox.SmtpPort, ImapPort = sandbox.ImapPort, MutualTls = true };
        return new Operator("alpha", settings);
    }
}
