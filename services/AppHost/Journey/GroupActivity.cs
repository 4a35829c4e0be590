using System.Globalization;
using System.Text.Json;
using AppHost.Certificates;

namespace AppHost.Journey;

/// <summary>A workshop at the IME, captured once on two tablets without network: presence, note, statistics, billing.</summary>
internal sealed class GroupActivity(JourneyReport report, SignIn signIn, string editorKey)
{
    private const string Teacher = "01900000-0000-7000-8000-000000000510";
    private const string Colleague = "01900000-0000-7000-8000-000000000511";
    private const string Note = "Atelier cuisine : Noa a lu la recette au groupe.";
    private static readonly Guid DeuxChenes = Guid.Parse("01900000-0000-7000-8000-0000000000e4");

    private static readonly (string Name, string Given, string Born, string Sex)[] Youths =
        [("CHARDON", "NOA", "2012-02-03", "M"), ("VERVEINE", "ILONA", "2011-07-19", "F"), ("GENEVRIER", "SACHA", "2013-11-28", "M"), ("MYOSOTIS", "LINA", "2010-04-08", "F"), ("OLIVIER", "ENZO", "2014-09-15", "M"), ("PIMPRENELLE", "JADE", "2012-12-22", "F")];

    private readonly Guid[] _mutations = [.. Enumerable.Range(0, 16).Select(_ => Guid.NewGuid())];

    public async Task PlayAsync(CancellationToken ct)
    {
        List<Guid> youths = [];
        var (occurrence, start) = (Guid.Empty, DateTimeOffset.MinValue);
        await report.StepAsync("Six jeunes sont inscrits à l'IME Les Deux Chênes", async () =>
        {
            using var editor = await signIn.AsEditorAsync(ClientKeys.Editor, editorKey, ct);
            foreach (var (name, given, born, sex) in Youths) youths.Add(await AdmitAsync(editor, name, given, born, sex, DeuxChenes, ct));
            return new($"{youths.Count} identités");
        });
        using var teacher = await signIn.AsProfessionalAsync("DORVAL", null, ct);
        using var colleague = await signIn.AsProfessionalAsync("TESSIER", null, ct);
        await report.StepAsync("Inès DORVAL, éducatrice, planifie un atelier pour le groupe, à deux éducateurs", async () =>
        {
            (occurrence, start) = await PlanAsync(teacher, youths, ct);
            return new($"le {start:dd/MM} à {start:HH:mm} UTC", occurrence.ToString());
        });
        await report.StepAsync("Deux tablettes sans réseau saisissent la même séance ; la seconde arrive la première", async () =>
        {
            var late = (await colleague.PostAsync("/api/agenda/attendances/batch", SecondTablet(occurrence, youths, start), ct)).Must(200).Json;
            var first = (await teacher.PostAsync("/api/agenda/attendances/batch", FirstTablet(occurrence, youths, start), ct)).Must(200).Json;
            var doubts = first.GetProperty("results").EnumerateArray().Count(one => one.TryGetProperty("toVerify", out var doubt) && doubt.ValueKind == JsonValueKind.True);
            return doubts == 1 ? new($"{Count(late, "recorded")} puis {Count(first, "recorded")} saisies reçues, un désaccord à vérifier") : throw new StepFailedException(first.ToString());
        });
        await report.StepAsync("La première tablette renvoie tout : rien de nouveau", async () =>
        {
            var again = (await teacher.PostAsync("/api/agenda/attendances/batch", FirstTablet(occurrence, youths, start), ct)).Must(200).Json;
            return Count(again, "known") == again.GetProperty("results").GetArrayLength() ? new($"{Count(again, "known")} saisies déjà connues") : throw new StepFailedException(again.ToString());
        });
        await report.StepAsync("L'éducatrice tranche le désaccord : Lina était là", async () =>
        {
            var settled = (await teacher.PostAsync("/api/agenda/attendances/batch", Settled(occurrence, youths, start), ct)).Must(200).Json.GetProperty("results")[0];
            return settled.GetProperty("toVerify").ValueKind == JsonValueKind.False ? new("présente, plus rien à vérifier", settled.Text("attendanceId")) : throw new StepFailedException(settled.ToString());
        });
        await report.StepAsync("Une saisie, quatre lectures : présences, notes, statistiques", async () => await ProjectionsAsync(teacher, occurrence, youths, start, ct));
    }

    public static async Task<Guid> AdmitAsync(Visitor editor, string name, string given, string born, string sex, Guid house, CancellationToken ct)
    {
        var traits = new { birthName = name, firstGivenName = given, birthDate = born, sex, birthPlace = "63220" };
        return (await editor.PostAsync("/api/identity/usagers", new { traits, establishmentId = house }, ct)).MustBeDone().Json.GetProperty("id").GetGuid();
    }

