using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Contracts.Identity;
using Testing;

namespace Telemedicine.Tests.Api;

/// <summary>The real service, with identity, directory, consent and agenda answering on real ports.</summary>
public class TelemedicineApi() : ServiceFixture<Program>("telemedicine")
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("telemedicine-tests-").FullName;
    private static int _requis = 100_000;
    private DateTimeOffset _lastHour;

    internal IdentityAnswers People { get; } = new();
    internal DirectoryAnswers Directory { get; } = new();
    internal ConsentAnswers Consent { get; } = new();
    internal AgendaAnswers Agenda { get; } = new();
    internal DocumentsAnswers Documents { get; } = new();
    internal MessagingAnswers Mails { get; } = new();

    protected string Folder => _folder;

    public HttpClient Doctor => As(Demo.Brume, Demo.Vasseur);
    public HttpClient Nurse => As(Demo.Brume, Demo.Montagne);
    public HttpClient Expert => As(Demo.Brume, DirectoryAnswers.Geriatrician);
    public HttpClient Elsewhere => As(Demo.Rivieres, Demo.Bellec);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A person of the house with the published test identity.</summary>
    public Guid NewPerson(string status = "QUAL")
    {
        var id = Guid.CreateVersion7();
        SetPerson(id, status);
        return id;
    }

    public void SetPerson(Guid id, string status) => People.Know(new UsagerIdentity
    {
        UsagerId = id.ToString(), Status = status, Active = true, Ipp = "IPP" + id.ToString("N")[^6..], IppOid = "1.2.250.1.999.2", BirthName = "TCHITCHI", FirstBirthName = "CATARINA", BirthNames = "CATARINA BELLA", Sex = "F",
        BirthDate = "1936-06-21", BirthPlace = "63220", EstablishmentId = Demo.SaulesBlancs.ToString(), Matricule = status == "QUAL" ? "236066322083656" : "", Oid = status == "QUAL" ? "1.2.250.1.213.1.4.8" : "",
    });

    /// <summary>An active use case of the house, opened once for the whole fixture.</summary>
    public async Task<JsonNode> UseCaseAsync(string template, Guid? establishment = null)
    {
        var house = establishment ?? Demo.SaulesBlancs;
        var known = (JsonArray)await OkAsync(await Doctor.GetAsync($"/use-cases?establishmentId={house}", Ct));
        if (known.FirstOrDefault(u => u!["code"]!.GetValue<string>() == template) is { } open) return open;
        await SettleAsync(house);
        var opened = await OkAsync(await Doctor.PostAsJsonAsync("/use-cases", new { establishmentId = house, template }, Ct));
        return await OkAsync(await Doctor.PostAsync($"/use-cases/{opened["id"]}/activate", null, Ct));
    }

    public async Task SettleAsync(Guid house)
    {
        await OkAsync(await Doctor.PutAsJsonAsync($"/establishments/{house}/leads", new { medicalLeadId = Demo.Vasseur, paramedicalLeadId = Demo.Montagne }, Ct));
        for (var item = 1; item <= 12; item++) await OkAsync(await Doctor.PutAsJsonAsync($"/establishments/{house}/prerequisites/{item}", new { evidence = "Compte rendu du 02/11" }, Ct));
    }

    public static object Answers(string template) => template switch
    {
        "geriatrie" => new { reason = "Troubles du comportement", question = "Adapter le traitement ?", weight = 52.5, treatment = "Rispéridone 0,5 mg", behaviour = "agitation" },
        "plaies" => new { reason = "Escarre", woundSite = "Talon droit", woundStage = "3", woundSince = "2026-10-01", length = 3, width = 2, dressing = "Hydrocellulaire", photoTaken = true },
        "orthophonie" => new { reason = "Trouble du langage", goals = "Dénomination d'images" },
        _ => throw new ArgumentOutOfRangeException(nameof(template)),
    };

    public async Task<JsonNode> DraftAsync(Guid person, string template = "geriatrie", bool emergency = false, bool? requesterSalaried = null) => await OkAsync(await Nurse.PostAsJsonAsync("/requests", new
    {
        usagerId = person, useCaseId = (await UseCaseAsync(template))["id"]!.GetValue<Guid>(), answers = Answers(template), parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true }, emergency, requesterSalaried,
    }, Ct));

    public async Task InformAsync(Guid request) =>
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{request}/information", new { situation = "Capable", agreement = "Oral", noticeVersion = "2026-1", support = "leaflet" }, Ct));

    public async Task<Guid> SubmittedAsync(Guid person, string template = "geriatrie")
    {
        var id = Id(await DraftAsync(person, template));
        await InformAsync(id);
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{id}/submit", new { relevant = true }, Ct));
        return id;
    }

    /// <summary>A requis of his own, with or without an account here.</summary>
    public async Task<Guid> RequisAsync(string kind = "Specialist", Guid? situation = null, int? kilometres = 20, string mailbox = "geriatrie@ch-montclair.mssante.fr", string? profession = null)
    {
        var number = Interlocked.Increment(ref _requis);
        var made = await OkAsync(await Nurse.PostAsJsonAsync("/requis", new { establishmentId = Demo.SaulesBlancs, nationalId = $"899{number}000", name = "Dr Samir HADDAD", speciality = "Gériatrie", kind, mailbox, situationId = situation, kilometres, profession }, Ct));
        return made["id"]!.GetValue<Guid>();
    }

    public async Task VacationAsync(Guid requis, DateTimeOffset startsAt, int minutes = 120) =>
        await OkAsync(await Nurse.PostAsJsonAsync($"/requis/{requis}/vacations", new { establishmentId = Demo.SaulesBlancs, startsAt, endsAt = startsAt.AddMinutes(minutes), slotMinutes = 30 }, Ct));

    public async Task<Guid> DeviceAsync(string kind = "Cart", Guid? unit = null, DateOnly? calibratedUntil = null, DateOnly? maintenanceDueOn = null) =>
        (await OkAsync(await Nurse.PostAsJsonAsync("/devices", new { establishmentId = Demo.SaulesBlancs, kind, label = "Chariot C1", unitId = unit, calibratedUntil, maintenanceDueOn }, Ct)))["id"]!.GetValue<Guid>();

    public async Task<Guid> AcceptedAsync(Guid person, Guid requis, string template = "geriatrie")
    {
        var id = await SubmittedAsync(person, template);
        await OkAsync(await Expert.PostAsJsonAsync($"/requests/{id}/accept", new { requisId = requis }, Ct));
        return id;
    }

    /// <summary>A request with an act planned at that time, on a fresh requis and cart; the companion is the nurse, or nobody is on duty twice.</summary>
    public async Task<(Guid Request, Guid Requis, Guid Device)> PlannedAsync(DateTimeOffset at, Guid? person = null, string requisKind = "Specialist", Guid? requis = null)
    {
        var who = requis ?? await RequisAsync(requisKind);
        await VacationAsync(who, at);
        var device = await DeviceAsync();
        var id = await AcceptedAsync(person ?? NewPerson(), who);
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{id}/plan", new { startsAt = at, companionId = Demo.Montagne, roomId = Guid.CreateVersion7(), deviceId = device }, Ct));
        return (id, who, device);
    }

    public static object GoodPreFlight => new { video = true, sound = true, devices = true, megabits = 8, batteryPercent = 80, personPrepared = true, stepsDone = new[] { "person-informed", "person-prepared", "file-ready" } };

    public static object GoodStart => new { channel = "video", requisProof = "psc", identityBy = "bracelet", traitsConfirmed = true };

    public static object AllSteps => new { stepsDone = new[] { "identity-said", "cart-cleaned" }, companionSalaried = true };

    /// <summary>An act that has taken place, its report awaited.</summary>
    public async Task<Guid> HeldAsync(Guid? person = null, string requisKind = "Specialist", Guid? requis = null)
    {
        var at = NextHour();
        var (id, _, _) = await PlannedAsync(at, person, requisKind, requis);
        Clock.MoveTo(at.AddMinutes(-5));
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{id}/pre-flight", GoodPreFlight, Ct));
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{id}/start", GoodStart, Ct));
        await OkAsync(await Nurse.PostAsJsonAsync($"/requests/{id}/finish", AllSteps, Ct));
        return id;
    }

    /// <summary>A round hour, at least two hours ahead, that nobody else of the fixture uses.</summary>
    public DateTimeOffset NextHour()
    {
        var at = Clock.GetUtcNow().AddHours(2);
        var round = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);
        return _lastHour = round > _lastHour.AddHours(3) ? round : _lastHour.AddHours(3);
    }

    public async Task<JsonNode> ReadAsync(Guid request) => await OkAsync(await Nurse.GetAsync($"/requests/{request}", Ct));

    /// <summary>Who pays for each part of an act, as whoever may read it sees it.</summary>
    public async Task<List<(string Role, string Path, string Code, decimal? Amount)>> FundingAsync(Guid request) =>
        [.. (await OkAsync(await Nurse.GetAsync($"/requests/{request}/funding", Ct))).AsArray().Select(f => (f!["role"]!.GetValue<string>(), f["fundingPath"]!.GetValue<string>(), f["code"]!.GetValue<string>(), f["amount"]?.GetValue<decimal>()))];

    public static string State(JsonNode view) => view["request"]!["state"]!.GetValue<string>();

    public static Guid Id(JsonNode view) => view["request"]!["id"]!.GetValue<Guid>();

    /// <summary>Looks at the request until it is as expected (15 s at most).</summary>
    public async Task<JsonNode> UntilAsync(Guid request, Func<JsonNode, bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JsonNode? last = null;
        try
        {
            do
            {
                last = await ReadAsync(request);
                if (reached(last)) return last;
            } while (await pace.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The request stayed {last}.");
        }
        throw new InvalidOperationException();
    }

    public static async Task<JsonNode> OkAsync(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.IsSuccessStatusCode, $"{(int)reply.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> RefusedAsync(HttpResponseMessage reply, HttpStatusCode status, string code)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.StatusCode == status, $"{(int)reply.StatusCode} {text}");
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.False(string.IsNullOrWhiteSpace(problem["detail"]?.GetValue<string>()));
        return problem;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override async Task ArrangeAsync()
    {
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<IdentityAnswers>.StartAsync(People)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(Directory)).Address;
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
        Settings["Services:agenda:Grpc"] = Own(await FakeGrpc<AgendaAnswers>.StartAsync(Agenda)).Address;
        Settings["Services:documents:Grpc"] = Own(await FakeGrpc<DocumentsAnswers>.StartAsync(Documents)).Address;
        Settings["Services:messaging:Grpc"] = Own(await FakeGrpc<MessagingAnswers>.StartAsync(Mails)).Address;
        Settings["Telemedicine:KeyFile"] = Path.Combine(_folder, "telemedicine.key");
        Settings["Telemedicine:SigningKeyFile"] = Path.Combine(_folder, "signing.pem");
    }
}
