using System.Net;
using System.Text.Json;
using Testing;

namespace Agenda.Tests.Daily;

/// <summary>One comment for a group, a line for one of them, and nobody else's name in anybody's file.</summary>
public sealed class GroupNoteTests(DayApi api) : IClassFixture<DayApi>
{
    private static readonly DateTimeOffset Start = DayApi.Paris(2026, 6, 10, 10);

    [Fact]
    public async Task A_personal_line_stands_in_one_file_and_names_are_masked_though_the_device_did_not_tell_them()
    {
        var (zoe, rose, absent) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        api.Identity.Know(zoe, "D'ALMEIDA", "ZOE", usedFirstName: "Zozo");
        api.Identity.Know(rose, "JEAN-PIERRE", "ROSE");
        api.Identity.Know(absent, "TILLEUL", "MAX");
        var group = await api.PlanAsync(Start, 60, [zoe, rose, absent], [Demo.Dorval]);

        var results = await api.CaptureAsync("tablette-1", DayApi.Said(group.Id, zoe, "PRESENT", Start.AddMinutes(5)), DayApi.Said(group.Id, rose, "PRESENT", Start.AddMinutes(5)), DayApi.Said(group.Id, absent, "ABSENT_JUSTIFIED", Start.AddMinutes(5)),
            new
            {
                mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = Start.AddMinutes(50), note = "Zoé a peint une rose, Rose l'a signée « Jean Pierre ». MAX manquait ; Maxime le magicien est venu, d’Almeida a ri.",
                addenda = new[] { new { usagerId = zoe, text = "Zozo a demandé de l'aide à Rose." }, new { usagerId = absent, text = "À rappeler." } },
            });

        Assert.All(results, one => Assert.Equal("recorded", one.GetProperty("result").GetString()));
        Assert.Equal("la personne a peint une rose, un autre participant l'a signée « un autre participant ». un autre participant manquait ; Maxime le magicien est venu, la personne a ri.\nla personne a demandé de l'aide à un autre participant.",
            Assert.Single(await NotesAsync(zoe)));
        Assert.Equal("un autre participant a peint une rose, la personne l'a signée « la personne ». un autre participant manquait ; Maxime le magicien est venu, un autre participant a ri.", Assert.Single(await NotesAsync(rose)));
        Assert.Empty(await NotesAsync(absent));
    }

    [Fact]
    public async Task Sent_again_it_is_known_though_a_name_has_changed_and_another_line_under_its_number_is_refused()
    {
        var person = Guid.CreateVersion7();
        api.Identity.Know(person, "AVANT", "Lou");
        var group = await api.PlanAsync(Start.AddDays(1), 60, [person], [Demo.Dorval]);
        var number = Guid.CreateVersion7();
        object Note(string line) => new { mutationId = number, occurrenceId = group.Id, deviceAt = Start.AddDays(1), note = "Lou Avant a chanté.", addenda = new[] { new { usagerId = person, text = line } } };
        await api.CaptureAsync("tablette-1", Note("Très bien."));
        api.Identity.Know(person, "APRES", "Lou");

        var again = Assert.Single(await api.CaptureAsync("tablette-1", Note("Très bien.")));
        var other = Assert.Single(await api.CaptureAsync("tablette-1", Note("Moins bien.")));

        Assert.Equal(("known", "rejected", "mutation-reused"), (again.GetProperty("result").GetString(), other.GetProperty("result").GetString(), other.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("stranger", "not-registered", "capture-invalid")]
    [InlineData("empty", " ", "capture-invalid")]
    [InlineData("single", "Seule", "capture-invalid")]
    public async Task A_line_for_somebody_else_an_empty_one_or_one_without_a_group_is_refused(string fault, string text, string code)
    {
        var person = Guid.CreateVersion7();
        var group = await api.PlanAsync(Start.AddDays(2), 60, [person], [Demo.Dorval]);

        var result = Assert.Single(await api.CaptureAsync("tablette-1", new
        {
            mutationId = Guid.CreateVersion7(), occurrenceId = group.Id, deviceAt = Start.AddDays(2), note = "Belle séance.", usagerId = fault == "single" ? person : (Guid?)null,
            addenda = new[] { new { usagerId = fault == "stranger" ? Guid.CreateVersion7() : person, text } },
        }));

        Assert.Equal(("rejected", code), (result.GetProperty("result").GetString(), result.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Each_capture_leaves_its_trace_and_is_behind_the_counter_under_the_same_id_for_those_the_caller_may_read()
    {
        var (came, refused, hidden) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var group = await api.PlanAsync(Start.AddDays(20), 60, [came, refused, hidden], [Demo.Dorval], serafin: "2.2.2");
        var at = Start.AddDays(20);
        var results = await api.CaptureAsync("tablette-1", DayApi.Said(group.Id, came, "PRESENT", at), DayApi.Said(group.Id, refused, "REFUSED", at), DayApi.Said(group.Id, hidden, "PRESENT", at));
        api.Consent.Closed[hidden] = true;
        var period = $"from={group.Day:yyyy-MM-dd}&to={group.Day:yyyy-MM-dd}";

        var counted = await api.GetAsync($"/statistics/activity/attendances?establishmentId={Demo.DeuxChenes}&{period}&serafinCode=2.2.2");
        var trace = (await api.GetAsync($"/usagers/{refused}/traces?{period}")).GetProperty("items")[0];

        Assert.Equal(2, counted.GetProperty("total").GetInt32());
        // Both were made in the same millisecond: which comes first is not said.
        Assert.Equal(new HashSet<(Guid, string?)> { (Id(results[0]), "session"), (Id(results[1]), "refusal") }, counted.GetProperty("items").EnumerateArray().Select(one => (Id(one), one.GetProperty("countedAs").GetString())).ToHashSet());
        Assert.Equal((Id(results[1]), "Refus de la personne : Atelier cuisine"), (Id(trace), trace.GetProperty("sentence").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, $"/usagers/{hidden}/traces?{period}")).Status);
        Assert.Equal(0, (await api.GetAsync($"/usagers/{came}/traces?from=2026-01-01&to=2026-01-31")).GetProperty("total").GetInt32());
        var stranger = api.As(Demo.Rivieres, Demo.Bellec);
        Assert.Equal(HttpStatusCode.Forbidden, (await api.SendAsync(HttpMethod.Get, $"/statistics/activity/attendances?establishmentId={Demo.DeuxChenes}&{period}", by: stranger)).Status);
    }

    private static Guid Id(JsonElement one) => one.GetProperty("attendanceId").GetGuid();

    private async Task<List<string>> NotesAsync(Guid usager) =>
        [.. (await api.GetAsync($"/usagers/{usager}/notes?from=2026-06-01&to=2026-06-30")).GetProperty("items").EnumerateArray().Select(note => note.GetProperty("text").GetString()!)];
}
