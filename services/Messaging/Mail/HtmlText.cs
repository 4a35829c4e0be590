using System.Net;
using System.Text;

namespace Messaging.Mail;

/// <summary>The text of an HTML body: no markup, script, style or remote content survives.</summary>
public static class HtmlText
{
    private static readonly string[] Hidden = ["script", "style", "head", "title"];
    private static readonly string[] Breaking = ["br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3"];

    public static string Of(string html)
    {
        var text = new StringBuilder(html.Length);
        var i = 0;
        while (i < html.Length)
        {
            if (html[i] != '<')
            {
                text.Append(html[i++]);
                continue;
            }
            var end = html.AsSpan(i).StartsWith("<!--", StringComparison.Ordinal) ? html.IndexOf("-->", i, StringComparison.Ordinal) : html.IndexOf('>', i);
            if (end < 0) break;
            var name = Name(html.AsSpan(i + 1, end - i - 1));
            i = html.IndexOf('>', end) + 1;
            if (Array.Exists(Breaking, b => b == name)) text.Append('\n');
            if (!Array.Exists(Hidden, h => h == name)) continue;
            var close = html.IndexOf("</" + name, i, StringComparison.OrdinalIgnoreCase);
            if (close < 0) break;
            i = close;
        }
        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAny(" \t\r\n");
        return (end < 0 ? tag : tag[..end]).TrimEnd('/').ToString().ToLowerInvariant();
    }
}
