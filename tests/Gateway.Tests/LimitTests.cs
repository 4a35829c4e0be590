using System.Net;
using Testing;
using Xunit;

namespace Gateway.Tests;

public sealed class NarrowGateway : GatewayApi
{
    public NarrowGateway()
    {
        Settings["Gateway:Limits:TenantPerSecond"] = "15";
        Settings["Gateway:Limits:ClientPerSecond"] = "5";
        Settings["Gateway:Limits:AddressPerSecond"] = "5";
    }
}

public sealed class LimitTests(NarrowGateway api) : IClassFixture<NarrowGateway>
{
    [Fact]
    public async Task A_client_runs_out_alone()
    {
        using var editor = api.Editor(tenant: Demo.Rivieres);
        using var page = api.Page(api.Sessions.Add(Demo.Rivieres));

        var greedy = await BurstAsync(editor, 25);
        var other = await BurstAsync(page, 1);

        Assert.True(greedy.Count(status => status == HttpStatusCode.OK) is >= 10 and < 25);
        Assert.Equal(HttpStatusCode.OK, other.Single());
    }

    [Fact]
    public async Task A_tenant_runs_out_together_and_another_does_not()
    {
        var answers = new List<HttpStatusCode>();
        var tenant = Guid.NewGuid();
        for (var person = 0; person < 8; person++)
        {
            using var page = api.Page(api.Sessions.Add(tenant));
            answers.AddRange(await BurstAsync(page, 8));
        }
        using var elsewhere = api.Page(api.Sessions.Add(Demo.Brume));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, (await BurstAsync(elsewhere, 1)).Single());
    }

    [Fact]
    public async Task A_stranger_runs_out_by_address_and_reads_when_to_come_back()
    {
        using var client = api.Anonymous();
        HttpResponseMessage? refused = null;
        for (var call = 0; call < 60 && refused is null; call++)
        {
            var reply = await client.GetAsync("/health", TestContext.Current.CancellationToken);
            if (reply.StatusCode == HttpStatusCode.TooManyRequests) refused = reply;
        }

        Assert.NotNull(refused);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Contains("Trop de demandes", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<List<HttpStatusCode>> BurstAsync(HttpClient client, int calls)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => client.GetAsync("/api/identity/usagers", TestContext.Current.CancellationToken)));
        return [.. replies.Select(reply => reply.StatusCode)];
    }
}
