using Agenda.Calendars;
using Agenda.Resources;
using Agenda.Tests.Api;
using Contracts.Agenda;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;

namespace Agenda.Tests;

/// <summary>The demonstration's plannings come once the service answers: whoever needs them asks for them.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private static readonly Guid Minibus = Guid.Parse("01900000-0000-7000-8000-000000000704");
    private readonly AgendaApi _api = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Its_houses_have_their_rooms_and_their_week_once()
    {
        await StartAsync();
        await _api.RestartAsync();
        await MetAsync();

        var things = await AgendaApi.OkAsync(await _api.Nurse.GetAsync($"/resources?establishmentId={Demo.SaulesBlancs}", Ct));
        var week = await AgendaApi.OkAsync(await _api.Nurse.GetAsync($"/occurrences?establishmentId={Demo.SaulesBlancs}&from=2026-03-02T00:00:00Z&until=2026-03-09T00:00:00Z", Ct));

        Assert.Equal(["Chariot de télémédecine", "Minibus des Saules", "Salle d'animation", "Salle de télémédecine"], things.AsArray().Select(t => t!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal([("Atelier mémoire", "2026-03-03T13:30"), ("Sortie au marché", "2026-03-06T08:30")], week["items"]!.AsArray().Select(o => (o!["label"]!.GetValue<string>(), o["startsAt"]!.GetValue<DateTimeOffset>().ToString("yyyy-MM-ddTHH:mm"))));
    }

    [Fact]
    public async Task What_a_start_left_half_way_is_completed_by_the_next_one()
    {
        await using (var scope = _api.Provider.CreateAsyncScope())
        {
            using var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
            var db = scope.ServiceProvider.GetRequiredService<AgendaDbContext>();
            db.Resources.Add(Resource.Of(Demo.Brume, Demo.SaulesBlancs, CalendarKind.Vehicle, new("minibus", "Minibus d'avant", null, 9, 2, [], Agenda.Houses.WeeklyHours.Always, Agenda.Houses.DayPeriods.None, 0, 0, 0, null, true), AgendaApi.Today, Minibus));
            await db.SaveChangesAsync(Ct);
        }

        await StartAsync();

        var things = await AgendaApi.OkAsync(await _api.Nurse.GetAsync($"/resources?establishmentId={Demo.SaulesBlancs}", Ct));
        Assert.Equal(["Chariot de télémédecine", "Minibus d'avant", "Salle d'animation", "Salle de télémédecine"], things.AsArray().Select(t => t!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    private async Task StartAsync()
    {
        _api.Settings["Agenda:Demo"] = "true";
        await _api.RestartAsync();
        await MetAsync();
    }

    // The meeting of the IME is what is planned last.
    private Task<PublishedEvent> MetAsync() => _api.WaitForAsync(ActivityPlanned.Topic, planned => planned.As<ActivityPlanned>().EstablishmentId == Demo.DeuxChenes);
}
