using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Platform.Events;

/// <summary>Only the sidecar brings events: it shows the token both were given.</summary>
internal static class SidecarPolicy
{
    public const string Name = "sidecar";

    public static AuthorizationPolicy Of(IConfiguration configuration)
    {
        var expected = Encoding.UTF8.GetBytes(configuration["Dapr:AppToken"] ?? configuration["APP_API_TOKEN"] ?? "");
        return new AuthorizationPolicyBuilder().RequireAssertion(context =>
            expected.Length > 0
            && context.Resource is HttpContext http
            && http.Request.Headers.TryGetValue("dapr-api-token", out var shown)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown.ToString()), expected)).Build();
    }
}
