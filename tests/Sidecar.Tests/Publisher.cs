using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sidecar.Tests;

/// <summary>How an application publishes.</summary>
internal static class Publisher
{
    public static Task<HttpResponseMessage> PublishAsync(
        this HttpClient client, string topic, string body, string? contentType = "application/json", string query = "", string pubsub = "pubsub") =>
        client.PublishAsync(topic, Encoding.UTF8.GetBytes(body), contentType, query, pubsub);

    public static async Task<HttpResponseMessage> PublishAsync(
        this HttpClient client, string topic, byte[] body, string? contentType, string query = "", string pubsub = "pubsub")
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await client.PostAsync($"v1.0/publish/{pubsub}/{topic}{query}", content, TestContext.Current.CancellationToken);
    }

    /// <summary>Publishes an event whose id is the given one.</summary>
    public static async Task PublishEventAsync(this HttpClient client, string topic, string id, string pubsub = "pubsub", string more = "") =>
        Assert.Equal(HttpStatusCode.NoContent, (await client.PublishAsync(topic, $"\"{id}\"", query: $"?metadata.cloudevent.id={id}{more}", pubsub: pubsub)).StatusCode);
}
