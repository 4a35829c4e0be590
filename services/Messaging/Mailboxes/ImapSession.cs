using System.Globalization;
using System.Text.RegularExpressions;
using Messaging.Operators;

namespace Messaging.Mailboxes;

/// <summary>A folder as it was opened: identifiers of mails hold as long as the validity does not change.</summary>
public sealed record OpenFolder(uint Validity, uint NextUid, int Mails);

/// <summary>Reads a mailbox of an operator (RFC 3501): STARTTLS first, always, then one authentication, then one folder.</summary>
public sealed partial class ImapSession : IAsyncDisposable
{
    private const int LargestControl = 64 * 1024;
    private readonly OperatorLine _line;
    private readonly int _largestMail;
    private HashSet<string> _capabilities = [];
    private int _commands;
    private bool _news;

    private ImapSession(OperatorLine line, int largestMail) => (_line, _largestMail) = (line, largestMail);

    public bool CanIdle => _capabilities.Contains("IDLE");

    public static async Task<ImapSession> OpenAsync(OperatorAddress address, Credential credential, int largestMail, CancellationToken ct)
    {
        var line = await OperatorLine.ConnectAsync(address, ct);
        var session = new ImapSession(line, largestMail);
        try
        {
            var greeting = await ImapResponse.ReadAsync(line, LargestControl, ct);
            if (!greeting.Text.StartsWith("* OK", StringComparison.OrdinalIgnoreCase)) throw new OperatorRefusedException(greeting.Text);
            await session.ReadCapabilitiesAsync(ct);
            if (!session._capabilities.Contains("STARTTLS")) throw new OperatorUnreachableException("The operator offers no TLS: nothing is read in clear.");
            await session.CommandAsync("STARTTLS", ct);
            await line.StartTlsAsync(ct);
            await session.ReadCapabilitiesAsync(ct);
            await session.AuthenticateAsync(credential, ct);
            await session.ReadCapabilitiesAsync(ct);
            return session;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    public async Task<OpenFolder> SelectAsync(string folder, CancellationToken ct)
    {
        uint validity = 0, next = 0;
        var mails = 0;
        foreach (var response in await CommandAsync($"SELECT {Quote(folder)}", ct))
        {
            if (Number(Validity().Match(response.Text)) is { } v) validity = v;
            if (Number(Next().Match(response.Text)) is { } n) next = n;
            if (Number(Exists().Match(response.Text)) is { } e) mails = (int)e;
        }
        _news = false;
        return new(validity, next, mails);
    }

    /// <summary>Identifiers from one on, ascending; servers answer the last one even when it is older.</summary>
    public async Task<IReadOnlyList<uint>> SearchFromAsync(uint uid, CancellationToken ct)
    {
        _news = false;
        return [.. (await SearchAsync(string.Create(CultureInfo.InvariantCulture, $"UID {uid}:*"), ct)).Where(u => u >= uid).Order()];
    }

    public Task<IReadOnlyList<uint>> SearchMessageIdAsync(string messageId, CancellationToken ct) => SearchAsync($"HEADER Message-ID {Quote(messageId)}", ct);

    public async Task<long?> SizeAsync(uint uid, CancellationToken ct)
    {
        var responses = await CommandAsync(string.Create(CultureInfo.InvariantCulture, $"UID FETCH {uid} (UID RFC822.SIZE)"), ct);
        return responses.Select(r => Number(Size().Match(r.Text))).FirstOrDefault(s => s is not null);
    }

    /// <summary>The whole mail without marking it read; null when it is gone.</summary>
    public async Task<byte[]?> FetchAsync(uint uid, CancellationToken ct)
    {
        var responses = await CommandAsync(string.Create(CultureInfo.InvariantCulture, $"UID FETCH {uid} (UID BODY.PEEK[])"), ct);
        return responses.FirstOrDefault(r => r.Literals.Count == 1 && Number(Uid().Match(r.Text)) == uid)?.Literals[0];
    }

    public Task MarkSeenAsync(uint uid, CancellationToken ct) => CommandAsync(string.Create(CultureInfo.InvariantCulture, $"UID STORE {uid} +FLAGS.SILENT (\\Seen)"), ct);

    /// <summary>Waits until the server says something has come, or until the wait ends; then asks itself.</summary>
    public async Task WaitForNewsAsync(TimeSpan longest, CancellationToken ct)
    {
        if (_news) return;      // told since the last search, in the answer to another command
        if (!CanIdle)
        {
            await Task.Delay(longest, ct);
            await CommandAsync("NOOP", ct);
            return;
        }
        var tag = NextTag();
        await _line.WriteLineAsync($"{tag} IDLE", ct);
        while (await ReadAsync(ct) is var answer && !answer.Text.StartsWith('+'))
            if (answer.Tag == tag) throw new OperatorRefusedException(answer.Rest);
        if (!_news) await AwaitExistsAsync(longest, ct);
        await _line.WriteLineAsync("DONE", ct);
        await CompleteAsync(tag, ct);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _line.WriteLineAsync($"{NextTag()} LOGOUT", CancellationToken.None);
        }
        catch (OperatorUnreachableException)
        {
            // Already gone: LOGOUT is only politeness.
        }
        await _line.DisposeAsync();
    }

    /// <summary>A server may stay silent for the whole wait: the silence is asked of the line, not of the session.</summary>
    private async Task AwaitExistsAsync(TimeSpan longest, CancellationToken ct)
    {
        var until = Environment.TickCount64 + (long)longest.TotalMilliseconds;
        while (until - Environment.TickCount64 is > 0 and var left)
        {
            var news = await _line.TryReadLineAsync(TimeSpan.FromMilliseconds(left), ct);
            if (news is null || Exists().IsMatch(news)) return;
            if (news.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase)) throw new OperatorUnreachableException("The operator ends the session.");
        }
    }

