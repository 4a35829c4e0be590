using System.ComponentModel.DataAnnotations;

namespace Sso.Logins;

/// <summary>Registration at Pro Santé Connect, section <c>National:Psc</c>.</summary>
public sealed record PscSettings
{
    /// <summary>Ends in <c>wallet-openid-configuration</c> at the national service; never derived from the issuer.</summary>
    [Required] public string MetadataAddress { get; init; } = "";

    /// <summary>The issuer to expect. By default, what precedes <c>/.well-known/</c> in <see cref="MetadataAddress"/>.</summary>
    public string? Issuer { get; init; }

    [Required] public string ClientId { get; init; } = "";
    [Required] public string ClientSecretFile { get; init; } = "";
    public string Scope { get; init; } = "openid scope_all";

    /// <summary>Old realms left the level out of the id_token; by default such a sign-in is refused.</summary>
    public bool AcceptMissingLevel { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public string ExpectedIssuer => Issuer ?? MetadataAddress.Split("/.well-known/")[0];
}
