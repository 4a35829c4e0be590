using System.ComponentModel.DataAnnotations;

namespace Gateway;

/// <summary>Settings of the edge, section <c>Gateway</c>.</summary>
public sealed record GatewaySettings
{
    /// <summary>The only door, https.</summary>
    public int Port { get; init; } = 7443;
    [Required] public string CertificateFile { get; init; } = "";
    [Required] public string CertificateKeyFile { get; init; } = "";

    /// <summary>The client this gateway is for people, registered at the provider.</summary>
    public string PortalClientId { get; init; } = "portal";
    public string PortalScopes { get; init; } = "openid profile";

    /// <summary>PEM key of the portal's client; by default the key of the gateway's own service client.</summary>
    public string? PortalKeyFile { get; init; }

    public LimitSettings Limits { get; init; } = new();
}

/// <summary>Requests a second before 429, with a burst of twice that.</summary>
public sealed record LimitSettings
{
    [Range(1, 1_000_000)] public int TenantPerSecond { get; init; } = 400;
    [Range(1, 1_000_000)] public int ClientPerSecond { get; init; } = 200;

    /// <summary>For who is not known yet, by address: sign-in pages, token requests, wrong tokens.</summary>
    [Range(1, 1_000_000)] public int AddressPerSecond { get; init; } = 100;
}
