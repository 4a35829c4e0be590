using System.Net;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>F9: a service's clock is wrong, or jumps.</summary>
public sealed class ClockFaultTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(-8, HttpStatusCode.OK)]           // the issuer is a little late, or early
    [InlineData(8, HttpStatusCode.OK)]
    [InlineData(-5 * 60 - 60, HttpStatusCode.Unauthorized)]   // a token of five minutes, out for a minute
    [InlineData(5 * 60, HttpStatusCode.Unauthorized)]         // from the future
    public async Task Tokens_hold_within_the_skew_only(int seconds, HttpStatusCode expected)
    {
        var token = TestIssuer.Current.Token(new() { Tenant = Demo.Brume, Scopes = "notebook:read", Life = TimeSpan.FromMinutes(5) }, api.Clock.GetUtcNow().AddSeconds(seconds));
        using var client = api.With(token);

        Assert.Equal(expected, (await client.GetAsync("/notes", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_clock_set_back_delays_no_fact_and_turns_no_order()
    {
        var note = Guid.CreateVersion7();
        api.Sidecar.Down = true;
        await SayAsync(note);
        api.Clock.Advance(TimeSpan.FromMinutes(-5));
        await SayAsync(note);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        await SayAsync(note);
        api.Clock.Advance(TimeSpan.FromMinutes(-5));
        await SayAsync(note);
        api.Sidecar.Down = false;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Soon);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Left(note).Count < 4) await look.WaitForNextTickAsync(limit.Token);

        Assert.Equal(4, Left(note).Distinct().Count());
        Assert.Equal(Left(note).Order(), Left(note));
    }

    private async Task SayAsync(Guid note)
    {
        using var client = api.As(Demo.Brume);
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestIssuer.Current.Token(new() { Tenant = Demo.Brume, Situation = Guid.CreateVersion7(), Scopes = "notebook:write" }, api.Clock.GetUtcNow()));
        using var reply = await client.PostAsync($"/notes/{note}/again", null, Ct);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private List<long> Left(Guid note) => [.. api.Sidecar.Published.Where(fact => fact.Subject == note.ToString()).Select(fact => fact.Envelope.GetProperty("sequence").GetInt64())];
}
