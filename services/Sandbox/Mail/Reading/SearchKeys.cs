using System.Globalization;
using System.Text;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Mime;

namespace Sandbox.Mail.Reading;

/// <summary>A message under search; its mail is read only when a key asks for it.</summary>
internal sealed class Candidate(int number, StoredMessage message, Func<MimePart> mail)
{
    private MimePart? _mail;

    public int Number => number;

    public StoredMessage Message => message;

    public MimePart Mail => _mail ??= mail();
}

/// <summary>SEARCH keys of RFC 9051 §6.4.4, compiled into one condition.</summary>
internal sealed class SearchKeys(IReadOnlyList<ImapToken> tokens, long largestNumber, long largestUid)
{
    private int _at;

    public Func<Candidate, bool> Compile()
    {
        if (tokens.Count > 1 && tokens[0].Is("CHARSET"))
        {
            if (tokens[1].Text.ToUpperInvariant() is not ("UTF-8" or "US-ASCII")) throw new BadCommandException("[BADCHARSET (UTF-8)] Unknown character set");
            _at = 2;
        }

        return _at < tokens.Count ? All() : throw new BadCommandException("Missing search key");
    }

    private Func<Candidate, bool> All()
    {
        var keys = new List<Func<Candidate, bool>>();
        while (_at < tokens.Count) keys.Add(Key());
        return candidate => keys.TrueForAll(key => key(candidate));
    }

    private Func<Candidate, bool> Key()
    {
        var token = Next();
        if (token.IsList) return new SearchKeys(token.Items!, largestNumber, largestUid).Compile();
        var name = token.Text.ToUpperInvariant();
        if (SequenceSet.TryParse(token.Text) is { } numbers) return one => numbers.Contains(one.Number, largestNumber);
        return FlagKey(name) ?? TextKey(name) ?? DateKey(name) ?? name switch
        {
            "ALL" => _ => true,
            "RECENT" or "NEW" => _ => false,
            "OLD" => _ => true,
            "UID" => Uids(),
            "NOT" => Not(Key()),
            "OR" => Or(Key(), Key()),
            "LARGER" => Size((size, limit) => size > limit),
            "SMALLER" => Size((size, limit) => size < limit),
            _ => throw new BadCommandException("Unknown search key"),
        };
    }

    private Func<Candidate, bool>? FlagKey(string name)
    {
        if (name is "KEYWORD" or "UNKEYWORD")
        {
            var keyword = Next().Text;
            return one => one.Message.Has(keyword) == (name == "KEYWORD");
        }

        var flag = name.StartsWith("UN", StringComparison.Ordinal) ? name[2..] : name;
        return flag is "SEEN" or "ANSWERED" or "DELETED" or "FLAGGED" or "DRAFT" ? one => one.Message.Has("\\" + flag) == (flag == name) : null;
    }

    private Func<Candidate, bool>? TextKey(string name)
    {
        switch (name)
        {
            case "FROM" or "TO" or "CC" or "BCC" or "SUBJECT":
                return HeaderHas(name, Words());
            case "HEADER":
                return HeaderHas(Next().Text, Words());
            case "BODY" or "TEXT":
                var words = Words();
                return one => Has(Encoding.UTF8.GetString(name == "TEXT" ? one.Mail.Source.Span : one.Mail.Body.Span), words) || Has(MailSummary.Body(one.Mail), words);
            default:
                return null;
        }
    }

    private Func<Candidate, bool>? DateKey(string name)
    {
        var sent = name.StartsWith("SENT", StringComparison.Ordinal);
        var kind = sent ? name[4..] : name;
        if (kind is not ("BEFORE" or "ON" or "SINCE")) return null;
        if (!DateOnly.TryParseExact(Next().Text, ["d-MMM-yyyy", "dd-MMM-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) throw new BadCommandException("Bad date");
        return one =>
        {
            if ((sent ? MailDate.Read(one.Mail.Header("Date")) : one.Message.ReceivedAt) is not { } moment) return false;
            var date = DateOnly.FromDateTime(sent ? moment.DateTime : moment.UtcDateTime);
            return kind == "BEFORE" ? date < day : kind == "ON" ? date == day : date >= day;
        };
    }

    private static Func<Candidate, bool> HeaderHas(string name, string words) => one =>
        one.Mail.Headers.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (words.Length == 0 || Has(field.Text, words) || Has(field.Raw, words)));

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static Func<Candidate, bool> Not(Func<Candidate, bool> key) => one => !key(one);

    private static Func<Candidate, bool> Or(Func<Candidate, bool> left, Func<Candidate, bool> right) => one => left(one) || right(one);

    private Func<Candidate, bool> Uids()
    {
        var set = SequenceSet.Parse(Next().Text);
        return one => set.Contains(one.Message.Uid, largestUid);
    }

    private Func<Candidate, bool> Size(Func<long, long, bool> compare)
    {
        if (!long.TryParse(Next().Text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)) throw new BadCommandException("Bad size");
        return one => compare(one.Message.Size, limit);
    }

    private string Words() => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Next().Text));

    private ImapToken Next() => _at < tokens.Count ? tokens[_at++] : throw new BadCommandException("Missing search argument");
}
