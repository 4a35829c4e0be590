using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Submission;

/// <summary>The argument of MAIL or RCPT: a path in angle brackets and its parameters.</summary>
internal sealed class PathCommand
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private PathCommand(string path) => Path = path;

    public string Path { get; }

    public IEnumerable<string> Names => _parameters.Keys;

    public static bool TryParse(string argument, string keyword, [NotNullWhen(true)] out PathCommand? command)
    {
        command = null;
        if (!argument.StartsWith(keyword + ":<", StringComparison.OrdinalIgnoreCase)) return false;
        var close = argument.IndexOf('>', StringComparison.Ordinal);
        if (close < 0) return false;
        var path = argument[(keyword.Length + 2)..close];
        if (path.Length > 0 && !MailAddress.IsWellFormed(path)) return false;
        var parsed = new PathCommand(path);
        var rest = argument[(close + 1)..];
        if (rest.Length > 0 && rest[0] != ' ') return false;
        foreach (var parameter in rest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            if (!parsed._parameters.TryAdd(pair[0], pair.Length == 2 ? pair[1] : "")) return false;
        }

        command = parsed;
        return true;
    }

    public string? Value(string name) => _parameters.GetValueOrDefault(name);

    public static bool TrySize(string? value, out long size)
    {
        size = 0;
        return value is null || (value.Length is > 0 and <= 20 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out size));
    }

    /// <summary>NOTIFY=NEVER, or any of SUCCESS, FAILURE and DELAY.</summary>
    public static bool TryNotify(string? value, out Notify notify)
    {
        notify = Notify.Unspecified;
        if (value is null) return true;
        foreach (var word in value.Split(','))
        {
            var one = word.ToUpperInvariant() switch
            {
                "NEVER" => Notify.Never,
                "SUCCESS" => Notify.Success,
                "FAILURE" => Notify.Failure,
                "DELAY" => Notify.Delay,
                _ => Notify.Unspecified,
            };
            if (one == Notify.Unspecified || (notify & one) != 0) return false;
            notify |= one;
        }

        return notify == Notify.Never || (notify & Notify.Never) == 0;
    }

    /// <summary>RFC 3461 §4: printable characters, with +XX for the others, '+' and '='.</summary>
    public static bool TryXtext(string? value, out string? decoded)
    {
        decoded = null;
        if (value is null) return true;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is < '!' or > '~' or '=') return false;
            if (c != '+')
            {
                text.Append(c);
                continue;
            }

            if (i + 2 >= value.Length || !IsHex(value[i + 1]) || !IsHex(value[i + 2])) return false;
            text.Append((char)byte.Parse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        decoded = text.ToString();
        return !decoded.Any(char.IsControl);
    }

    private static bool IsHex(char c) => c is (>= '0' and <= '9') or (>= 'A' and <= 'F');
}
