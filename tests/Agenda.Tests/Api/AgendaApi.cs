using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Testing;

namespace Agenda.Tests.Api;

/// <summary>The real service, with consent and directory answering on real ports. Its day is Monday 2 March 2026, 07:00 in Paris.</summary>
public class AgendaApi : ServiceFixture<Program>
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    public static readonly DateTimeOffset Today = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public AgendaApi() : base("agenda") { }

    public ConsentAnswers Consent { get; } = new();
    public DirectoryAnswers Directory { get; } = new();
    public IdentityAnswers Identity { get; } = new();
    public HttpClient Nurse => As(Demo.Brume, Demo.Montagne);
    public HttpClient Elsewhere => As(Demo.Rivieres, Demo.Bellec);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Guid NewPerson() => Guid.CreateVersion7();

    /// <summary>A colleague that directory knows.</summary>
    public Guid NewColleague(string function = "educateur", Guid? house = null) => Directory.Know(Guid.CreateVersion7(), Demo.Brume, house ?? Demo.SaulesBlancs, function);

    public async Task<Guid> NewResourceAsync(string kind = "room", string type = "salle", Guid? house = null, Action<JsonObject>? with = null)
    {
        var settings = new JsonObject { ["type"] = type, ["name"] = $"{type} {Guid.NewGuid():N}" };
        with?.Invoke(settings);
        var client = house == Demo.RoseraieDuLac ? As(Demo.Brume, Demo.MontagneRoseraie) : Nurse;
        var made = await OkAsync(await client.PostAsJsonAsync("/resources", new { establishmentId = house ?? Demo.SaulesBlancs, kind, settings }, Ct));
        return made["id"]!.GetValue<Guid>();
    }

    public static object Member(string kind, Guid id, bool wheelchair = false) => new { kind, id, wheelchair };

    /// <summary>An activity on a day and hour of Paris.</summary>
    public static JsonObject Activity(string day, string time, int minutes, params object[] members) => new()
    {
        ["establishmentId"] = Demo.SaulesBlancs, ["kind"] = "activite", ["label"] = "Atelier peinture", ["firstDay"] = day, ["startTime"] = time, ["minutes"] = minutes, ["members"] = JsonSerializer.SerializeToNode(members, Json),
    };

    /// <summary>An appointment at an instant, written 2026-03-10T09:00Z.</summary>
    public static JsonObject Appointment(string start, int minutes, params object[] members) => new()
    {
        ["establishmentId"] = Demo.SaulesBlancs, ["kind"] = "rdv", ["label"] = "Visite", ["startsAt"] = At(start), ["endsAt"] = At(start).AddMinutes(minutes), ["members"] = JsonSerializer.SerializeToNode(members, Json),
    };

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();

    public async Task<JsonNode> PlanAsync(JsonObject activity) => await OkAsync(await Nurse.PostAsJsonAsync("/activities", activity, Ct));

    public async Task<JsonNode> BookAsync(JsonObject appointment) => (await OkAsync(await Nurse.PostAsJsonAsync("/appointments", appointment, Ct)))["appointment"]!;

    public static Guid Id(JsonNode view) => view["id"]!.GetValue<Guid>();

    /// <summary>An act on one occurrence, naming the version it has now unless another is given.</summary>
    public async Task<HttpResponseMessage> ActAsync(Guid occurrence, string act, object? body, int? version = null, HttpClient? client = null)
    {
        client ??= Nurse;
        var current = version ?? (await OkAsync(await Nurse.GetAsync($"/occurrences/{occurrence}", Ct)))["version"]!.GetValue<int>();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/occurrences/{occurrence}/{act}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{current}\"");
        return await client.SendAsync(request, Ct);
    }

    /// <summary>The same without reading it first.</summary>
    public Task<HttpResponseMessage> ActAsyncWithout(Guid occurrence, string act, object body) => Nurse.PostAsJsonAsync($"/occurrences/{occurrence}/{act}", body, Ct);

    public async Task<JsonNode> OccurrenceAsync(Guid id) => await OkAsync(await Nurse.GetAsync($"/occurrences/{id}", Ct));

    public async Task SetHouseAsync(object settings, Guid? house = null)
    {
        var (id, client) = (house ?? Demo.SaulesBlancs, house == Demo.RoseraieDuLac ? As(Demo.Brume, Demo.MontagneRoseraie) : Nurse);
        var known = await OkAsync(await client.GetAsync($"/houses/{id}", Ct));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/houses/{id}") { Content = JsonContent.Create(settings) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{known["version"]}\"");
        await OkAsync(await client.SendAsync(request, Ct));
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
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        return problem;
    }

    public static IEnumerable<string> Rules(JsonNode conflicts) => conflicts.AsArray().Select(c => c!["rule"]!.GetValue<string>());

    protected override async Task ArrangeAsync()
    {
        Clock.MoveTo(Today);
        Services += new TakenFirst().Watch;
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(Directory)).Address;
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<IdentityAnswers>.StartAsync(Identity)).Address;
    }
}
