using System.Text.Json;

namespace AppHost.Journey;

/// <summary>A geriatrician seen from a distance: everyone and everything booked at once, an incident, another time, the report filed where it belongs.</summary>
internal sealed class Teleconsultation(JourneyReport report, SignIn signIn, Sandbox outside)
{
    private const string Geriatrician = "01900000-0000-7000-8000-000000000515";
    private const string SaulesBlancs = "01900000-0000-7000-8000-0000000000e1";
    private const string Companion = "01900000-0000-7000-8000-000000000502";
    private static readonly string[] Before = ["person-informed", "person-prepared", "file-ready"];
    private static readonly string[] After = ["identity-said", "cart-cleaned"];

    public async Task PlayAsync(Resident resident, CancellationToken ct)
    {
        using var nurse = await signIn.AsProfessionalAsync("MONTAGNE", "Saules Blancs", ct);
        using var geriatrician = await signIn.AsProfessionalAsync("HADDAD", null, ct);
        var request = await AskAsync(nurse, geriatrician, resident, ct);
        var path = $"/api/telemedicine/requests/{request}";
        JsonElement slot = default;
        await report.StepAsync("Un créneau réunit la résidente, l'infirmière, la salle, le chariot et le gériatre ; tout est réservé d'un coup", async () =>
        {
            slot = await FindAsync(nurse, path, ct);
            await PlanAsync(nurse, path, slot, slot.GetProperty("startsAt").GetDateTimeOffset(), ct);
            return new($"demain à {slot.GetProperty("startsAt").GetDateTimeOffset():HH:mm} UTC, salle et chariot compris", slot.Text("deviceId"));
        });
        await report.StepAsync("L'état de la résidente presse : l'acte est avancé à tout de suite, avec tout ce qu'il tient", async () =>
        {
            var moved = await nurse.PostAsync($"{path}/move", new { startsAt = InMinutes(2) }, ct);
            if (!moved.DoneBefore) moved.Must(200);
            return new("dans deux minutes");
        });
        await report.StepAsync("Avant l'acte, le réseau est trop faible : l'acte ne commence pas, d'autres créneaux sont proposés", async () =>
        {
            var check = (await nurse.PostAsync($"{path}/pre-flight", Tests(0.4m), ct)).Must(200).Json;
            if (check.GetProperty("passed").GetBoolean()) throw new StepFailedException("le contrôle devait échouer");
            return new($"{check.GetProperty("preFlight").GetProperty("failures")[0].GetString()} {check.GetProperty("reschedule").GetArrayLength()} autres créneaux");
        });
        await report.StepAsync("Incident déclaré, acte reporté : tout ce qu'il tenait est libre", async () =>
        {
            var postponed = (await nurse.PostAsync($"{path}/incidents", new { kind = "Network", fallback = "Reschedule", note = "Débit insuffisant" }, ct)).Must(200).Json;
            return State(postponed, "POSTPONED");
        });
        await report.StepAsync("Un autre créneau, un contrôle réussi, la téléconsultation a lieu en vidéo", async () =>
        {
            var at = InMinutes(3);
            await PlanAsync(nurse, path, slot, at, ct);
            (await nurse.PostAsync($"{path}/pre-flight", Tests(8), ct)).Must(200);
            (await nurse.PostAsync($"{path}/start", new { channel = "video", requisProof = "psc", identityBy = "bracelet", traitsConfirmed = true }, ct)).Must(200);
            var done = (await nurse.PostAsync($"{path}/finish", new { stepsDone = After, companionSalaried = true }, ct)).Must(200).Json;
            return new($"{State(done, "REPORT_AWAITED").CameBack}, créneau de {at:HH:mm} UTC");
        });
        await ReportAsync(nurse, path, request, ct);
    }

