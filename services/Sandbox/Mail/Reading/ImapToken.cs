namespace Sandbox.Mail.Reading;

/// <summary>A piece of an IMAP command: an atom, a string (quoted or literal), or a list in parentheses.</summary>
internal sealed record ImapToken(string Text, bool IsString, IReadOnlyList<ImapToken>? Items = null)
{
    public bool IsList => Items is not null;

    public bool Is(string atom) => !IsString && !IsList && Text.Equals(atom, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The command cannot be understood; the client gets BAD.</summary>
internal sealed class BadCommandException(string message) : Exception(message);

/// <summary>Cuts a command into tokens. Literals were put in their place by the reader as strings of their own.</summary>
internal sealed class ImapTokens(string line, IReadOnlyList<string> literals)
{
    /// <summary>Stands for a literal in the text of a command; bytes never give a character that high.</summary>
    public const char LiteralMark = '\uE000';

    private const int Deepest = 10;
    private int _at;

    public IReadOnlyList<ImapToken> Read() => Items(0, closing: false);

    private List<ImapToken> Items(int depth, bool closing)
    {
        if (depth > Deepest) throw new BadCommandException("Too many parentheses");
        var items = new List<ImapToken>();
        while (_at < line.Length)
        {
            var c = line[_at];
            if (c == ' ') _at++;
            else if (c == ')')
            {
                if (!closing) throw new BadCommandException("Unexpected parenthesis");
                _at++;
                return items;
            }
            else if (c == '(')
            {
                _at++;
                items.Add(new("", false, Items(depth + 1, closing: true)));
            }
            else items.Add(c == '"' ? Quoted() : c >= LiteralMark ? new(literals[line[_at++] - LiteralMark], true) : Atom());
        }

        return closing ? throw new BadCommandException("Missing parenthesis") : items;
    }

    private ImapToken Quoted()
    {
        var text = new System.Text.StringBuilder();
        for (_at++; _at < line.Length; _at++)
        {
            var c = line[_at];
            if (c == '\\' && _at + 1 < line.Length) text.Append(line[++_at]);
            else if (c == '"')
            {
                _at++;
                return new(text.ToString(), true);
            }
            else text.Append(c);
        }

        throw new BadCommandException("Missing quote");
    }

    // A section such as BODY[HEADER.FIELDS (From To)]<0.100> is one atom, spaces and parentheses included.
    private ImapToken Atom()
    {
        var (start, bracket) = (_at, false);
        for (; _at < line.Length; _at++)
        {
            var c = line[_at];
            if (c == '[') bracket = true;
            else if (c == ']') bracket = false;
            else if (!bracket && c is ' ' or '(' or ')' or '"' && !bracket) break;
        }

        return new(line[start.._at], false);
    }
}
