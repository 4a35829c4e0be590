using Microsoft.AspNetCore.Http.Features;
using Sidecar.Delivering;
using Sidecar.Resources;
using Sidecar.Storing;

namespace Sidecar.Publishing;

/// <summary>Publishing: the answer 204 says that the message is on the disk.</summary>
internal sealed class PublishEndpoints(ResourceFiles resources, Broker broker, TimeProvider clock)
{
    private static readonly string[] Verbs = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1.0/publish/{pubsub}/{**topic}", Verbs, PublishAsync);
        routes.MapMethods("/v1.0/publish/bulk/{pubsub}/{**topic}", Verbs, PublishManyAsync);
        routes.MapMethods("/v1.0-alpha1/publish/bulk/{pubsub}/{**topic}", Verbs, PublishManyAsync);
    }

    private async Task PublishAsync(HttpContext http)
    {
        var envelope = Prepare(http, out _);
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        await broker.PublishAsync([envelope.Wrap(body, http.Request.ContentType)]);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task PublishManyAsync(HttpContext http)
    {
        Prepare(http, out var publication);
        var entries = BulkEntry.ReadAll(await RequestBody.ReadAsync(http.Request, http.RequestAborted));
        var messages = new List<NewMessage>(entries.Count);
        var failed = new List<FailedEntry>();
        foreach (var entry in entries)
        {
            try
            {
                messages.Add(Around(publication with { Metadata = publication.Metadata.With(entry.Metadata) }).Wrap(entry.Body, entry.ContentType));
            }
            catch (RefusedException wrong) when (wrong.Code == "ERR_PUBSUB_CLOUD_EVENTS_SER")
            {
                failed.Add(new(entry.EntryId, wrong.Message));
            }
        }

        await broker.PublishAsync(messages);
        if (failed.Count == 0) http.Response.StatusCode = StatusCodes.Status204NoContent;
        else await ApiError.WriteAsync(http, 500, new { failedEntries = failed, errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE" });
    }

    private Envelope Prepare(HttpContext http, out Publication publication)
    {
        var app = http.Features.GetRequiredFeature<AppLink>();
        var pubsub = (string)http.GetRouteValue("pubsub")!;
        var topic = Uri.UnescapeDataString((string?)http.GetRouteValue("topic") ?? "").Trim('/');
        var component = resources.Find(app.AppId, pubsub)
            ?? throw new RefusedException(404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {pubsub} is not found");
        if (topic.Length == 0) throw new RefusedException(404, "ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {pubsub}");
        var metadata = PublishMetadata.Read(http.Request);
        if (!component.Permissions.MayPublish(app.AppId, topic))
            throw new RefusedException(403, "ERR_PUBSUB_FORBIDDEN", $"topic {topic} is not allowed for app id {app.AppId}");
        var trace = TraceContext.Continue(http.Request.Headers.TraceParent, http.Request.Headers.TraceState);
        publication = new(app.AppId, new(pubsub, topic), metadata, trace);
        return Around(publication);
    }

    private Envelope Around(Publication one) => new(one.AppId, one.Topic, one.Metadata, one.Trace, clock.GetLocalNow());

    private sealed record Publication(string AppId, TopicName Topic, PublishMetadata Metadata, TraceContext Trace);

    private sealed record FailedEntry(string EntryId, string Error);
}
