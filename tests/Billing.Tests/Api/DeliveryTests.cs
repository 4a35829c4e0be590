using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Api;

/// <summary>F6 and pitfalls 9 and 10: facts delivered two to ten times, out of order, with new or old event ids, bill what the model bills.</summary>
public sealed class DeliveryTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Theory]
    [InlineData(11)]
    [InlineData(29)]
    [InlineData(47)]
    public async Task Pitfalls_9_and_10_whatever_the_order_and_the_number_of_deliveries_the_totals_are_the_models(int seed)
    {
        var chance = new Random(seed);
        var house = await api.OpenHouseAsync();
        await house.PriceAsync("JOURNEE", 210m);
        var deliveries = new List<Func<Task<string>>>();
        var expected = 0m;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var resident = await house.AdmitAsync();
            expected += Hospital(house, resident, chance, deliveries);
            var child = await house.AdmitAsync("ImeSemiInternat");
            expected += School(house, child, chance, deliveries);
        }

        var shuffled = deliveries.OrderBy(_ => chance.Next()).ToList();
        var half = shuffled.Count / 2;
        foreach (var deliver in shuffled[..half]) Assert.Equal("SUCCESS", await deliver());
        await house.ConfirmAsync("2026-02");
        foreach (var deliver in shuffled[half..]) Assert.Equal("SUCCESS", await deliver());
        await house.ConfirmAsync("2026-02");

        Assert.Equal(expected, (await house.PreviewAsync("2026-02")).Amount("total"));
        Assert.Equal(expected, (await house.EventsAsync("period=2026-02")).Sum());
        Assert.Equal(0, (await house.ConfirmAsync("2026-02"))["lines"]!.GetValue<int>());
        await house.VerifyAsync();
    }

    // Three versions of a stay at the hospital: only the last one counts.
    private decimal Hospital(HouseApi house, Resident resident, Random chance, List<Func<Task<string>>> deliveries)
    {
        var (absence, left) = (Guid.CreateVersion7(), chance.Next(2, 8));
        var nights = 0;
        for (var version = 1; version <= 3; version++)
        {
            nights = chance.Next(1, 15);
            var fact = new AbsenceRecorded(absence, version, resident.Usager, house.Id, "HOSPITAL_MCO", true, Rules.House.At($"2026-02-{left:00} 10:00"), Rules.House.At($"2026-02-{left + nights:00} 15:00"), false, api.Clock.GetUtcNow());
            Repeat(AbsenceRecorded.Topic, fact, chance, deliveries);
        }
        return 28 * 65.00m - Math.Max(0, nights - 3) * 20.00m + (28 - nights) * 5.60m;
    }

    // A week of attendance, each day captured then corrected once.
    private decimal School(HouseApi house, Resident child, Random chance, List<Func<Task<string>>> deliveries)
    {
        var days = 0m;
        for (var day = 2; day <= 6; day++)
        {
            var (id, occurrence, activity) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
            var present = chance.Next(2) == 0;
            var date = Rules.House.Day($"2026-02-{day:00}");
            Repeat(AttendanceRecorded.Topic, new AttendanceRecorded(id, 1, occurrence, activity, child.Usager, house.Id, date, "FULL", present ? "ABSENT_UNPLANNED" : "PRESENT", 1, 300, null, Demo.Montagne, api.Clock.GetUtcNow()), chance, deliveries);
            Repeat(AttendanceCorrected.Topic, new AttendanceCorrected(id, 2, occurrence, activity, child.Usager, house.Id, date, "FULL", present ? "PRESENT" : "ABSENT_JUSTIFIED", 1, 300, null, "mistake", Demo.Montagne, api.Clock.GetUtcNow()), chance, deliveries);
            if (present) days++;
        }
        return days * 210m;
    }

    private void Repeat<T>(string topic, T fact, Random chance, List<Func<Task<string>>> deliveries)
    {
        var id = Guid.CreateVersion7();
        for (var times = chance.Next(2, 11); times > 0; times--)
        {
            // The bus repeats an id; a tablet or a second import brings the same fact under a new one.
            Guid? delivered = chance.Next(2) == 0 ? id : null;
            deliveries.Add(() => api.DeliverAsync(topic, fact, Demo.Brume, delivered));
        }
    }
}