    private async Task<IReadOnlyList<uint>> SearchAsync(string criteria, CancellationToken ct)
    {
        var found = new List<uint>();
        foreach (var response in await CommandAsync("UID SEARCH " + criteria, ct))
        {
            if (!response.Text.StartsWith("* SEARCH", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var word in response.Text[8..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var uid)) found.Add(uid);
            }
        }
        return found;
    }

    private async Task ReadCapabilitiesAsync(CancellationToken ct)
    {
        var responses = await CommandAsync("CAPABILITY", ct);
        _capabilities = [.. responses.Where(r => r.Text.StartsWith("* CAPABILITY", StringComparison.OrdinalIgnoreCase)).SelectMany(r => r.Text.ToUpperInvariant().Split(' ').Skip(2))];
    }

    private async Task AuthenticateAsync(Credential credential, CancellationToken ct)
    {
        if (!_capabilities.Contains("AUTH=" + credential.SaslName)) throw new OperatorRefusedException($"The operator does not accept {credential.SaslName}.");
        var tag = NextTag();
        var immediate = _capabilities.Contains("SASL-IR");
        await _line.WriteLineAsync($"{tag} AUTHENTICATE {credential.SaslName}" + (immediate ? " " + credential.InitialResponse() : ""), ct);
        var answered = immediate;
        while (true)
        {
            var response = await ReadAsync(ct);
            if (response.Text.StartsWith('+'))
            {
                await _line.WriteLineAsync(answered ? "" : credential.InitialResponse(), ct);
                answered = true;
            }
            else if (response.Tag == tag)
            {
                if (!response.Rest.StartsWith("OK", StringComparison.OrdinalIgnoreCase)) throw new OperatorRefusedException(response.Rest);
                return;
            }
        }
    }

    private async Task<IReadOnlyList<ImapResponse>> CommandAsync(string command, CancellationToken ct)
    {
        var tag = NextTag();
        await _line.WriteLineAsync($"{tag} {command}", ct);
        return await CompleteAsync(tag, ct);
    }

    private async Task<IReadOnlyList<ImapResponse>> CompleteAsync(string tag, CancellationToken ct)
    {
        var untagged = new List<ImapResponse>();
        while (true)
        {
            var response = await ReadAsync(ct);
            if (response.Tag == tag) return response.Rest.StartsWith("OK", StringComparison.OrdinalIgnoreCase) ? untagged : throw new OperatorRefusedException(response.Rest);
            if (untagged.Count == 10_000) throw new OperatorUnreachableException("The operator's response never ends.");
            untagged.Add(response);
        }
    }

    private async Task<ImapResponse> ReadAsync(CancellationToken ct)
    {
        var response = await ImapResponse.ReadAsync(_line, _largestMail, ct);
        if (Exists().IsMatch(response.Text)) _news = true;
        return response;
    }

    private string NextTag() => string.Create(CultureInfo.InvariantCulture, $"a{++_commands}");

    private static string Quote(string text) =>
        text.Any(c => c is < ' ' or > '~') ? throw new ArgumentException("Only printable ASCII can be quoted.", nameof(text)) : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static uint? Number(Match match) => match.Success && uint.TryParse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    [GeneratedRegex(@"\[UIDVALIDITY (?<n>[0-9]+)\]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Validity();

    [GeneratedRegex(@"\[UIDNEXT (?<n>[0-9]+)\]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Next();

    [GeneratedRegex(@"^\* (?<n>[0-9]+) EXISTS", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Exists();

    [GeneratedRegex(@"[( ]UID (?<n>[0-9]+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Uid();

    [GeneratedRegex(@"RFC822\.SIZE (?<n>[0-9]+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Size();
}
