using System.Security.Claims;
using Microsoft.Extensions.Primitives;

namespace Gateway.Visitors;

/// <summary>Who a request comes from, read once from a verified token and kept as long as the token lives.</summary>
public sealed class Visitor
{
    public required ClaimsPrincipal Principal { get; init; }

    /// <summary>What services receive: the token itself, ready to send.</summary>
    public required StringValues Authorization { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string ClientId { get; init; }
    public string? Tenant { get; init; }
    public string? Sid { get; init; }
    public string Jti { get; init; } = "";
    public string GrantId { get; init; } = "";

    /// <summary>The person's own key for limits: everyone at the portal is one client, but not one visitor.</summary>
    public string LimitKey { get; init; } = "";

    public static Visitor Of(ClaimsIdentity identity, string token, DateTimeOffset expiresAt)
    {
        var jti = identity.FindFirst("jti")?.Value ?? "";
        var client = identity.FindFirst("client_id")?.Value ?? "";
        var sid = identity.FindFirst("sid")?.Value;
        return new()
        {
            Principal = new(identity),
            Authorization = "Bearer " + token,
            ExpiresAt = expiresAt,
            ClientId = client,
            Tenant = identity.FindFirst("tenant")?.Value,
            Sid = sid,
            Jti = jti,
            GrantId = jti.Split('.')[0],
            LimitKey = sid is null ? client : client + " " + sid,
        };
    }
}
