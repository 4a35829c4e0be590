using System.Net;
using System.Net.Http.Json;
using Agenda.Calendars;
using Agenda.Tests.Api;
using Contracts.Agenda;
using Contracts.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;

namespace Agenda.Tests.Booking;

public sealed class BookingTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_minibus_already_taken_is_refused_with_the_name_of_its_activity_and_three_alternatives()
    {
        var minibus = await api.NewResourceAsync("vehicle", "minibus");
        var activity = AgendaApi.Activity("2026-03-10", "10:00", 120, AgendaApi.Member("vehicle", minibus));
        activity["label"] = "Sortie au marché";
        await api.PlanAsync(activity);

        var refusal = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", AgendaApi.Appointment("2026-03-10T10:00Z", 60, AgendaApi.Member("vehicle", minibus)), Ct), HttpStatusCode.Conflict, "planning-conflict");

        Assert.Contains("Sortie au marché", refusal["detail"]!.GetValue<string>());
        var alternatives = refusal["alternatives"]!.AsArray();
        Assert.Equal(3, alternatives.Count);
        Assert.All(alternatives, a => Assert.True(a!["startsAt"]!.GetValue<DateTimeOffset>() >= AgendaApi.At("2026-03-10T11:00Z")));
        var offered = alternatives[0]!;
        var again = AgendaApi.Appointment("2026-03-10T10:00Z", 60, AgendaApi.Member("vehicle", minibus));
        (again["startsAt"], again["endsAt"]) = (offered["startsAt"]!.DeepClone(), offered["endsAt"]!.DeepClone());
        await api.BookAsync(again);
    }

    [Fact]
    public async Task Another_thing_of_the_kind_at_the_same_time_is_the_first_alternative()
    {
        var type = $"chariot-{Guid.NewGuid().ToString("N")[..8]}";
        var (first, second) = (await api.NewResourceAsync("equipment", type), await api.NewResourceAsync("equipment", type));
        await api.BookAsync(AgendaApi.Appointment("2026-03-11T09:00Z", 60, AgendaApi.Member("equipment", first)));

        var refusal = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", AgendaApi.Appointment("2026-03-11T09:00Z", 60, AgendaApi.Member("equipment", first)), Ct), HttpStatusCode.Conflict, "planning-conflict");

        var offered = refusal["alternatives"]![0]!;
        Assert.Equal((AgendaApi.At("2026-03-11T09:00Z"), second), (offered["startsAt"]!.GetValue<DateTimeOffset>(), offered["resources"]![0]!["id"]!.GetValue<Guid>()));
    }

    [Fact]
    public async Task Who_may_not_know_the_holder_reads_no_name()
    {
        var (room, person) = (await api.NewResourceAsync(), AgendaApi.NewPerson());
        var first = AgendaApi.Appointment("2026-03-12T09:00Z", 60, AgendaApi.Member("room", room), AgendaApi.Member("usager", person));
        first["label"] = "Consultation secrète";
        await api.BookAsync(first);
        api.Consent.Refused[person] = false;

        var refusal = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", AgendaApi.Appointment("2026-03-12T09:30Z", 60, AgendaApi.Member("room", room)), Ct), HttpStatusCode.Conflict, "planning-conflict");

        Assert.DoesNotContain("secrète", refusal.ToJsonString());
        Assert.Null(refusal["conflicts"]![0]!["heldBy"]);
    }

    [Fact]
    public async Task Of_two_concurrent_bookings_one_wins_and_the_other_is_refused_F17()
    {
        var room = await api.NewResourceAsync();
        for (var round = 0; round < 5; round++)
        {
            var wanted = AgendaApi.Appointment($"2026-03-13T{9 + round:00}:00Z", 45, AgendaApi.Member("room", room));

            var replies = await Task.WhenAll(api.Nurse.PostAsJsonAsync("/appointments", wanted.DeepClone(), Ct), api.As(Demo.Brume, Demo.Vasseur).PostAsJsonAsync("/appointments", wanted.DeepClone(), Ct));

            Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], replies.Select(r => r.StatusCode).Order());
        }
    }

    [Fact]
    public async Task Fifty_concurrent_writers_never_book_twice_F17()
    {
        var rooms = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.NewResourceAsync()));
        var staff = Enumerable.Range(0, 3).Select(_ => api.NewColleague()).ToList();
        var people = Enumerable.Range(0, 4).Select(_ => AgendaApi.NewPerson()).ToList();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
        {
            var random = new Random(n);
            var start = AgendaApi.At("2026-03-16T08:00Z").AddMinutes(5 * random.Next(0, 40));
            var wanted = AgendaApi.Appointment(start.ToString("yyyy-MM-ddTHH:mm:ssZ"), 15 + 5 * random.Next(0, 6), AgendaApi.Member("room", rooms[random.Next(3)]), AgendaApi.Member("staff", staff[random.Next(3)]), AgendaApi.Member("usager", people[random.Next(4)]));
            return (await api.Nurse.PostAsJsonAsync("/appointments", wanted, Ct)).StatusCode;
        }));

        Assert.All(replies, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Conflict, status.ToString()));
        var won = replies.Count(r => r == HttpStatusCode.Created);
        Assert.InRange(won, 3, 49);
        var held = await HeldAsync([.. rooms, .. staff, .. people]);
        Assert.Equal(won * 3, held.Sum(h => h.Count()));
        foreach (var calendar in held)
            foreach (var (one, next) in calendar.OrderBy(b => b.StartsAt).Zip(calendar.OrderBy(b => b.StartsAt).Skip(1)))
                Assert.True(one.EndsAt <= next.StartsAt, $"{calendar.Key} is held twice at {next.StartsAt}.");
    }

    [Fact]
    public async Task Of_two_concurrent_moves_of_one_occurrence_one_wins_and_the_other_must_read_again_F17()
    {
        var (room, person) = (await api.NewResourceAsync(), AgendaApi.NewPerson());
        for (var round = 0; round < 5; round++)
        {
            var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment($"2026-03-{20 + round}T09:00Z", 30, AgendaApi.Member("room", room), AgendaApi.Member("usager", person))));
            var hours = new[] { 11, 13 };

            var replies = await Task.WhenAll(hours.Select(hour => api.ActAsync(id, "move", new { startsAt = $"2026-03-{20 + round}T{hour}:00:00Z", endsAt = $"2026-03-{20 + round}T{hour}:30:00Z" }, version: 1)));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], replies.Select(r => r.StatusCode).Order());
            var won = AgendaApi.At($"2026-03-{20 + round}T{hours[Array.FindIndex(replies, r => r.StatusCode == HttpStatusCode.OK)]}:00Z");
            var moved = await api.OccurrenceAsync(id);
            Assert.Equal((won, 2), (moved["startsAt"]!.GetValue<DateTimeOffset>(), moved["version"]!.GetValue<int>()));
            Assert.All((await HeldAsync([room, person])).Select(calendar => calendar.Where(b => b.SourceId == id)), held => Assert.Equal(won, Assert.Single(held).StartsAt));
            await api.WaitForOneAsync(ActivityMoved.Topic, e => e.Subject == id.ToString());
        }
    }

    [Fact]
    public async Task Two_occurrences_moved_at_once_onto_one_free_hour_do_not_both_get_it_F17()
    {
        var room = await api.NewResourceAsync();
        for (var round = 0; round < 5; round++)
        {
            var day = $"2026-04-{10 + round}";
            var ids = new[] { await api.BookAsync(AgendaApi.Appointment($"{day}T09:00Z", 30, AgendaApi.Member("room", room))), await api.BookAsync(AgendaApi.Appointment($"{day}T10:00Z", 30, AgendaApi.Member("room", room))) }.Select(AgendaApi.Id).ToList();

            var replies = await Task.WhenAll(ids.Select(id => api.ActAsync(id, "move", new { startsAt = $"{day}T14:00:00Z", endsAt = $"{day}T14:30:00Z" }, version: 1)));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], replies.Select(r => r.StatusCode).Order());
            Assert.Equal(2, (await HeldAsync([room])).Single().Where(b => ids.Contains(b.SourceId)).Select(b => b.StartsAt).Distinct().Count());
        }
    }

    [Fact]
    public async Task One_number_sent_ten_times_at_once_books_once()
    {
        var (room, colleague, person) = (await api.NewResourceAsync(), api.NewColleague(), AgendaApi.NewPerson());
        var wanted = AgendaApi.Appointment("2026-03-17T09:00Z", 30, AgendaApi.Member("room", room), AgendaApi.Member("staff", colleague), AgendaApi.Member("usager", person));
        var client = api.Nurse;
        client.DefaultRequestHeaders.Add("Idempotency-Key", "same-booking");

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => await AgendaApi.OkAsync(await client.PostAsJsonAsync("/appointments", wanted.DeepClone(), Ct))));

        Assert.Single(replies.Select(r => AgendaApi.Id(r["appointment"]!)).Distinct());
        Assert.Single((await HeldAsync([room])).Single());
        // Each of the ten acts is in the trail, also of those that found what their twin had made.
        int Told() => api.Published.Count(p => p.Topic == AccessRecorded.Topic && p.As<AccessRecorded>() is { Action: "agenda.book", Outcome: "allowed" } line && line.UsagerId == person);
        await api.WaitForAsync(AccessRecorded.Topic, _ => Told() == 10);
    }

    [Fact]
    public async Task Cancelled_it_gives_its_time_back_and_cancelling_again_answers_alike()
    {
        var room = await api.NewResourceAsync();
        var wanted = AgendaApi.Appointment("2026-03-18T09:00Z", 30, AgendaApi.Member("room", room));
        var id = AgendaApi.Id(await api.BookAsync(wanted));

        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync($"/occurrences/{id}/cancel", new { reason = "structure" }, Ct));
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync($"/occurrences/{id}/cancel", new { reason = "structure" }, Ct));

        await api.BookAsync(wanted);
        await api.WaitForOneAsync(ActivityCancelled.Topic, e => e.Subject == id.ToString());
    }

    [Fact]
    public async Task A_move_of_a_version_that_is_no_longer_true_is_refused()
    {
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-18T11:00Z", 30, AgendaApi.Member("usager", AgendaApi.NewPerson()))));

        await AgendaApi.RefusedAsync(await api.ActAsync(id, "move", new { startsAt = "2026-03-18T12:00:00Z", endsAt = "2026-03-18T12:30:00Z" }, version: 7), HttpStatusCode.PreconditionFailed, "stale-version");

        Assert.Equal(AgendaApi.At("2026-03-18T11:00Z"), (await api.OccurrenceAsync(id))["startsAt"]!.GetValue<DateTimeOffset>());
    }

    private async Task<List<IGrouping<Guid, Busy>>> HeldAsync(Guid[] calendars)
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        var db = scope.ServiceProvider.GetRequiredService<AgendaDbContext>();
        return [.. (await db.BusyTimes.AsNoTracking().Where(b => calendars.Contains(b.CalendarId)).ToListAsync(Ct)).GroupBy(b => b.CalendarId)];
    }
}
