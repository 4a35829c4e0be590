using System.Globalization;
using System.Text;
using Messaging.Mail;

namespace Messaging.Tests.Peers;

/// <summary>One reading session: the commands our reader uses, nothing more.</summary>
internal sealed class ImapPeer(PeerLine line, TestOperator home)
{
    private string _user = "";
    private string _folder = "INBOX";
    private int _told;

    public async Task RunAsync()
    {
        await line.SayAsync("* OK pret");
        while (await line.LineAsync() is { } command)
        {
            var words = command.Split(' ');
            var (tag, verb) = (words[0], words.Length > 1 ? words[1].ToUpperInvariant() : "");
            if (verb == "UID") verb = "UID " + words[2].ToUpperInvariant();
            switch (verb)
            {
                case "CAPABILITY":
                    await line.SayAsync($"* CAPABILITY IMAP4rev1 {(line.Secure ? $"AUTH={home.Traits.Mechanism}" : "STARTTLS LOGINDISABLED")}{(home.Traits.Idle ? " IDLE SASL-IR" : "")}");
                    break;
                case "STARTTLS":
                    await line.SayAsync($"{tag} OK go");
                    await line.StartTlsAsync();
                    continue;
                case "AUTHENTICATE":
                    if (words.Length < 4) await line.SayAsync("+ ");
                    var answer = Encoding.UTF8.GetString(Convert.FromBase64String(words.Length < 4 ? await line.LineAsync() ?? "" : words[3]));
                    _user = answer.Trim('\0').Split('\0')[0];
                    break;
                case "SELECT":
                    _folder = words[2].Trim('"');
                    _told = Mails.Count;
                    await line.SayAsync($"* {_told} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {_told + 1}] ok");
                    break;
                case "UID SEARCH":
                    await line.SayAsync("* SEARCH" + string.Concat(Search(command).Select(uid => " " + uid.ToString(CultureInfo.InvariantCulture))));
                    break;
                case "UID FETCH":
                    await FetchAsync(int.Parse(words[3], CultureInfo.InvariantCulture), command.Contains("RFC822.SIZE", StringComparison.Ordinal));
                    break;
                case "IDLE":
                    await IdleAsync();
                    break;
                case "LOGOUT":
                    return;
            }
            await line.SayAsync($"{tag} OK done");
        }
    }

    private IReadOnlyList<byte[]> Mails => home.Store.Folder(_user, _folder);

    private IEnumerable<int> Search(string command)
    {
        var count = Mails.Count;
        if (command.Contains("HEADER", StringComparison.Ordinal))
        {
            var id = command.Split('"')[1];
            return Enumerable.Range(1, count).Where(uid => MailReader.Read(Mails[uid - 1]).MessageId == id);
        }
        var from = int.Parse(command.Split("UID ")[^1].Split(':')[0], CultureInfo.InvariantCulture);
        return count == 0 ? [] : from > count ? [count] : Enumerable.Range(from, count - from + 1);
    }

    private async Task FetchAsync(int uid, bool size)
    {
        if (uid > Mails.Count) return;
        var mail = Mails[uid - 1];
        if (size)
        {
            await line.SayAsync($"* {uid} FETCH (UID {uid} RFC822.SIZE {mail.Length})");
            return;
        }
        await line.SayAsync($"* {uid} FETCH (UID {uid} BODY[] {{{mail.Length}}}");
        await line.WriteAsync(mail);
        await line.SayAsync(")");
    }

    private async Task IdleAsync()
    {
        var changed = home.Store.Changed;
        await line.SayAsync("+ idling");
        var done = line.LineAsync();
        while (!done.IsCompleted)
        {
            if (Mails.Count > _told) await line.SayAsync($"* {_told = Mails.Count} EXISTS");
            await Task.WhenAny(done, changed);
            changed = home.Store.Changed;
        }
        await done;
    }
}
