using System.Security.Cryptography;

namespace Sidecar.Tests;

/// <summary>How a test speaks to a sidecar's API.</summary>
internal static class SidecarClient
{
    public static string NewToken() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public static HttpClient On(int port, string? token = null) => At(new($"http://127.0.0.1:{port}/"), token);

    public static HttpClient At(Uri address, string? token)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        if (token is not null) client.DefaultRequestHeaders.Add("dapr-api-token", token);
        return client;
    }

    public static async Task<bool> AnswersAsync(this HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
