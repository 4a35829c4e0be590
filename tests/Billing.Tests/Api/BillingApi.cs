using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Prices;
using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Api;

/// <summary>The real service on its own database, with directory and consent answering on real ports.</summary>
public sealed class BillingApi() : ServiceFixture<Program>("billing")
{
    public static readonly Guid Castaing = Guid.Parse("01900000-0000-7000-8000-000000000513");
    public static readonly Guid Lefort = Guid.Parse("01900000-0000-7000-8000-000000000514");
    public static readonly Guid Animator = Guid.Parse("01900000-0000-7000-8000-000000000512");
    public static readonly Guid BillingSoftware = Guid.Parse("01900000-0000-7000-8000-000000000507");
    public static readonly Guid ReferentOfRivieres = Guid.Parse("01900000-0000-7000-8000-0000000005f1");

    internal DirectoryAnswers Houses { get; } = new();
    internal ConsentAnswers Consent { get; } = new();

    public HttpClient Referent => As(Demo.Brume, Castaing);
    public HttpClient Director => As(Demo.Brume, Lefort);

    /// <summary>An EHPAD of its own for a test, with the prices of the worked examples.</summary>
    internal async Task<HouseApi> OpenHouseAsync(bool priced = true)
    {
        var house = new HouseApi(this, Guid.CreateVersion7());
        Houses.TenantOf[house.Id] = Demo.Brume;
        if (!priced) return house;
        await house.PriceAsync(PriceCodes.Heb, 65.00m);
        await house.PriceAsync(PriceCodes.DepGir56, 5.60m);
        await house.PriceAsync(PriceCodes.Rdas, 6.50m);
        return house;
    }

    public static async Task<JsonNode> OkAsync(HttpResponseMessage reply)
    {
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True(reply.IsSuccessStatusCode, $"{(int)reply.StatusCode} {text}");
        return JsonNode.Parse(text)!;
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

    protected override async Task ArrangeAsync()
    {
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(Houses)).Address;
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;
}

/// <summary>One establishment seen through the API, and the facts agenda brings about it.</summary>
internal sealed class HouseApi(BillingApi api, Guid id)
{
    private static CancellationToken Ct => BillingApi.Ct;

    public Guid Id => id;

    public Task<JsonNode> PriceAsync(string code, decimal price, string from = "2020-01-01", string? until = null) => PostAsync("/price-tables",
        new { establishmentId = id, code, unitPrice = price, validFrom = from, decidedOn = from, validUntil = until });

    public async Task<JsonNode> ParametersAsync(object terms, string from = "2020-01-01") =>
        await BillingApi.OkAsync(await api.Referent.PutAsJsonAsync($"/establishments/{id}/parameters", new { validFrom = from, terms }, Ct));

    public async Task<Resident> AdmitAsync(string regime = "EhpadClassic", string on = "2025-01-01", object? terms = null, Guid? usager = null)
    {
        var person = usager ?? Guid.CreateVersion7();
        var stay = await PostAsync("/stays", new { usagerId = person, establishmentId = id, regime, admittedOn = on, terms });
        return new(person, stay["id"]!.GetValue<Guid>());
    }

    public async Task<Guid> AwayAsync(Guid usager, string cause, string left, string? returned, bool notice = true, Guid? absence = null, int version = 1, bool cancelled = false)
    {
        var fact = new AbsenceRecorded(absence ?? Guid.CreateVersion7(), version, usager, id, cause, notice, Rules.House.At(left), returned is null ? null : Rules.House.At(returned), cancelled, api.Clock.GetUtcNow());
        Assert.Equal("SUCCESS", await api.DeliverAsync(AbsenceRecorded.Topic, fact, Demo.Brume));
        return fact.AbsenceId;
    }

    public async Task<AttendanceRecorded> AttendAsync(Guid usager, string day, string state = "PRESENT", string period = "FULL", decimal quantity = 1, Guid? occurrence = null, int minutes = 360, string? told = null)
    {
        var fact = new AttendanceRecorded(Guid.CreateVersion7(), 1, occurrence ?? Guid.CreateVersion7(), Guid.CreateVersion7(), usager, id, Rules.House.Day(day), period, state, quantity, minutes, "2.3.4.2",
            Demo.Montagne, api.Clock.GetUtcNow(), told is null ? null : Rules.House.At(told));
        Assert.Equal("SUCCESS", await api.DeliverAsync(AttendanceRecorded.Topic, fact, Demo.Brume));
        return fact;
    }

    /// <summary>A group activity of an hour, that the animator answers for.</summary>
    public async Task<ActivityPlanned> PlanAsync(string at, params Guid[] usagers)
    {
        var planned = new ActivityPlanned(Guid.CreateVersion7(), Guid.CreateVersion7(), id, "activite", Rules.House.At(at), Rules.House.At(at).AddHours(1), usagers, [BillingApi.Animator], null, 1);
        Assert.Equal("SUCCESS", await api.DeliverAsync(ActivityPlanned.Topic, planned, Demo.Brume));
        return planned;
    }

    public Task<JsonNode> PreviewAsync(string period) => GetAsync($"/establishments/{id}/periods/{period}/preview");

    public Task<JsonNode> ConfirmAsync(string period) => PostAsync($"/establishments/{id}/periods/{period}/confirm", new { });

    public Task<JsonNode> ExportAsync(string period) => PostAsync($"/establishments/{id}/periods/{period}/exports", new { });

    public Task<JsonNode> CloseAsync(string period) => PostAsync($"/establishments/{id}/periods/{period}/close", new { });

    public Task<HttpResponseMessage> TryAsync(string act, string period, HttpClient? by = null, object? body = null) =>
        (by ?? api.Referent).PostAsJsonAsync($"/establishments/{id}/periods/{period}/{act}", body ?? new { }, Ct);

    public async Task<List<JsonNode>> EventsAsync(string filter) => [.. ((JsonArray)(await GetAsync($"/establishments/{id}/events?take=500&{filter}"))["events"]!).Select(e => e!)];

    public async Task<JsonNode> GetAsync(string path) => await BillingApi.OkAsync(await api.Referent.GetAsync(path, Ct));

    public async Task<JsonNode> PostAsync(string path, object body) => await BillingApi.OkAsync(await api.Referent.PostAsJsonAsync(path, body, Ct));

    /// <summary>The chain of the ledger still holds.</summary>
    public async Task VerifyAsync()
    {
        var check = await GetAsync($"/establishments/{id}/ledger/verification");
        Assert.True(check["holds"]!.GetValue<bool>(), check.ToJsonString());
    }
}

internal sealed record Resident(Guid Usager, Guid Stay);

internal static class Figures
{
    public static decimal Sum(this IEnumerable<JsonNode> events, string? nature = null) => events.Where(e => nature is null || Text(e, "nature") == nature).Sum(e => e["amount"]!.GetValue<decimal>());
    public static int Count(this IEnumerable<JsonNode> events, string nature) => events.Count(e => Text(e, "nature") == nature);
    public static string? Text(this JsonNode node, string name) => node[name]?.GetValue<string>();
    public static decimal Amount(this JsonNode node, string name) => node[name]!.GetValue<decimal>();
}
