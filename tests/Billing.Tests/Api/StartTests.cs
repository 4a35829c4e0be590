namespace Billing.Tests.Api;

public sealed class StartTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task It_is_ready_once_its_database_is_there()
    {
        using var client = api.Anonymous();
        using var reply = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode);
    }
}
