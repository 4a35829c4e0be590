using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Sandbox.Certificates;

/// <summary>The two ports: plain http for health alone, https for everything else.</summary>
internal static class Listening
{
    private const long LargestBody = 40L * 1024 * 1024;

    public static void AddListening(this WebApplicationBuilder builder)
    {
        var trust = Trust.From(builder.Configuration);
        builder.Services.AddSingleton(trust);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            Listen(kestrel, builder.Configuration, "HttpPort", 7600, _ => { });
            Listen(kestrel, builder.Configuration, "HttpsPort", 7601, listen => listen.UseHttps(tls =>
            {
                tls.ServerCertificate = trust.Server;
                tls.ClientCertificateMode = ClientCertificateMode.AllowCertificate;   // each teleservice decides whether it wants one
                tls.ClientCertificateValidation = (certificate, _, _) => trust.Accepts(certificate);
            }));
        });
    }

    /// <summary>The plain port answers health only, so that nothing of a person ever travels in clear.</summary>
    public static void UseHealthOnlyOnPlainHttp(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (context.Request.IsHttps || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)) await next(context);
            else context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", () => Results.Text("ready"));
    }

    /// <summary>The organisation certificate shown by the caller, or null.</summary>
    public static X509Certificate2? Certificate(this HttpContext context) => context.Connection.ClientCertificate;

    private static void Listen(KestrelServerOptions kestrel, IConfiguration configuration, string key, int usual, Action<ListenOptions> configure)
    {
        var port = configuration.GetValue("Sandbox:" + key, usual);
        var address = configuration["Sandbox:Address"];
        if (address is not null) kestrel.Listen(IPAddress.Parse(address), port, configure);
        else if (port == 0) kestrel.Listen(IPAddress.Loopback, 0, configure);
        else kestrel.ListenLocalhost(port, configure);
    }
}
