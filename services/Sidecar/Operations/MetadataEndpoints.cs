using Microsoft.AspNetCore.Http.Features;
using System.Collections.Concurrent;
using System.Reflection;
using Sidecar.Delivering;
using Sidecar.Publishing;
using Sidecar.Resources;

namespace Sidecar.Operations;

/// <summary>What the sidecar has loaded for the application that asks.</summary>
internal sealed class MetadataEndpoints(ResourceFiles resources)
{
    private static readonly string Version = typeof(MetadataEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
    private readonly ConcurrentDictionary<(string AppId, string Key), string> _extended = [];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/metadata", ReadAsync);
        routes.MapPut("/v1.0/metadata/{key}", ExtendAsync);
    }

    private Task ReadAsync(HttpContext http)
    {
        var app = http.Features.GetRequiredFeature<AppLink>();
        return ApiError.WriteAsync(http, 200, new
        {
            id = app.AppId,
            runtimeVersion = Version,
            components = resources.Pubsubs.Where(one => one.IsLoadedBy(app.AppId))
                .Select(one => new { name = one.Name, type = one.Type, version = one.Version, capabilities = Array.Empty<string>() }),
            subscriptions = app.Subscriptions.Select(View),
            extended = _extended.Where(pair => pair.Key.AppId == app.AppId).ToDictionary(pair => pair.Key.Key, pair => pair.Value),
            appConnectionProperties = new { port = app.Settings.AppPort, protocol = "http", channelAddress = "127.0.0.1" },
        });
    }

    private async Task ExtendAsync(HttpContext http)
    {
        var app = http.Features.GetRequiredFeature<AppLink>();
        using var reader = new StreamReader(http.Request.Body);
        _extended[(app.AppId, (string)http.GetRouteValue("key")!)] = await reader.ReadToEndAsync(http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static object View(Subscription one) => new
    {
        pubsubname = one.Topic.Pubsub,
        topic = one.Topic.Topic,
        deadLetterTopic = one.DeadLetterTopic ?? "",
        rules = one.Rules.Select(rule => new { match = rule.Match, path = rule.Path }).Append(new { match = "", path = one.DefaultPath ?? "" }).Where(rule => rule.path.Length > 0),
        type = one.Declared ? "DECLARATIVE" : "PROGRAMMATIC",
    };
}
