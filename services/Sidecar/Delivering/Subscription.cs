using System.Text.RegularExpressions;
using Sidecar.Setup;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>What one application asked for on one topic.</summary>
internal sealed record Subscription
{
    public required TopicName Topic { get; init; }
    public string? DeadLetterTopic { get; init; }
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];
    public string? DefaultPath { get; init; }
    public bool RawPayload { get; init; }
    public BulkSettings? Bulk { get; init; }
    public bool Declared { get; init; }

    public bool HasRoute => Rules.Count > 0 || !string.IsNullOrEmpty(DefaultPath);

    /// <summary>The path for an event, or null when no rule takes it.</summary>
    public string? PathFor(string? eventType)
    {
        foreach (var rule in Rules)
            if (rule.EventType == eventType) return rule.Path;
        return string.IsNullOrEmpty(DefaultPath) ? null : DefaultPath;
    }
}

internal sealed record BulkSettings(int MaxMessages, int MaxAwaitMs);

/// <summary>Of the rules that daprd can evaluate, the only one that is reproduced: equality on the type of the event.</summary>
internal sealed partial record RouteRule(string Match, string EventType, string Path)
{
    public static RouteRule Parse(string match, string path) =>
        Equality().Match(match.Trim()) is { Success: true } found
            ? new(match, found.Groups["type"].Value, path)
            : throw new BadSetupException($"The rule \"{match}\" is not of the form event.type == '…'.");

    [GeneratedRegex("""^event\.type\s*==\s*(?<quote>['"])(?<type>[^'"\\]*)\k<quote>$""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Equality();
}
