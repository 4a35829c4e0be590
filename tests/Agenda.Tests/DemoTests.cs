using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests;

/// <summary>The demonstration's plannings, started twice on the same database.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private readonly AgendaApi _api = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api.Settings["Agenda:Demo"] = "true";
        await _api.InitializeAsync();
        await _api.RestartAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Its_houses_have_their_rooms_and_their_week_once()
    {
        var things = await AgendaApi.OkAsync(await _api.Nurse.GetAsync($"/resources?establishmentId={Demo.SaulesBlancs}", Ct));
        var week = await AgendaApi.OkAsync(await _api.Nurse.GetAsync($"/occurrences?establishmentId={Demo.SaulesBlancs}&from=2026-03-02T00:00:00Z&until=2026-03-09T00:00:00Z", Ct));

        Assert.Equal(["Chariot de télémédecine", "Minibus des Saules", "Salle d'animation", "Salle de télémédecine"], things.AsArray().Select(t => t!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal([("Atelier mémoire", "2026-03-03T13:30"), ("Sortie au marché", "2026-03-06T08:30")], week["items"]!.AsArray().Select(o => (o!["label"]!.GetValue<string>(), o["startsAt"]!.GetValue<DateTimeOffset>().ToString("yyyy-MM-ddTHH:mm"))));
    }
}
