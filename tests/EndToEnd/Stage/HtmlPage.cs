using System.Net;
using System.Text.RegularExpressions;

namespace EndToEnd.Stage;

/// <summary>A page; its first form is filled as a person would: hidden fields as they are, choices by what their label says.</summary>
public sealed partial record HtmlPage(Uri Address, int Status, string Html)
{
    public string Title => WebUtility.HtmlDecode(TitlePattern().Match(Html).Groups["title"].Value.Trim());

    /// <summary>What a person reads.</summary>
    public string Text => WebUtility.HtmlDecode(TagPattern().Replace(Html, " "));

    public (Uri Action, Dictionary<string, string> Fields) Fill(IEnumerable<string> choices)
    {
        var form = FormPattern().Match(Html);
        Assert.True(form.Success, $"no form on {Address}: {Status} {Title}");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in InputPattern().Matches(form.Value).Where(one => Attribute(one.Value, "type") == "hidden")) fields[Attribute(input.Value, "name")] = Attribute(input.Value, "value");
        foreach (var choice in choices)
        {
            var label = LabelPattern().Matches(form.Value).FirstOrDefault(one => WebUtility.HtmlDecode(one.Value).Contains(choice, StringComparison.OrdinalIgnoreCase));
            Assert.True(label is not null, $"« {choice} » is not offered on {Title}");
            var input = InputPattern().Match(label.Value).Value;
            fields[Attribute(input, "name")] = Attribute(input, "value");
        }
        return (new(Address, WebUtility.HtmlDecode(Attribute(FormStart().Match(form.Value).Value, "action"))), fields);
    }

    private static string Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : "";
    }

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<form\\b[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex FormStart();

    [GeneratedRegex("<input\\b[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex InputPattern();

    [GeneratedRegex("<label\\b.*?</label>", RegexOptions.Singleline, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("<title>(?<title>.*?)</title>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TitlePattern();

    [GeneratedRegex("<style\\b.*?</style>|<[^>]*>", RegexOptions.Singleline, 1000)]
    private static partial Regex TagPattern();
}
