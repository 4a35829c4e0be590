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
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1.0/publish/{pubsub}/{topic}{query}") { Content = content };
        // What will be refused for its size is not sent: the connection would break under it.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Publishes an event whose id is the given one.</summary>
    public static async Task PublishEventAsync(this HttpClient client, string topic, string id, string pubsub = "pubsub", string more = "") =>
        Assert.Equal(HttpStatusCode.NoContent, (await client.PublishAsync(topic, $"\"{id}\"", query: $"?metadata.cloudevent.id={id}{more}", pubsub: pubsub)).StatusCode);
}
