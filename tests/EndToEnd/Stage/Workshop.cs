using System.Globalization;
using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>A session at the IME Les Deux Chênes on the last day it was open, and the youths registered for it.</summary>
public sealed record Workshop(Guid Occurrence, DateTimeOffset Start, IReadOnlyList<Guid> Youths)
{
    public static readonly Guid DeuxChenes = Guid.Parse("01900000-0000-7000-8000-0000000000e4");

    private static readonly Guid Teacher = Guid.Parse("01900000-0000-7000-8000-000000000510");

    public string Day => Start.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Period => $"from={Day}&to={Day}";

    /// <param name="platform">Where.</param>
    /// <param name="youths">Family name and first name of each.</param>
    /// <param name="settings">More of the activity: counting, kind of service…</param>
    public static async Task<Workshop> PlanAsync(PlatformFixture platform, IReadOnlyList<(string Name, string Given)> youths, Dictionary<string, object>? settings = null)
    {
        using var editor = await platform.Door.EditorAsync();
        var ids = new List<Guid>();
        foreach (var (name, given) in youths)
        {
            var traits = new { birthName = name, firstGivenName = given, birthDate = "2013-04-05", sex = "F", birthPlace = "63220" };
            ids.Add((await editor.PostAsync("/api/identity/usagers", new { traits, establishmentId = DeuxChenes })).Must(201).Json.GetProperty("id").GetGuid());
        }
        var teacher = await platform.AsAsync("DORVAL");
        for (var back = 1; ; back++)
        {
            var activity = new Dictionary<string, object>(settings ?? [])
            {
                ["establishmentId"] = DeuxChenes, ["kind"] = "activite", ["label"] = "Atelier d'écriture", ["startTime"] = "10:00", ["minutes"] = 60,
                ["firstDay"] = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["members"] = ids.Select(id => new { kind = "usager", id }).Append(new { kind = "staff", id = Teacher }),
                ["overrideReason"] = "Deux groupes ce jour-là",
            };
            var planned = await teacher.PostAsync("/api/agenda/activities", activity);
            if (planned.Status == 409 && back < 20) continue;
            var day = planned.Must(201).Json.GetProperty("days")[0];
            return new(day.GetProperty("occurrenceId").GetGuid(), day.GetProperty("startsAt").GetDateTimeOffset(), ids);
        }
    }

    public object Said(int youth, string state) => new { mutationId = Guid.NewGuid(), occurrenceId = Occurrence, deviceAt = Start.AddMinutes(5), usagerId = Youths[youth], state };

    /// <summary>What one tablet brings.</summary>
    public static async Task<IReadOnlyList<JsonElement>> CaptureAsync(Person teacher, params object[] mutations)
    {
        var results = (await teacher.PostAsync("/api/agenda/attendances/batch", new { deviceId = "tablette-atelier", mutations })).Must(200).Json.GetProperty("results").EnumerateArray().ToList();
        Assert.All(results, one => Assert.Equal("recorded", one.GetProperty("result").GetString()));
        return results;
    }
}
