using Sso.Sessions;

namespace Sso.Logins;

/// <summary>Who Pro Santé Connect says is there, and the tokens it gave for it.</summary>
public sealed record PscIdentity
{
    /// <summary>SubjectNameID: 8 + RPPS for most; the key of the person. <c>sub</c> is only technical.</summary>
    public required string NationalId { get; init; }
    public required string FamilyName { get; init; }
    public required string GivenName { get; init; }
    public required UpstreamProof Proof { get; init; }
    public required string IdToken { get; init; }
    public required string AccessToken { get; init; }
    public string? RefreshToken { get; init; }
    public int? RefreshLifeSeconds { get; init; }
}

/// <summary>What the answer must fit: the attempt it belongs to.</summary>
public sealed record PscExpectation(string Nonce, string Verifier, string AtLeast, DateTimeOffset? SignedInAfter);

/// <summary>A verified id_token.</summary>
public sealed record PscProof(string Subject, UpstreamProof Proof);
