using Telemedicine.Tests.Api;

namespace Telemedicine.Tests;

public sealed class StartTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    [Fact]
    public async Task It_is_ready_once_its_database_is_there()
    {
        using var client = api.Anonymous();
        using var reply = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode);
    }

    [Fact]
    public void Every_form_of_the_catalogue_is_sound_and_asks_for_a_clinical_reason() =>
        Assert.All(Telemedicine.UseCases.CaseCatalogue.All, t =>
        {
            Assert.Null(new Telemedicine.UseCases.FormVersion(1, t.Fields).Fault());
            Assert.Contains(t.Fields, f => f is { Key: "reason", Required: true });
        });
}
