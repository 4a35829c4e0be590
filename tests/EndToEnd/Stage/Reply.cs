using System.Text.Json;
using System.Text.RegularExpressions;

namespace EndToEnd.Stage;

/// <summary>What came back.</summary>
/// <param name="Asked">Path and query of the question.</param>
public sealed partial record Reply(int Status, string Text, string? ContentType, string? ETag, Uri? Location, string Asked)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<Reply> OfAsync(HttpResponseMessage reply) =>
        new((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), reply.Content.Headers.ContentType?.MediaType, reply.Headers.ETag?.Tag, reply.Headers.Location,
            reply.RequestMessage?.RequestUri?.PathAndQuery ?? "");

    public Reply Must(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text[..Math.Min(Text.Length, 800)]}");
        return this;
    }

    /// <summary>A refusal as it must be: a problem document with a stable code and a French sentence.</summary>
    public Reply MustRefuse(int status, string code)
    {
        Must(status);
        Assert.Equal(code, Code);
        Assert.True(IsRefusal, Text);
        return this;
    }

    /// <summary>The code of a problem document; empty for anything else.</summary>
    public string Code => ContentType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "";

    /// <summary>Said not to be done, with a code and in French.</summary>
    public bool IsRefusal => Status is >= 400 and < 500 && Code.Length > 0 && Json.TryGetProperty("detail", out var detail) && FrenchSentence().IsMatch(detail.GetString() ?? "");

    [GeneratedRegex(@"\b(le|la|les|un|une|de|du|des|est|pas|vous|votre|ce|cette)\b.*\.$|^\p{Lu}.*\b(l'|d'|n').*\.$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FrenchSentence();
}
