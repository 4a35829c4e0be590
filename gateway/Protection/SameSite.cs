using Microsoft.Extensions.Configuration;
using Platform;

namespace Gateway.Protection;

/// <summary>
/// A cookie travels with requests other sites provoke. What rides on it must come from our own pages: a header that a
/// foreign page cannot set without asking first, and the browser's own word on where the request began.
/// </summary>
public sealed class SameSite(IConfiguration configuration)
{
    private readonly string _origin = configuration["Platform:Issuer"] ?? throw new InvalidOperationException("Platform:Issuer is missing.");

    public void Require(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (request.Headers["X-CSRF"] != "1" || site is "cross-site" or "same-site" || (origin.Length > 0 && origin != _origin))
            throw new ForbiddenException("foreign-request", "Cette demande ne vient pas d'une page de la plateforme. Revenez à votre outil et recommencez.");
    }
}
