using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Calls;
using Platform.Events;
using Platform.Http;
using Platform.Problems;
using Platform.Telemetry;
using Platform.Tokens;

namespace Platform;

public static class PlatformSetup
{
    /// <summary>What every service has: token and tenant, closed routes, problems in French, health, telemetry, sidecar, ports.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="service">Its name: client id, app id and first part of its topics.</param>
    public static void AddPlatform(this WebApplicationBuilder builder, string service)
    {
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listen(context.Configuration, kestrel));
        builder.AddPlatformEdge(service);

        var services = builder.Services;
        services.AddScoped<Caller>();
        services.AddScoped<TenantScope>();
        services.AddGrpc(options => options.Failure = CallRefusals.Of);
        services.AddHealthChecks();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(options => Strict(options.SerializerOptions));
        services.AddEvents(builder.Configuration, service);
    }

    /// <summary>What the gateway shares with services: telemetry, token validation, its own service token, problems in French. It listens and guards its routes itself.</summary>
    public static void AddPlatformEdge(this WebApplicationBuilder builder, string service)
    {
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.AddTelemetry(service);

        var services = builder.Services;
        services.AddSingleton(new ServiceName(service));
        services.TryAddSingleton(TimeProvider.System);
        services.AddTokenValidation(builder.Configuration, service);
        services.AddSingleton(provider => new ServiceTokens(service, builder.Configuration,
            provider.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddFrenchProblems();
    }

    /// <summary>The pipeline in its order; call before mapping routes.</summary>
    public static void UsePlatform(this WebApplication app)
    {
        app.UseMiddleware<Correlation>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<SecondReading>();
        app.UseMiddleware<CallerReader>();
        app.UseAuthorization();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
        app.MapOpenApi().AllowAnonymous();
        app.MapSidecar();
    }

    private static IResult Ready(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested
            ? TypedResults.Ok(new { status = "ready" })
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

    private static void AddEvents(this IServiceCollection services, IConfiguration configuration, string service)
    {
        services.AddSingleton(new EventSubscriptions(service));
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton(_ => new SidecarClient(configuration, service));
        services.AddScoped<EventEnvelope>();
        services.AddScoped(typeof(EventDelivery<>));
        services.AddSingleton<HandlingFaults>();
        services.AddAuthorizationBuilder().AddPolicy(SidecarPolicy.Name, SidecarPolicy.Of(configuration));
    }

    private static void Listen(IConfiguration configuration, KestrelServerOptions kestrel)
    {
        var everywhere = configuration.GetValue("Platform:ListenOnAnyAddress", false);
        var address = everywhere ? IPAddress.Any : IPAddress.Loopback;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = configuration.GetValue("Platform:LargestBody", 1024 * 1024L);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Listen(address, configuration.GetValue("Platform:HttpPort", 8080), listener => listener.Protocols = HttpProtocols.Http1);
        kestrel.Listen(address, configuration.GetValue("Platform:GrpcPort", 5001), listener => listener.Protocols = HttpProtocols.Http2);
    }

    private static void Strict(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter());
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(StrictLists.Require);
        json.RespectRequiredConstructorParameters = true;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = 32;
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