    private async Task<string> AskAsync(Visitor nurse, Visitor geriatrician, Resident resident, CancellationToken ct)
    {
        var request = "";
        await report.StepAsync("L'infirmière demande l'avis du gériatre : formulaire, information et accord de la résidente", async () =>
        {
            var useCase = (await SeededAsync(nurse, "/api/telemedicine/use-cases", "code", "geriatrie", ct)).Text("id");
            await SeededAsync(nurse, "/api/agenda/resources", "type", "salle-telemedecine", ct);
            var drafted = (await nurse.PostAsync("/api/telemedicine/requests", new
            {
                usagerId = resident.Id, useCaseId = useCase, answers = new { reason = "Chutes répétées", question = "Adapter le traitement ?", weight = 52.5, treatment = "Furosémide 40 mg", behaviour = "agitation" },
                parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true },
            }, ct)).MustBeDone().Json;
            request = drafted.GetProperty("request").GetProperty("id").GetString()!;
            var refused = (await nurse.PostAsync($"/api/telemedicine/requests/{request}/submit", new { relevant = true }, ct)).Must(409, "information-missing").Say();
            (await nurse.PostAsync($"/api/telemedicine/requests/{request}/information", new { situation = "Capable", agreement = "Oral", noticeVersion = "2026-1", support = "leaflet" }, ct)).MustBeDone();
            (await nurse.PostAsync($"/api/telemedicine/requests/{request}/submit", new { relevant = true }, ct)).Must(200);
            return new($"d'abord {refused}, puis soumise", request);
        });
        await report.StepAsync("Samir HADDAD, appelé en mission, accepte et donne une plage demain après-midi", async () =>
        {
            var today = TimeProvider.System.GetUtcNow();
            var mission = (await nurse.PostAsync("/api/consent/missions", new
            {
                name = "Téléconsultation gériatrique", request = "Avis sur le traitement", usagerIds = new[] { resident.Id }, situationIds = new[] { Geriatrician }, startsAt = today, endsAt = today.AddDays(1),
            }, ct)).MustBeDone().Json.GetProperty("id").GetString();
            var joined = await geriatrician.PostAsync($"/api/consent/missions/{mission}/accept", null, ct);
            if (!joined.DoneBefore) joined.Must(204);
            var requis = (await nurse.GetAsync($"/api/telemedicine/requis?establishmentId={SaulesBlancs}", ct)).Must(200).Json.EnumerateArray().First(one => one.GetProperty("nationalId").GetString() == "899900000102").Text("id");
            var start = Tomorrow().AddHours(13);
            var declared = await nurse.PostAsync($"/api/telemedicine/requis/{requis}/vacations", new { establishmentId = SaulesBlancs, startsAt = start, endsAt = start.AddMinutes(120), slotMinutes = 30 }, ct);
            if (!declared.DoneBefore) declared.MustBeDone();
            var accepted = await geriatrician.PostAsync($"/api/telemedicine/requests/{request}/accept", new { requisId = requis }, ct);
            if (!accepted.DoneBefore) accepted.Must(200);
            return new("acceptée", requis);
        });
        return request;
    }

    // Services put their demonstration in place after they have started.
    private static async Task<JsonElement> SeededAsync(Visitor nurse, string path, string name, string value, CancellationToken ct) => (JsonElement)await Patience.UntilAsync(value, async () =>
        (await nurse.GetAsync($"{path}?establishmentId={SaulesBlancs}", ct)).Must(200).Json.EnumerateArray().Where(one => one.GetProperty(name).GetString() == value).Cast<object>().FirstOrDefault(), ct);

    private static async Task<JsonElement> FindAsync(Visitor nurse, string path, CancellationToken ct)
    {
        var day = Tomorrow();
        var found = (await nurse.PostAsync($"{path}/slots", new { from = day.AddHours(12), until = day.AddHours(16), companionId = Companion }, ct)).Must(200).Json;
        return found.GetProperty("slots").GetArrayLength() > 0 ? found.GetProperty("slots")[0] : throw new StepFailedException($"aucun créneau : {found}");
    }

    private static async Task PlanAsync(Visitor nurse, string path, JsonElement slot, DateTimeOffset startsAt, CancellationToken ct)
    {
        var planned = await nurse.PostAsync($"{path}/plan", new { startsAt, companionId = Companion, roomId = slot.GetProperty("roomId"), deviceId = slot.GetProperty("deviceId") }, ct);
        if (!planned.DoneBefore) planned.Must(200);
    }

    private static DateTimeOffset Tomorrow() => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    private static DateTimeOffset InMinutes(int minutes)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddMinutes(minutes);
    }

    private async Task ReportAsync(Visitor nurse, string path, string request, CancellationToken ct)
    {
        await report.StepAsync("La plateforme régionale annonce le compte rendu ; il est lu, rapproché de la demande et classé", async () =>
        {
            await outside.GiveReportAsync(request, ["Paracétamol 1 g si douleur", "Bilan biologique"], ["Revoir dans un mois"], ct);
            var filed = await UntilAsync(nurse, path, ["REPORT_FILED", "REPORT_DEPOSITED", "CLOSED"], ct);
            return new($"état {filed.GetProperty("request").Text("state")}", filed.GetProperty("reports")[0].Text("id"));
        });
        await report.StepAsync("Il part de lui-même au DMP et au médecin traitant ; la demande se clôt", async () =>
        {
            var closed = await UntilAsync(nurse, path, ["CLOSED"], ct);
            await Patience.StateAsync(nurse, closed.GetProperty("reports")[0].GetProperty("documentId").GetGuid(), "Dmp", ["Delivered"], ct);
            return new($"{closed.GetProperty("steps").GetArrayLength()} étapes de la demande à la clôture", request);
        });
        await report.StepAsync("Chaque prescription est une tâche de l'équipe", async () =>
        {
            var tasks = await Patience.UntilAsync("tâches", async () =>
            {
                var open = (await nurse.GetAsync("/api/directory/tasks", ct)).Must(200).Text;
                return open.Contains("telemedicine", StringComparison.Ordinal) || open.Contains("télém", StringComparison.OrdinalIgnoreCase) ? open : null;
            }, ct);
            return new($"{JsonDocument.Parse(tasks).RootElement.GetArrayLength()} tâches ouvertes pour l'infirmière");
        });
    }

    private static async Task<JsonElement> UntilAsync(Visitor nurse, string path, string[] states, CancellationToken ct) => (JsonElement)await Patience.UntilAsync(string.Join('/', states), async () =>
    {
        var view = (await nurse.GetAsync(path, ct)).Must(200).Json;
        return states.Contains(view.GetProperty("request").GetProperty("state").GetString()) ? (object)view : null;
    }, ct);

    private static object Tests(decimal megabits) => new { video = true, sound = true, devices = true, megabits, batteryPercent = 80, personPrepared = true, stepsDone = Before };

    private static Proof State(JsonElement view, string state) => view.GetProperty("request").GetProperty("state").GetString() == state
        ? new(state, view.GetProperty("request").Text("id")) : throw new StepFailedException($"état {view.GetProperty("request").Text("state")} au lieu de {state}");
}
