using Microsoft.AspNetCore.Authorization;
using Platform;

namespace Gateway.Routing;

/// <summary>One policy a route: a token that names a tenant and at least one scope of the service behind. Finer rights are the service's to check.</summary>
internal static class ApiPolicies
{
    private static readonly string[] Services = ["identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit"];

    public static void AddApiPolicies(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder();
        foreach (var service in Services)
        {
            var prefix = service + ":";
            authorization.AddPolicy($"api:{service}", policy => policy.RequireAuthenticatedUser().RequireAssertion(context => MayEnter(context, prefix)));
        }
    }

    private static bool MayEnter(AuthorizationHandlerContext context, string prefix) =>
        context.User.HasClaim(claim => claim.Type == "tenant")
        && Scopes.Of(context.User).Any(scope => scope.StartsWith(prefix, StringComparison.Ordinal));
}
