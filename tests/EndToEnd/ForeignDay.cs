using System.Globalization;
using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>A day of another organisation: what it planned, who came, what it bills, what it asked a specialist.</summary>
internal sealed record ForeignDay(DateOnly Today, Guid Activity, Guid Occurrence, Guid Attendance, Guid Absence, Guid Resource, Guid Stay, Guid Export, Guid Request, Guid Requis, Guid UseCase)
{
    private static int _lived;
    private static readonly Guid House = Admissions.SaulesBlancs;

    public IEnumerable<string> Secrets => new[] { Activity, Occurrence, Attendance, Absence, Resource, Stay, Export, Request, Requis, UseCase }.Select(id => id.ToString());

    public static async Task<ForeignDay> LiveAsync(PlatformFixture platform, Guid resident)
    {
        var (nurse, accounts) = (await platform.NurseAsync(), await platform.AsAsync("CASTAING"));
        var turn = Interlocked.Increment(ref _lived);   // no two at the same hour
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var planned = (await nurse.PostAsync("/api/agenda/activities", new
        {
            establishmentId = House, kind = "activite", label = "Lecture du journal", firstDay = Day(today.AddDays(-1)), startTime = new TimeOnly(6, 0).AddMinutes(40 * turn).ToString("HH:mm", CultureInfo.InvariantCulture), minutes = 30, members = new[] { new { kind = "usager", id = resident } }, overrideReason = "Essai",
        })).Must(201).Json;
        var (occurrence, start) = (planned.GetProperty("days")[0].GetProperty("occurrenceId").GetGuid(), planned.GetProperty("days")[0].GetProperty("startsAt").GetDateTimeOffset());
        var said = new { mutationId = Guid.NewGuid(), occurrenceId = occurrence, deviceAt = start, usagerId = resident, state = "PRESENT" };
        var captured = (await nurse.PostAsync("/api/agenda/attendances/batch", new { deviceId = "poste-soins", mutations = new[] { said } })).Must(200).Json.GetProperty("results")[0];
        var absence = (await nurse.PostAsync("/api/agenda/absences", new { usagerId = resident, establishmentId = House, cause = "HOSPITAL_MCO", leftAt = $"{Day(today.AddDays(300 + turn))}T06:00:00Z", returnedAt = $"{Day(today.AddDays(300 + turn))}T18:00:00Z" })).Must(201).Json;
        var stay = (await accounts.PostAsync("/api/billing/stays", new { usagerId = resident, establishmentId = House, regime = "AccueilDeJour", admittedOn = "2026-01-05" })).Must(201).Json;
        var useCase = (await nurse.GetAsync($"/api/telemedicine/use-cases?establishmentId={House}")).Must(200).Json.EnumerateArray().First(one => one.ToString().Contains("geriatrie", StringComparison.Ordinal));
        var request = (await nurse.PostAsync("/api/telemedicine/requests", new
        {
            usagerId = resident, useCaseId = Id(useCase), answers = new { reason = "Chutes répétées", question = "Adapter le traitement ?", weight = 52.5, treatment = "Furosémide 40 mg", behaviour = "agitation" },
            parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true },
        })).Must(201).Json;
        var requis = (await nurse.GetAsync("/api/telemedicine/requis")).Must(200).Json[0];
        return new(today, planned.GetProperty("activityId").GetGuid(), occurrence, captured.GetProperty("attendanceId").GetGuid(), absence.GetProperty("absence").GetProperty("absenceId").GetGuid(),
            Id((await nurse.GetAsync($"/api/agenda/resources?establishmentId={House}")).Must(200).Json[0]), Id(stay), await ExportAsync(accounts), Id(request.GetProperty("request")), Id(requis), Id(useCase));
    }

    /// <summary>The writes that make sense: none of them finds anything, and what they named is as it was.</summary>
    public async Task RefuseWritesAsync(Person stranger, Person nurse, Guid resident)
    {
        var before = (await nurse.GetAsync($"/api/agenda/occurrences/{Occurrence}")).Must(200).Text;
        var request = (await nurse.GetAsync($"/api/telemedicine/requests/{Request}")).Must(200).ETag;

        (await stranger.PostAsync($"/api/agenda/occurrences/{Occurrence}/cancel", new { reason = "structure" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/agenda/attendances/{Attendance}/corrections", new { mutationId = Guid.NewGuid(), state = "REFUSED", reason = "mistake", explanation = "Essai" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/agenda/absences/{Absence}/cancel", new { reason = "Essai" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/agenda/constraints", new { usagerId = resident, label = "Essai", channel = "phone", firstDay = "2027-03-10", startTime = "09:00", minutes = 30 })).MustRefuse(404, "not-found");
        var batch = (await stranger.PostAsync("/api/agenda/attendances/batch", new { deviceId = "x", mutations = new[] { new { mutationId = Guid.NewGuid(), occurrenceId = Occurrence, deviceAt = TimeProvider.System.GetUtcNow(), usagerId = resident, state = "REFUSED" } } })).Must(200).Json;
        Assert.Equal("not-found", batch.GetProperty("results")[0].GetProperty("code").GetString());
        (await stranger.PostAsync($"/api/billing/stays/{Stay}/exit", new { exitOn = "2026-05-01", kind = "Exit" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/billing/stays", new { usagerId = resident, establishmentId = House, regime = "EhpadClassic", admittedOn = "2026-01-05" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/billing/establishments/{House}/periods/2026-03/confirm", new { })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/telemedicine/requests/{Request}/cancel", new { reasonCode = "mistake" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/telemedicine/use-cases/{UseCase}/suspend", new { reason = "Essai" })).MustRefuse(404, "not-found");

        Assert.Equal(before, (await nurse.GetAsync($"/api/agenda/occurrences/{Occurrence}")).Must(200).Text);
        Assert.Equal(request, (await nurse.GetAsync($"/api/telemedicine/requests/{Request}")).Must(200).ETag);
        Assert.Equal("PRESENT", (await nurse.GetAsync($"/api/agenda/attendances/{Attendance}")).Must(200).Json.GetProperty("attendance").GetProperty("state").GetString());
    }

    // A month long past in which nobody did anything else.
    private static async Task<Guid> ExportAsync(Person accounts)
    {
        var period = $"/api/billing/establishments/{House}/periods/2025-07";
        var before = (await accounts.GetAsync($"/api/billing/establishments/{House}/exports")).Must(200).Json;
        if (before.GetArrayLength() > 0) return Id(before[0]);
        (await accounts.PostAsync($"{period}/confirm", new { })).Must(200);
        (await accounts.PostAsync($"{period}/close", new { })).Must(200);
        return Id((await accounts.PostAsync($"{period}/exports", new { })).Must(201).Json);
    }

    private static Guid Id(JsonElement thing) => thing.GetProperty("id").GetGuid();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
