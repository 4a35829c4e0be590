using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>What a team says once of a group is in each person's file, in the counters and in the bill.</summary>
[Collection(OnePlatform.Name)]
public sealed class OneCaptureTests(PlatformFixture platform)
{
    private static readonly (string Name, string Given)[] Six = [("HORTENSIA", "LÉON"), ("CAPUCINE", "ROSE"), ("MARJOLAINE", "TOM"), ("SARRIETTE", "ANAÏS"), ("BOURRACHE", "YANN"), ("ESTRAGON", "MILA")];

    [Fact]
    [Trait("Seed", "S1-05")]
    public async Task One_comment_for_six_is_four_notes_with_a_personal_line_in_one_and_no_name_of_another_in_any()
    {
        var group = await Workshop.PlanAsync(platform, Six);
        var teacher = await platform.AsAsync("DORVAL");

        await Workshop.CaptureAsync(teacher, group.Said(0, "PRESENT"), group.Said(1, "PRESENT"), group.Said(2, "PRESENT"), group.Said(3, "PRESENT"), group.Said(4, "ABSENT_JUSTIFIED"), group.Said(5, "ABSENT_UNPLANNED"), new
        {
            mutationId = Guid.NewGuid(), occurrenceId = group.Occurrence, deviceAt = group.Start.AddMinutes(50),
            note = "Léon a lu son texte à Rose et à Tom. Anaïs Sarriette a écrit avec Nana ; Yann et Mila manquaient.",
            mentions = new[] { new { usagerId = group.Youths[3], word = "Nana" } },
            addenda = new[] { new { usagerId = group.Youths[1], text = "A pris la parole seule pour la première fois, aidée par Léon." } },
        });

        var copies = new List<List<string>>();
        foreach (var youth in group.Youths) copies.Add([.. (await teacher.GetAsync($"/api/agenda/usagers/{youth}/notes?{group.Period}")).Must(200).Json.GetProperty("items").EnumerateArray().Select(note => note.GetProperty("text").GetString()!)]);
        Assert.Equal([1, 1, 1, 1, 0, 0], copies.Select(notes => notes.Count));
        var personal = Assert.Single(copies.SelectMany(notes => notes), note => note.Contains("prend la parole", StringComparison.Ordinal) || note.Contains("pris la parole", StringComparison.Ordinal));
        Assert.Equal(personal, copies[1][0]);
        string[] names = ["Léon", "Leon", "Hortensia", "Rose", "Capucine", "Tom", "Marjolaine", "Anaïs", "Nana", "Sarriette", "Yann", "Bourrache", "Mila", "Estragon"];
        foreach (var note in copies.SelectMany(notes => notes)) Assert.DoesNotContain(names, name => note.Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.All(copies.Take(4), notes => Assert.Contains("la personne", notes[0], StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Seed", "S1-06")]
    public async Task One_tap_is_attendance_trace_counter_and_billing_line_under_one_id()
    {
        var group = await Workshop.PlanAsync(platform, [("AMARANTE", "ELSA")], new() { ["counting"] = "HalfDay", ["serafinCode"] = "3.2.1.2" });
        var (youth, accounts, teacher) = (group.Youths[0], await platform.AsAsync("CASTAING"), await platform.AsAsync("DORVAL"));
        (await accounts.PostAsync("/api/billing/stays", new { usagerId = youth, establishmentId = Workshop.DeuxChenes, regime = "ImeSemiInternat", admittedOn = "2025-09-01" })).Must(201);

        var tapped = Assert.Single(await Workshop.CaptureAsync(teacher, group.Said(0, "PRESENT"))).GetProperty("attendanceId").GetGuid();

        var attendance = Assert.Single((await teacher.GetAsync($"/api/agenda/attendances?occurrenceId={group.Occurrence}")).Must(200).Json.GetProperty("items").EnumerateArray());
        var trace = Assert.Single((await teacher.GetAsync($"/api/agenda/usagers/{youth}/traces?{group.Period}")).Must(200).Json.GetProperty("items").EnumerateArray());
        var counted = (await teacher.GetAsync($"/api/agenda/statistics/activity/attendances?establishmentId={Workshop.DeuxChenes}&{group.Period}&serafinCode=3.2.1.2")).Must(200).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("usagerId").GetGuid() == youth);
        Assert.Equal((tapped, tapped, tapped), (attendance.GetProperty("attendanceId").GetGuid(), trace.GetProperty("attendanceId").GetGuid(), counted.GetProperty("attendanceId").GetGuid()));
        Assert.Equal(("PRESENT", "Présence : Atelier d'écriture", "session"), (attendance.GetProperty("state").GetString(), trace.GetProperty("sentence").GetString(), counted.GetProperty("countedAs").GetString()));
        var line = await BilledAsync(accounts, youth, group.Day[..7]);
        Assert.Equal((tapped, group.Day, "DEMI_JOURNEE"), (line.GetProperty("sourceId").GetGuid(), line.GetProperty("serviceDate").GetString(), line.GetProperty("nature").GetString()));
    }

    // The fact travels: the month is confirmed again until the line has come, as an accountant does the next minute.
    private static async Task<JsonElement> BilledAsync(Person accounts, Guid youth, string period) => (JsonElement)await Eventually.ComesAsync("the billing line", async () =>
    {
        var confirmed = await accounts.PostAsync($"/api/billing/establishments/{Workshop.DeuxChenes}/periods/{period}/confirm", new { });
        if (confirmed.Status == 412) return null;
        confirmed.Must(200);
        return (await accounts.GetAsync($"/api/billing/establishments/{Workshop.DeuxChenes}/events?period={period}&usagerId={youth}")).Must(200).Json.GetProperty("events").EnumerateArray().Cast<object>().SingleOrDefault();
    });
}
