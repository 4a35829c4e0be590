using System.Globalization;
using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd.Lists;

/// <summary>A resident of Les Saules Blancs and a row of hers in every list of the platform.</summary>
/// <param name="Name">Her birth name.</param>
/// <param name="Label">What her own activity is called; nobody else's is.</param>
/// <param name="Ids">Every row, under the word by which the table of lists names it.</param>
internal sealed record Life(Guid Person, string Name, string Label, string Matricule, IReadOnlyDictionary<string, string> Ids)
{
    private const string HeldByNobody = "250057505610129";
    private static readonly Guid House = Admissions.SaulesBlancs, Nurse = Named(0x502), MobileTeam = Named(0x515);

    public static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>Nothing of this may be told to who may not see her.</summary>
    public IEnumerable<string> Secrets => new[] { Person.ToString(), Name, Label, Matricule }.Concat(Ids.Values).Where(one => one.Length > 0);

    public string this[string row] => row switch { "person" => Person.ToString(), "label" => Label, _ => Ids[row] };

    /// <summary>The same questions about rows that nobody has.</summary>
    public Life Nobody => new(Guid.NewGuid(), "", "", HeldByNobody, Ids.ToDictionary(one => one.Key, one => one.Key == "feed-file" ? $"{Guid.NewGuid():N}{Guid.NewGuid():N}.ics" : Guid.NewGuid().ToString()));

    /// <param name="platform">Where.</param>
    /// <param name="resident">Admitted already.</param>
    /// <param name="identity">Her traits.</param>
    /// <param name="turn">No two lives at the same hour.</param>
    /// <param name="backdrop">What the house has for everybody.</param>
    public static async Task<Life> LiveAsync(PlatformFixture platform, Resident resident, TestIdentity identity, int turn, Backdrop backdrop)
    {
        var (nurse, ids) = (await platform.NurseAsync(), new Dictionary<string, string>(StringComparer.Ordinal));
        var label = $"Bilan {identity.FirstGivenName}";
        await PlanAsync(nurse, resident.Id, label, turn, backdrop, ids);
        await AskAsync(nurse, await platform.DoctorAsync(), resident.Id, turn, backdrop, ids);
        await AgreeAsync(nurse, await platform.DoctorAsync(), resident.Id, ids);
        await BillAsync(await platform.AsAsync("CASTAING"), resident.Id, ids);
        if (resident.Matricule.Length == 0) ids["proposal"] = await ProposeAsync(nurse, resident.Id, identity);
        await WriteAsync(platform, nurse, resident.Id, ids);
        return new(resident.Id, identity.BirthName, label, resident.Matricule, ids);
    }

    private static async Task PlanAsync(Person nurse, Guid person, string label, int turn, Backdrop backdrop, Dictionary<string, string> ids)
    {
        var came = await ActivityAsync(nurse, person, label, Today.AddDays(-2), turn, backdrop);
        (ids["activity"], ids["occurrence"]) = (came.Activity, came.Occurrence);
        (await nurse.PutAsync($"/api/agenda/transports/plans/{came.Activity}", new { serafinCode = "3.2.4.2", kilometres = 12, cost = 20 })).Must(200);
        ids["attendance"] = await CaptureAsync(nurse, person, came, "PRESENT", "Se tient mieux debout.");
        var missed = await ActivityAsync(nurse, person, label, Today.AddDays(-1), turn, backdrop);
        ids["missed"] = await CaptureAsync(nurse, person, missed, "ABSENT_UNPLANNED", null);
        ids["unsignalled"] = (await ActivityAsync(nurse, person, label, Today.AddDays(-3), turn, backdrop)).Occurrence;
        var ahead = await ActivityAsync(nurse, person, label, Today.AddDays(3), turn, backdrop, "soin");
        (await nurse.PutAsync($"/api/agenda/transports/plans/{ahead.Activity}", new { serafinCode = "3.2.4.2", kilometres = 8, cost = 15 })).Must(200);
        ids["ahead"] = ahead.Occurrence;
        ids["wish"] = Id((await nurse.PostAsync($"/api/agenda/occurrences/{ahead.Occurrence}/requests", new { usagerId = person, wish = "Decline", message = $"{label} : pas ce jour-là" })).Must(201).Json);
        ids["absence"] = (await nurse.PostAsync("/api/agenda/absences", new { usagerId = person, establishmentId = House, cause = "HOSPITAL_MCO", leftAt = At(200, 6), returnedAt = At(200, 18) })).Must(201).Json.GetProperty("absence").GetProperty("absenceId").GetString()!;
        ids["constraint"] = Id((await nurse.PostAsync("/api/agenda/constraints", new { usagerId = person, label = $"Dehors, {label}", channel = "phone", firstDay = Day(Today.AddDays(9)), startTime = "15:00", minutes = 30 })).Must(201).Json);
        var feed = (await nurse.PostAsync("/api/agenda/feeds", new { kind = "usager", calendarId = person })).Must(201).Json;
        (ids["feed"], ids["feed-file"]) = (feed.GetProperty("feed").GetProperty("feedId").GetString()!, feed.GetProperty("address").GetString()!.Split('/')[^1]);
    }

