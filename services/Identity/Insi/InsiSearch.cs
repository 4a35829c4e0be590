using Identity.Traits;

namespace Identity.Insi;

/// <summary>One question to the teleservice: which of the person's traits are sent.</summary>
public sealed record InsiSearch(string BirthName, IReadOnlyList<string> GivenNames, Sex Sex, string BirthDate, string? BirthPlace)
{
    public override string ToString() => "InsiSearch";
}

/// <summary>Who asks: the human user, and in card mode the assertion that their card signed.</summary>
public sealed record InsiAsker(string UserId, string? CardAssertion)
{
    public override string ToString() => "InsiAsker";
}
