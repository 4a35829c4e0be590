using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts.Audit;
using Contracts.Directory;
using Identity.Usagers;
using Testing;
using Xunit;

namespace Identity.Tests;

/// <summary>The real service; consent and directory answer as the test says, and no INSi unless <see cref="Insi.InsiApi"/> starts one.</summary>
public class IdentityApi : ServiceFixture<Program>
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private readonly string _folder = Directory.CreateTempSubdirectory("identity-tests-").FullName;

    public IdentityApi() : base("identity") { }

    public ConsentAnswers Consent { get; } = new();
    protected string Folder => _folder;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected override async Task ArrangeAsync()
    {
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(new())).Address;
        Settings["Identity:KeyRingFile"] = Path.Combine(_folder, "keys.json");
        Settings.TryAdd("National:Insi:Address", "https://localhost:9/insi");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    public HttpClient Brume => As(Demo.Brume, Demo.Ermont, sub: "pro-ermont");
    public HttpClient Rivieres => As(Demo.Rivieres, Demo.Bellec, sub: "pro-bellec");

    public static object Typed(string name, string given, string birth = "1936-06-21", string sex = "F", string place = "63220", string? list = null, bool incomplete = false) =>
        new { birthName = name, firstGivenName = given, givenNames = list, birthDate = birth, sex, birthPlace = place, incompleteBirthDate = incomplete };

    public static async Task<UsagerView> CreateAsync(HttpClient client, object traits, params Guid[] acknowledged)
    {
        var reply = await client.PostAsJsonAsync("/usagers", new { traits, establishmentId = Demo.SaulesBlancs, acknowledgedSimilar = acknowledged }, Ct);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Ct));
        return (await reply.Content.ReadFromJsonAsync<UsagerView>(Json, Ct))!;
    }

    public static async Task<UsagerView> ReadAsync(HttpClient client, Guid id) => (await client.GetFromJsonAsync<UsagerView>($"/usagers/{id}", Json, Ct))!;

    public static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, object body, int? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (version is { } read) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{read}\""));
        return await client.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body = null) => client.PostAsJsonAsync(path, body ?? new { }, Ct);

    public static async Task<T> OkAsync<T>(HttpResponseMessage reply)
    {
        Assert.True(reply.IsSuccessStatusCode, $"{(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(Ct)}");
        return (await reply.Content.ReadFromJsonAsync<T>(Json, Ct))!;
    }

    /// <summary>The French problem of a refused request.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage reply, int status, string code)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(status == (int)reply.StatusCode, $"{(int)reply.StatusCode} {text}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 20);
        return problem;
    }

    public async Task<AccessRecorded> AccessAsync(Guid usagerId, string action, string outcome = "allowed") =>
        (await WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is var a && a.UsagerId == usagerId && a.Action == action && a.Outcome == outcome)).As<AccessRecorded>();
}
