using System.Net;
using System.Text;
using Xunit;

namespace Sso.Tests;

public sealed class HostileRequestTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task After_twenty_wrong_secrets_in_a_minute_that_client_waits_and_others_do_not()
    {
        var wrong = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "tool", ["client_secret"] = "guess" };
        for (var guess = 0; guess < 20; guess++) Assert.Equal(HttpStatusCode.Unauthorized, (await api.PostAsync("/oauth/token", wrong)).Status);

        var next = await api.PostAsync("/oauth/token", wrong);
        var right = await api.PostAsync("/oauth/token", new(wrong) { ["client_secret"] = api.ToolSecret });
        var other = await api.PostAsync("/oauth/token", new(api.Editor.Assertion("facturation", api.Clock.GetUtcNow())) { ["grant_type"] = "client_credentials" });
        api.Clock.Advance(TimeSpan.FromSeconds(61));
        var later = await api.PostAsync("/oauth/token", new(wrong) { ["client_secret"] = api.ToolSecret });

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (next.Status, right.Status));
        Assert.True(next.Reply.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.Status, later.Status));
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    [InlineData("/oauth/introspect")]
    public async Task A_megabyte_is_refused_before_it_is_read(string path)
    {
        using var client = api.Anonymous();
        using var body = new StringContent("token=" + new string('a', 1_000_000), Encoding.ASCII, "application/x-www-form-urlencoded");

        var reply = await client.PostAsync(path, body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
    }

    [Theory]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded")]
    [InlineData("{\"grant_type\":\"client_credentials\"}", "application/json")]
    public async Task A_repeated_parameter_or_another_format_is_an_invalid_request(string text, string type)
    {
        using var client = api.Anonymous();
        using var body = new StringContent(text, Encoding.ASCII, type);

        var reply = await client.PostAsync("/oauth/token", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains("invalid_request", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
