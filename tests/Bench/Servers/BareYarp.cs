using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yarp.ReverseProxy.Configuration;

namespace Bench.Servers;

/// <summary>The proxy the gateway is built on, with one route and nothing else; with keys, it also verifies each token it sees.</summary>
internal static class BareYarp
{
    public static WebApplication Make(int port, string backend, string certificate, string? keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, certificate)));
        });
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new() { RouteId = "all", ClusterId = "one", Match = new() { Path = "/{**rest}" } }],
            [new() { ClusterId = "one", Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = backend } } }]);
        var app = builder.Build();
        if (keys is not null) app.Use(Verify(keys));
        app.MapReverseProxy();
        return app;
    }

    private static Func<HttpContext, RequestDelegate, Task> Verify(string keys)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(keys));
        var handler = new JsonWebTokenHandler { MapInboundClaims = false };
        var parameters = new TokenValidationParameters { ValidIssuer = Issuer.Name, ValidAudience = "platform", IssuerSigningKey = new RsaSecurityKey(rsa) };
        return async (context, next) =>
        {
            var header = context.Request.Headers.Authorization.ToString();
            var result = header.StartsWith("Bearer ", StringComparison.Ordinal) ? await handler.ValidateTokenAsync(header["Bearer ".Length..], parameters) : null;
            if (result is not { IsValid: true })
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }
            context.User = new ClaimsPrincipal(result.ClaimsIdentity);
            await next(context);
        };
    }
}