    private static async Task AskAsync(Person nurse, Person doctor, Guid person, int turn, Backdrop backdrop, Dictionary<string, string> ids)
    {
        var request = Id((await nurse.PostAsync("/api/telemedicine/requests", new
        {
            usagerId = person, useCaseId = backdrop.UseCase, answers = new { reason = "Chutes répétées", question = "Adapter le traitement ?", weight = 52.5, treatment = "Furosémide 40 mg", behaviour = "agitation" },
            parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true },
        })).Must(201).Json.GetProperty("request"));
        ids["request"] = request;
        ids["information"] = Id((await nurse.PostAsync($"/api/telemedicine/requests/{request}/information", new { situation = "Capable", agreement = "Oral", noticeVersion = "2026-1", support = "leaflet" })).Must(201).Json);
        (await nurse.PostAsync($"/api/telemedicine/requests/{request}/submit", new { relevant = true })).Must(200);
        ids["monitoring"] = Id((await doctor.PostAsync("/api/telemedicine/monitoring", new
        {
            usagerId = person, useCaseId = backdrop.Monitoring, prescriberId = "899900000078", @operator = "Cœur à distance", deviceLabel = "Balance connectée", readingHours = "8 h - 18 h",
            contacts = new[] { new { name = "Claire MONTAGNE", phone = "+33000000001", function = "ide" } },
        })).Must(201).Json);
    }

    private static async Task AgreeAsync(Person nurse, Person doctor, Guid person, Dictionary<string, string> ids)
    {
        var file = $"/api/consent/usagers/{person}";
        ids["circle"] = Id((await nurse.PostAsync($"{file}/care-circle", new { role = "MT", name = "FERRAND Luc", nationalId = "899900000078" })).Must(201).Json);
        ids["grant"] = Id((await nurse.PostAsync($"{file}/grants", new { holder = "Relative", account = $"proche-{person:N}", name = "Une proche", level = 1, proof = "formulaire-12", scopes = new[] { "Agenda" }, agreedByPerson = true })).Must(201).Json);
        ids["need"] = Id((await doctor.PostAsync($"{file}/sharing-needs", new { recipients = new[] { new { finess = "990000069", function = "ide" } }, categories = new[] { "AGE" }, purpose = "coordination", legalBase = "L1110-4 III", why = "Consultations à l'hôpital" })).Must(201).Json);
        ids["opposition"] = Id((await nurse.PostAsync("/api/consent/oppositions", new { usagerId = person, channel = "dmp" })).Must(201).Json);
        ids["consent"] = Id((await nurse.PostAsync("/api/consent/consents", new
        {
            usagerId = person, kind = "SHARE_OUT_OF_TEAM", decision = "Permit", will = new { decidedBy = "person", able = true, capacity = "comprend et répond" }, information = new { leaflet = "partage-des-informations", version = "2026-1", mode = "falc" },
            proof = new { type = "signature", reference = "scan-0082" }, categories = new[] { "AGE" }, recipients = new[] { new { finess = "990000069", function = "ide" } }, purposes = new[] { "coordination" },
        })).Must(201).Json);
        ids["mission"] = Id((await nurse.PostAsync("/api/consent/missions", new { name = "Soins palliatifs", request = "Douleur", usagerIds = new[] { person }, situationIds = new[] { MobileTeam }, startsAt = At(1, 8), endsAt = At(8, 8) })).Must(201).Json);
    }

    private static async Task BillAsync(Person accounts, Guid person, Dictionary<string, string> ids)
    {
        var stay = (await accounts.PostAsync("/api/billing/stays", new { usagerId = person, establishmentId = House, regime = "EhpadClassic", admittedOn = $"{Backdrop.Month}-05" })).Must(201);
        ids["stay"] = Id(stay.Json);
        (await accounts.PostAsync($"/api/billing/stays/{ids["stay"]}/exit", new { exitOn = $"{Backdrop.Month}-20", kind = "Exit" }, stay.ETag)).Must(200);
        (await accounts.PostAsync($"/api/billing/establishments/{House}/periods/{Backdrop.Month}/confirm", new { })).Must(200);
        ids["line"] = (await accounts.GetAsync($"/api/billing/establishments/{House}/events?period={Backdrop.Month}&usagerId={person}")).Must(200).Json.GetProperty("events")[0].GetProperty("eventId").GetString()!;
    }

    /// <summary>A correction that the software which masters identities has to accept.</summary>
    public static async Task<string> ProposeAsync(Person nurse, Guid person, TestIdentity identity)
    {
        var known = (await nurse.GetAsync($"/api/identity/usagers/{person}")).Must(200);
        (await nurse.PutAsync($"/api/identity/usagers/{person}/traits", new { traits = identity with { BirthPlace = "75056" } }, known.ETag)).Must(202);
        return Id((await nurse.GetAsync("/api/identity/proposals")).Must(200).Json.EnumerateArray().Single(one => one.GetProperty("usagerId").GetGuid() == person));
    }

    private static async Task WriteAsync(PlatformFixture platform, Person nurse, Guid person, Dictionary<string, string> ids)
    {
        var document = await platform.ValidatedLiaisonAsync(person);
        ids["document"] = document.ToString();
        (await nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Mssante" }, recipients = new[] { Outside.Emergency }, emergency = true })).Must(202);
        ids["transmission"] = Id(await Eventually.StateAsync(nurse, document, "Mssante", "Delivered"));
        var threads = (await nurse.GetAsync($"/api/messaging/threads?usagerId={person}")).Must(200).Json.GetProperty("threads");
        ids["thread"] = Id(threads[0]);
        ids["delivery"] = Id((await nurse.GetAsync($"/api/messaging/board?usagerId={person}")).Must(200).Json.GetProperty("deliveries")[0]);
    }

    private static async Task<(string Activity, string Occurrence, DateTimeOffset Start)> ActivityAsync(Person nurse, Guid person, string label, DateOnly day, int turn, Backdrop backdrop, string kind = "activite")
    {
        var planned = (await nurse.PostAsync("/api/agenda/activities", new
        {
            establishmentId = House, kind, label, firstDay = Day(day), startTime = new TimeOnly(9, 0).AddMinutes(60 * turn).ToString("HH:mm", CultureInfo.InvariantCulture), minutes = 30, serafinCode = "2.2.1.1",
            members = new object[] { new { kind = "usager", id = person }, new { kind = "staff", id = Nurse }, new { kind = "room", id = backdrop.Room } }, overrideReason = "Essai",
        })).Must(201).Json;
        var first = planned.GetProperty("days")[0];
        return (planned.GetProperty("activityId").GetString()!, first.GetProperty("occurrenceId").GetString()!, first.GetProperty("startsAt").GetDateTimeOffset());
    }

    private static async Task<string> CaptureAsync(Person nurse, Guid person, (string Activity, string Occurrence, DateTimeOffset Start) at, string state, string? note)
    {
        var said = new { mutationId = Guid.NewGuid(), occurrenceId = at.Occurrence, deviceAt = at.Start, usagerId = person, state, note };
        return (await nurse.PostAsync("/api/agenda/attendances/batch", new { deviceId = "poste-soins", mutations = new[] { said } })).Must(200).Json.GetProperty("results")[0].GetProperty("attendanceId").GetString()!;
    }

    internal static Guid Named(int number) => new($"01900000-0000-7000-8000-{number:x12}");

    internal static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string At(int days, int hour) => $"{Day(Today.AddDays(days))}T{hour:00}:00:00Z";
}
