using System.Net;
using System.Security.Cryptography.X509Certificates;
using Contracts.Sso;
using Gateway.Browser;
using Gateway.Documentation;
using Gateway.Protection;
using Gateway.Routing;
using Gateway.Visitors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Platform;

namespace Gateway;

internal static class GatewaySetup
{
    private const long LargestBody = 30 * 1024 * 1024;

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddPlatformEdge("gateway");
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listen(context.Configuration, kestrel));

        var services = builder.Services;
        services.AddOptions<GatewaySettings>().BindConfiguration("Gateway").ValidateDataAnnotations().ValidateOnStart();
        services.AddGrpcClient<Sessions.SessionsClient>("sso");
        services.AddSingleton<Revoked>().AddSingleton<BearerTokens>().AddSingleton<BrowserSessions>().AddSingleton<SameSite>();
        services.AddSingleton<Browser.CookieKeys>().AddSingleton<PortalClient>().AddSingleton<SignIn>().AddSingleton<ApiDocuments>();
        services.AddHostedService<RevocationFeed>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
        services.AddApiPolicies();
        services.AddLimits();
        services.AddHttpClient(PortalClient.HttpName).ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddHttpClient(ApiDocuments.HttpName).ConfigureHttpClient(http =>
        {
            http.Timeout = TimeSpan.FromSeconds(3);
            http.MaxResponseContentBufferSize = 4 * 1024 * 1024;
        });
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<OutwardArea>("outward"));
        services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddConfigFilter<ServiceAddresses>();
    }

    private static void Listen(IConfiguration configuration, KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        var settings = kestrel.ApplicationServices.GetRequiredService<IOptions<GatewaySettings>>().Value;
        var certificate = X509Certificate2.CreateFromPemFile(settings.CertificateFile, settings.CertificateKeyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(settings.CertificateFile);
        var address = configuration.GetValue("Platform:ListenOnAnyAddress", false) ? IPAddress.Any : IPAddress.Loopback;
        kestrel.Listen(address, settings.Port, listener =>
        {
            listener.Protocols = HttpProtocols.Http1AndHttp2;
            listener.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, chain));
        });
    }
}
