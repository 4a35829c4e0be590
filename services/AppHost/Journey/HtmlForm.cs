using System.Net;
using System.Text.RegularExpressions;

namespace AppHost.Journey;

/// <summary>A form of a page, filled as a person would: the hidden fields as they are, the choice by what its label says.</summary>
internal sealed partial class HtmlForm
{
    public required string Action { get; init; }
    public required Dictionary<string, string> Fields { get; init; }

    public static HtmlForm Find(string page, params string[] labels)
    {
        var form = FormPattern().Match(page);
        if (!form.Success) throw new StepFailedException($"La page n'a pas de formulaire : {Title(page)}");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in HiddenPattern().Matches(form.Value)) fields[Attribute(input.Value, "name")] = Attribute(input.Value, "value");
        foreach (var label in labels)
        {
            var choice = LabelPattern().Matches(form.Value).FirstOrDefault(one => WebUtility.HtmlDecode(one.Value).Contains(label, StringComparison.OrdinalIgnoreCase))
                ?? throw new StepFailedException($"La page ne propose pas « {label} » : {Title(page)}");
            var radio = RadioPattern().Match(choice.Value).Value;
            fields[Attribute(radio, "name")] = Attribute(radio, "value");
        }
        foreach (Match button in ButtonPattern().Matches(form.Value).Take(1))
            if (Attribute(button.Value, "name") is { Length: > 0 } name) fields[name] = Attribute(button.Value, "value");
        return new() { Action = WebUtility.HtmlDecode(Attribute(form.Value, "action")), Fields = fields };
    }

    public static string Title(string page) => WebUtility.HtmlDecode(TitlePattern().Match(page).Groups["title"].Value.Trim());

    private static string Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : "";
    }

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input\\b[^>]*type=\"hidden\"[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex HiddenPattern();

    [GeneratedRegex("<label\\b.*?</label>", RegexOptions.Singleline, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("<input\\b[^>]*type=\"radio\"[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex RadioPattern();

    [GeneratedRegex("<button\\b[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex ButtonPattern();

    [GeneratedRegex("<title>(?<title>.*?)</title>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TitlePattern();
}
