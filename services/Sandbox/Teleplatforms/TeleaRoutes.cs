using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Faults;
using Sandbox.Ledgers;

namespace Sandbox.Teleplatforms;

/// <summary>A request as the first platform keeps it.</summary>
internal sealed record TeleaRequest(string Reference, string RequestId, string HouseReference, string Tenant, string StatusUrl, string Context, bool Cancelled = false, string? ReportId = null);

/// <summary>Who acts on the platform, and what it says.</summary>
internal sealed record TeleaEvent(string Event, JsonObject? Requis = null, string? Text = null, string? ReasonCode = null, JsonArray? Slots = null, string? Reference = null);

/// <param name="BirthDate">Another date than the person's, to play a report about somebody else.</param>
internal sealed record TeleaReport(IReadOnlyList<string> Prescriptions, IReadOnlyList<string> FollowUps, string? Conclusion = null, string? BirthDate = null);

/// <summary>The first regional platform: an API that takes requests, tells its news by signed calls and gives reports.</summary>
internal static class TeleaRoutes
{
    private const string Shelf = "telea", Code = "telea";

    public static void AddTeleplatforms(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PlatformKeys>();
        // News go to the caller's own address; on one machine its certificate comes from the same authority.
        builder.Services.AddSingleton(new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) });
    }

    public static void MapTelea(this WebApplication app)
    {
        app.MapPost("/telea/requests", Create);
        app.MapGet("/telea/requests/{reference}/slots", (string reference, HttpRequest request, PlatformKeys keys, Ledger ledger, TimeProvider clock) =>
            Guarded(request, keys, ledger, reference, _ => Results.Ok(Enumerable.Range(1, 4).Select(n => new { startsAt = clock.GetUtcNow().Date.AddDays(1).AddHours(13).AddMinutes(30 * n), minutes = 30 }))));
        app.MapGet("/telea/requests/{reference}/report", (string reference, HttpRequest request, PlatformKeys keys, Ledger ledger) => Guarded(request, keys, ledger, reference, kept => kept.ReportId is { } id && ledger.Bytes("telea-reports", id) is { } cda
            ? Results.Ok(new { uniqueId = id, cda = FaultGate.AnswersWrong(request.HttpContext) ? "<ClinicalDocument/>"u8.ToArray() : cda, pdf = PlatformReportWriter.Pdf }) : Results.NotFound()));
        app.MapDelete("/telea/requests/{reference}", (string reference, HttpRequest request, PlatformKeys keys, Ledger ledger, Journal journal) => Guarded(request, keys, ledger, reference, kept =>
        {
            ledger.Put(Shelf, reference, kept with { Cancelled = true });
            journal.Note(Code, "annulation", "prise", reference);
            return Results.NoContent();
        }));
        app.MapGet("/control/telea/requests", (Ledger ledger) => ledger.All<TeleaRequest>(Shelf).Select(r => new { r.Reference, r.RequestId, r.HouseReference, r.Cancelled, context = JsonNode.Parse(r.Context) }));
        app.MapPost("/control/telea/requests/{reference}/events", Tell);
        app.MapPost("/control/telea/requests/{reference}/report", Report);
    }

    private static async Task<IResult> Create(HttpRequest request, PlatformKeys keys, Ledger ledger, Journal journal, CancellationToken ct)
    {
        if (!keys.Admits(request)) return Results.Unauthorized();
        var body = await JsonNode.ParseAsync(request.Body, cancellationToken: ct);
        var (claims, fault) = keys.Read(body?["context"]?.GetValue<string>() ?? "", Code);
        if (claims?["context"] is not JsonObject context)
        {
            journal.Note(Code, "demande", "refusée", fault);
            return Results.Json(new { fault }, statusCode: 400);
        }
        // The same request again is the same request.
        var id = context["requestId"]!.GetValue<string>();
        var reference = "A-" + id.Replace("-", "", StringComparison.Ordinal)[^12..].ToUpperInvariant();
        ledger.Put(Shelf, reference, new TeleaRequest(reference, id, context["reference"]!.GetValue<string>(), context["tenant"]!.GetValue<string>(), context["statusUrl"]?.GetValue<string>() ?? "", context.ToJsonString()));
        journal.Note(Code, "demande", "prise", $"{reference} {context["reference"]}{(context["person"] is null ? "" : ", avec identité")}");
        return Results.Json(new { reference }, statusCode: 201);
    }

    private static async Task<IResult> Tell(string reference, TeleaEvent news, PlatformKeys keys, Ledger ledger, Journal journal, HttpClient http, TimeProvider clock, CancellationToken ct)
    {
        if (ledger.Get<TeleaRequest>(Shelf, reference) is not { } kept) return Results.NotFound();
        var now = clock.GetUtcNow();
        var token = keys.Sign(new
        {
            iss = Code, aud = "telemedicine", jti = Guid.CreateVersion7(now), iat = now.ToUnixTimeSeconds(), exp = now.AddMinutes(5).ToUnixTimeSeconds(), tenant = kept.Tenant, requestId = kept.RequestId,
            reference = kept.HouseReference, @event = news.Event, requis = news.Requis, text = news.Text, reasonCode = news.ReasonCode, slots = news.Slots,
        });
        if (!Uri.TryCreate(kept.StatusUrl, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps) return Results.Ok(new { token });
        using var content = new StringContent(token, Encoding.ASCII, new MediaTypeHeaderValue("application/jose"));
        using var reply = await http.PostAsync(address, content, ct);
        journal.Note(Code, news.Event, ((int)reply.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), reference);
        return Results.Ok(new { token, status = (int)reply.StatusCode, answer = await reply.Content.ReadAsStringAsync(ct) });
    }

    private static Task<IResult> Report(string reference, TeleaReport report, PlatformKeys keys, Ledger ledger, Journal journal, HttpClient http, TimeProvider clock, CancellationToken ct)
    {
        if (ledger.Get<TeleaRequest>(Shelf, reference) is not { } kept) return Task.FromResult(Results.NotFound());
        var context = JsonNode.Parse(kept.Context)!.AsObject();
        var id = $"2.25.{new System.Numerics.BigInteger(Guid.CreateVersion7(clock.GetUtcNow()).ToByteArray(), isUnsigned: true)}";
        ledger.Put("telea-reports", id, new { reference }, PlatformReportWriter.Cda(id, kept.HouseReference, context["person"] as JsonObject, report, clock.GetUtcNow()));
        ledger.Put(Shelf, reference, kept with { ReportId = id });
        return Tell(reference, new("report-ready"), keys, ledger, journal, http, clock, ct);
    }

    private static IResult Guarded(HttpRequest request, PlatformKeys keys, Ledger ledger, string reference, Func<TeleaRequest, IResult> act) =>
        !keys.Admits(request) ? Results.Unauthorized() : ledger.Get<TeleaRequest>(Shelf, reference) is { } kept ? act(kept) : Results.NotFound();
}
