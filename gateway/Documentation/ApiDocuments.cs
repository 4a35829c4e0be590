using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Documentation;

/// <summary>The services' own OpenAPI documents, with the addresses the outside uses.</summary>
public sealed class ApiDocuments(IHttpClientFactory http, IConfiguration configuration, TimeProvider clock)
{
    public const string HttpName = "documents";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (string Text, DateTimeOffset ReadAt)> _read = new(StringComparer.Ordinal);

    /// <summary>Services with an API, in the order of the page.</summary>
    public static readonly string[] Services = ["identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit"];

    /// <summary>Null when the service is unknown or does not answer.</summary>
    public async Task<string?> FindAsync(string service, CancellationToken ct)
    {
        if (!Services.Contains(service) || configuration[$"Services:{service}:Http"] is not { } address) return null;
        if (_read.TryGetValue(service, out var known) && clock.GetUtcNow() - known.ReadAt < Life) return known.Text;
        using var client = http.CreateClient(HttpName);
        try
        {
            var document = JsonNode.Parse(await client.GetStringAsync($"{address.TrimEnd('/')}/openapi/v1.json", ct)) as JsonObject;
            if (document is null) return null;
            document["servers"] = new JsonArray(new JsonObject { ["url"] = $"/api/{service}" });
            var text = document.ToJsonString();
            _read[service] = (text, clock.GetUtcNow());
            return text;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}

internal static class DocumentationPage
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>One page for all services, at /docs.</summary>
    public static void UseApiDocumentation(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/docs"), docs =>
        {
            docs.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                return next(context);
            });
            docs.UseSwaggerUI(page =>
            {
                page.RoutePrefix = "docs";
                page.DocumentTitle = "API de la plateforme";
                foreach (var service in ApiDocuments.Services)
                    if (app.Configuration[$"Services:{service}:Http"] is not null) page.SwaggerEndpoint($"/docs/{service}/openapi.json", service);
            });
        });
    }

    public static void MapApiDocuments(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/docs/{service}/openapi.json", async (string service, ApiDocuments documents, CancellationToken ct) =>
            await documents.FindAsync(service, ct) is { } text ? Results.Text(text, "application/json") : Results.NotFound()).AllowAnonymous();
}
