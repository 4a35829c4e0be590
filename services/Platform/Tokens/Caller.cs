using System.Globalization;
using System.Security.Claims;

namespace Platform;

/// <summary>Who asks: read once from the validated token. Holds no role; rights are asked of consent with <see cref="SituationId"/>.</summary>
public sealed class Caller
{
    private HashSet<string> _scopes = new(StringComparer.Ordinal);

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

    /// <summary>The bearer token of the user, passed on to other services.</summary>
    public string? Token { get; private set; }

    /// <summary>A service of the platform acts for itself, with no user behind it.</summary>
    public bool IsService { get; private set; }

    public bool HasScope(string scope) => _scopes.Contains(scope);

    /// <summary>Refuses with a step-up problem when the strong sign-in is older than <paramref name="age"/>.</summary>
    public void RequireRecentSignIn(TimeSpan age, DateTimeOffset now)
    {
        if (Kind == "pro" && (AuthTime is not { } at || now - at > age)) throw new StepUpRequiredException();
    }

    internal void Read(ClaimsPrincipal principal, string? token)
    {
        Subject = principal.FindFirstValue("sub") ?? "";
        ClientId = principal.FindFirstValue("client_id") ?? "";
        Kind = principal.FindFirstValue("kind") ?? "";
        SessionId = principal.FindFirstValue("sid");
        Acr = principal.FindFirstValue("acr");
        TenantId = Guid.TryParse(principal.FindFirstValue("tenant"), out var tenant) ? tenant : null;
        SituationId = Guid.TryParse(principal.FindFirstValue("situation"), out var situation) ? situation : null;
        AuthTime = long.TryParse(principal.FindFirstValue("auth_time"), CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null;
        _scopes = Scopes.Of(principal).ToHashSet(StringComparer.Ordinal);
        IsService = _scopes.Contains("service");
        Token = token;
    }

    internal void ActFor(string service, Guid? tenant)
    {
        (Subject, ClientId, Kind, IsService, TenantId) = (service, service, "system", true, tenant);
    }
}
