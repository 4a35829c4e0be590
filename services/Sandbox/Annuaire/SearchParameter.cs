namespace Sandbox.Annuaire;

/// <summary>A value a resource is found by; the system is that of an identifier or a code.</summary>
internal sealed record Indexed(string Value, string? System = null);

/// <summary>How FHIR compares: text from its beginning, tokens by system and code, references by id.</summary>
internal enum Comparison { Text, Token, Reference }

/// <summary>A search parameter of a resource type.</summary>
internal sealed record SearchParameter<T>(string Name, Comparison Comparison, Func<T, IEnumerable<Indexed>> Values)
{
    /// <summary>True when the resource meets one of the comma-separated values.</summary>
    public bool Meets(T resource, string? modifier, string text) => modifier == "not"
        ? !Meets(resource, null, text)
        : text.Split(',').Any(asked => Values(resource).Any(indexed => Matches(indexed, modifier, asked)));

    public bool Knows(string? modifier) => (Comparison, modifier) switch
    {
        (_, null) => true,
        (Comparison.Text, "contains" or "exact") => true,
        (Comparison.Token, "not") => true,
        _ => false,
    };

    private bool Matches(Indexed indexed, string? modifier, string asked) => Comparison switch
    {
        Comparison.Text when modifier == "exact" => indexed.Value == asked,
        Comparison.Text when modifier == "contains" => PlainLetters.Of(indexed.Value).Contains(PlainLetters.Of(asked), StringComparison.Ordinal),
        Comparison.Text => PlainLetters.Of(indexed.Value).StartsWith(PlainLetters.Of(asked), StringComparison.Ordinal),
        Comparison.Reference => indexed.Value == asked || indexed.Value.Split('/')[^1] == asked,
        _ => asked.Split('|') switch
        {
            [var code] => indexed.Value == code,
            ["", var code] => indexed.System is null && indexed.Value == code,
            [var system, ""] => indexed.System == system,
            [var system, var code] => indexed.System == system && indexed.Value == code,
            _ => false,
        },
    };
}
