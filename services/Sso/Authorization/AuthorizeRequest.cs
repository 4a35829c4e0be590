namespace Sso.Authorization;

/// <summary>A checked authorization request; what is parked while the person signs in.</summary>
public sealed record AuthorizeRequest
{
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required string Scope { get; init; }
    public required string Challenge { get; init; }
    public string? State { get; init; }
    public string? Nonce { get; init; }
    public IReadOnlyList<string> Prompts { get; init; } = [];
    public int? MaxAge { get; init; }
    public string? Acr { get; init; }

    public bool Asks(string prompt) => Prompts.Contains(prompt);
}

/// <summary>An answer the client can be told, on its registered address.</summary>
public sealed class AuthorizeRefusedException(string redirectUri, string? state, string error, string description) : Exception(description)
{
    public string RedirectUri { get; } = redirectUri;
    public string? State { get; } = state;
    public string Error { get; } = error;
}