    // The last day on which the house was open.
    private static async Task<(Guid Occurrence, DateTimeOffset Start)> PlanAsync(Visitor teacher, List<Guid> youths, CancellationToken ct)
    {
        for (var back = 1; ; back++)
        {
            var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var planned = await teacher.PostAsync("/api/agenda/activities", new
            {
                establishmentId = DeuxChenes, kind = "activite", label = "Atelier cuisine", firstDay = day, startTime = "14:00", minutes = 90, serafinCode = "2.3.4.2",
                members = youths.Select(id => new { kind = "usager", id }).Concat(new[] { Teacher, Colleague }.Select(id => new { kind = "staff", id = Guid.Parse(id) })),
            }, ct);
            if (planned.Status == 409 && back < 14) continue;
            var only = planned.MustBeDone().Json.GetProperty("days")[0];
            return (only.GetProperty("occurrenceId").GetGuid(), only.GetProperty("startsAt").GetDateTimeOffset());
        }
    }

    private object FirstTablet(Guid occurrence, List<Guid> youths, DateTimeOffset start) => new
    {
        deviceId = "tablette-1",
        mutations = new object[]
        {
            new { mutationId = _mutations[0], occurrenceId = occurrence, deviceAt = start.AddMinutes(5), usagerId = youths[0], state = "PRESENT" },
            new { mutationId = _mutations[1], occurrenceId = occurrence, deviceAt = start.AddMinutes(5), usagerId = youths[1], state = "PRESENT" },
            new { mutationId = _mutations[2], occurrenceId = occurrence, deviceAt = start.AddMinutes(6), usagerId = youths[2], state = "PRESENT" },
            new { mutationId = _mutations[3], occurrenceId = occurrence, deviceAt = start.AddMinutes(6), usagerId = youths[3], state = "PRESENT" },
            new { mutationId = _mutations[4], occurrenceId = occurrence, deviceAt = start.AddMinutes(7), usagerId = youths[4], state = "ABSENT_JUSTIFIED" },
            new { mutationId = _mutations[5], occurrenceId = occurrence, deviceAt = start.AddMinutes(7), usagerId = youths[5], state = "ABSENT_UNPLANNED" },
            new { mutationId = _mutations[6], occurrenceId = occurrence, deviceAt = start.AddMinutes(80), note = Note, mentions = new[] { new { usagerId = youths[0], word = "Noa" } } },
        },
    };

    private object SecondTablet(Guid occurrence, List<Guid> youths, DateTimeOffset start) => new
    {
        deviceId = "tablette-2",
        mutations = new object[]
        {
            new { mutationId = _mutations[8], occurrenceId = occurrence, deviceAt = start.AddMinutes(8), usagerId = youths[0], state = "PRESENT" },
            new { mutationId = _mutations[9], occurrenceId = occurrence, deviceAt = start.AddMinutes(4), usagerId = youths[3], state = "ABSENT_UNPLANNED" },
        },
    };

    private object Settled(Guid occurrence, List<Guid> youths, DateTimeOffset start) => new
    {
        deviceId = "tablette-1",
        mutations = new object[]
        {
            new { mutationId = _mutations[10], occurrenceId = occurrence, deviceAt = start.AddMinutes(95), usagerId = youths[3], state = "PRESENT", supersedes = new[] { _mutations[3], _mutations[9] } },
        },
    };

    private static async Task<Proof> ProjectionsAsync(Visitor teacher, Guid occurrence, List<Guid> youths, DateTimeOffset start, CancellationToken ct)
    {
        var day = start.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var attendances = (await teacher.GetAsync($"/api/agenda/attendances?occurrenceId={occurrence}", ct)).Must(200).Json.GetProperty("total").GetInt32();
        var notes = 0;
        foreach (var youth in youths) notes += (await teacher.GetAsync($"/api/agenda/usagers/{youth}/notes?from={day}&to={day}", ct)).Must(200).Json.GetProperty("total").GetInt32();
        var masked = (await teacher.GetAsync($"/api/agenda/usagers/{youths[1]}/notes?from={day}&to={day}", ct)).Must(200).Text;
        var line = (await teacher.GetAsync($"/api/agenda/statistics/activity?establishmentId={DeuxChenes}&from={day}&to={day}", ct)).Must(200).Json.GetProperty("lines").EnumerateArray().Single(one => one.GetProperty("serafinCode").GetString() == "2.3.4.2");
        var told = $"{attendances} présences saisies, {notes} notes, {line.Text("sessions")} séances, {line.Text("acts")} actes, {line.Text("absencesPlanned")} absence prévue et {line.Text("absencesUnplanned")} imprévue";
        if (told != "6 présences saisies, 4 notes, 4 séances, 2 actes, 1 absence prévue et 1 imprévue" || masked.Contains("Noa", StringComparison.Ordinal)) throw new StepFailedException(told);
        return new($"{told} ; les autres jeunes masqués dans la note");
    }

    private static int Count(JsonElement answer, string result) => answer.GetProperty("results").EnumerateArray().Count(one => one.GetProperty("result").GetString() == result);
}
