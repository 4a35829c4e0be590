using System.Net;
using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Api;

/// <summary>Facts arrive while months are confirmed and closed: nobody is told to begin again, and the ledger says what is known.</summary>
public sealed class MeetingTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task A_correction_that_arrives_between_reading_and_saving_is_not_lost_and_the_referent_sees_nothing_of_it()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        var absence = await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        api.Consent.Meanwhile = () => house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-19 15:00", absence: absence, version: 2);

        // What was known when the month was read is written…
        Assert.Equal(1_755.20m, (await house.ConfirmAsync("2026-02")).Amount("amount"));

        // …and the month is still marked: E11, in the same open period.
        Assert.Equal((3, 25.60m), (await house.PreviewAsync("2026-02"))["pending"]! is var pending ? (pending["lines"]!.GetValue<int>(), pending.Amount("amount")) : default);
        Assert.Equal(25.60m, (await house.ConfirmAsync("2026-02")).Amount("amount"));
        Assert.Equal(1_780.80m, (await house.EventsAsync("period=2026-02")).Sum());
        Assert.Equal(0, (await house.PreviewAsync("2026-02"))["pending"]!["lines"]!.GetValue<int>());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_first_fact_that_arrives_between_reading_and_saving_waits_for_the_next_confirmation()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        api.Consent.Meanwhile = () => house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");

        await house.ConfirmAsync("2026-02");
        await house.ConfirmAsync("2026-02");

        Assert.Equal(1_755.20m, (await house.EventsAsync("period=2026-02")).Sum());
        Assert.Equal(0, (await house.PreviewAsync("2026-02"))["pending"]!["lines"]!.GetValue<int>());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Confirming_again_and_again_under_a_rain_of_facts_never_asks_the_user_to_begin_again()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var residents = new List<(Resident Who, Guid Absence)>();
        foreach (var _ in Enumerable.Range(0, 6))
        {
            var who = await house.AdmitAsync();
            residents.Add((who, await house.AwayAsync(who.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-12 15:00")));
        }

        var rain = Task.WhenAll(residents.Select(async one =>
        {
            for (var version = 2; version <= 9; version++) await BringAsync(house, one.Who.Usager, one.Absence, version);
        }));
        var statuses = new List<HttpStatusCode>();
        while (!rain.IsCompleted) statuses.Add((await house.TryAsync("confirm", "2026-02")).StatusCode);
        await rain;
        await house.ConfirmAsync("2026-02");

        Assert.NotEmpty(statuses);
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(6 * 1_755.20m, (await house.EventsAsync("period=2026-02")).Sum());
        Assert.Equal(200, (int)(await house.TryAsync("close", "2026-02")).StatusCode);
        await house.VerifyAsync();
    }

    // As the sidecar does: until it is taken.
    private async Task BringAsync(HouseApi house, Guid usager, Guid absence, int version)
    {
        var fact = new AbsenceRecorded(absence, version, usager, house.Id, "HOSPITAL_MCO", true, Rules.House.At("2026-02-09 10:00"), Rules.House.At($"2026-02-{11 + version} 15:00"), false, api.Clock.GetUtcNow());
        for (var tries = 1; await api.DeliverAsync(AbsenceRecorded.Topic, fact, Demo.Brume) != "SUCCESS"; tries++) Assert.True(tries < 50);
    }
}
