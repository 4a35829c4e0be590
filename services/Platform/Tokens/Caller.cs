using System.Globalization;
using System.Security.Claims;

namespace Platform;

/// <summary>Who asks: read once from the validated token. Holds no role; rights are asked of consent with <see cref="SituationId"/>.</summary>
public sealed class Caller
{
    private string[] _scopes = [];

    /// <summary><c>sub</c>: a professional, a client or a service.</summary>
    public string Subject { get; private set; } = "";

    public Guid? TenantId { get; private set; }

    /// <summary>The working situation chosen at sign-in (professional, establishment, function, unit).</summary>
    public Guid? SituationId { get; private set; }

    /// <summary>pro, person, relative or system.</summary>
    public string Kind { get; private set; } = "";

    public string ClientId { get; private set; } = "";
    public string? SessionId { get; private set; }
    public string? Acr { get; private set; }
    public DateTimeOffset? AuthTime { get; private set; }
    public string CorrelationId { get; internal set; } = "";

    /// <summary>The bearer token of the user, passed on to other services; null when a service acts for itself.</summary>
    public string? Token { get; internal set; }

    /// <summary>A service of the platform acts for itself, with no user behind it.</summary>
    public bool IsService { get; private set; }

    /// <summary>The service that makes the call, also when it carries a user's token; empty for a call from outside.</summary>
    public string Service { get; internal set; } = "";

    public bool HasScope(string scope) => _scopes.Contains(scope, StringComparer.Ordinal);

    /// <summary>Refuses with a step-up problem when the strong sign-in is older than <paramref name="age"/>.</summary>
    public void RequireRecentSignIn(TimeSpan age, DateTimeOffset now)
    {
        if (Kind == "pro" && (AuthTime is not { } at || now - at > age)) throw new StepUpRequiredException();
    }

    internal void Read(ClaimsPrincipal principal)
    {
        (Subject, ClientId, Kind, SessionId, TenantId, SituationId, Acr, AuthTime, _scopes) = ("", "", "", null, null, null, null, null, []);
        foreach (var claim in principal.Claims)
        {
            switch (claim.Type)
            {
                case "sub": Subject = claim.Value; break;
                case "client_id": ClientId = claim.Value; break;
                case "kind": Kind = claim.Value; break;
                case "sid": SessionId = claim.Value; break;
                case "acr": Acr = claim.Value; break;
                case "tenant": TenantId = Guid.TryParse(claim.Value, out var tenant) ? tenant : null; break;
                case "situation": SituationId = Guid.TryParse(claim.Value, out var situation) ? situation : null; break;
                case "auth_time": AuthTime = long.TryParse(claim.Value, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null; break;
                case "scope": _scopes = [.. _scopes, .. claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)]; break;
            }
        }
        IsService = HasScope("service");
    }

    internal void ActFor(string service, Guid? tenant)
    {
        (Subject, ClientId, Kind, IsService, TenantId) = (service, service, "system", true, tenant);
    }
}
