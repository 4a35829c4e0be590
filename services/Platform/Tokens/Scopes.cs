using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Platform;

/// <summary>Scopes of RFC 9068: one claim, values separated by spaces.</summary>
public static class Scopes
{
    public static IEnumerable<string> Of(ClaimsPrincipal principal) =>
        principal.FindAll("scope").SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The token holds <paramref name="scope"/>, and a tenant unless it is a service's own or that of who runs the platform.</summary>
    public static AuthorizationPolicyBuilder RequireScope(this AuthorizationPolicyBuilder policy, string scope) =>
        policy.RequireAuthenticatedUser().RequireAssertion(context =>
            Of(context.User).Contains(scope, StringComparer.Ordinal)
            && (scope is "service" or "operations" || context.User.HasClaim(claim => claim.Type == "tenant")));
}
