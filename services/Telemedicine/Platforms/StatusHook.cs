using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Experts;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Platforms;

/// <summary>Who a platform says will act.</summary>
/// <param name="Profession">TRE_G15, when the platform says it.</param>
public sealed record NewsRequis(string NationalId, string Name, string Speciality, RequisKind Kind, string Mailbox, int? Kilometres, string? Profession = null);

/// <summary>News of a request, as a platform signs it.</summary>
/// <param name="Event">accepted, refused, information-asked, answered or report-ready.</param>
public sealed record PlatformNews(string Iss, string Aud, string Jti, long Iat, long Exp, Guid Tenant, Guid RequestId, string Reference, string Event, NewsRequis? Requis = null, string? Text = null, string? ReasonCode = null, IReadOnlyList<PlatformSlot>? Slots = null);

/// <summary>Takes the news of a platform: a signature in place of a session, five minutes of life, each piece once.</summary>
internal static class StatusHook
{
    private const int LargestNews = 64 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    // Outside of any session: what opens the door is the signature of the platform, verified first.
    public static void MapStatusHook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/{platform}", Take).WithTags("Platforms").AllowAnonymous().ProducesProblem(400).ProducesProblem(401).ProducesProblem(409);

    private static async Task<NoContent> Take(string platform, HttpRequest http, PlatformDirectory platforms, TenantScope scope, IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var adapter = platforms.Find(platform) ?? throw new NotFoundException();
        var news = Verified(await ReadAsync(http, ct), adapter, clock.GetUtcNow());
        using var _ = scope.Enter(news.Tenant);
        await services.GetRequiredService<ApplyNews>().ApplyAsync(adapter, news, ct);
        return TypedResults.NoContent();
    }

    private static PlatformNews Verified(string token, PlatformAdapter platform, DateTimeOffset now)
    {
        var parts = token.Trim().Split('.');
        if (parts.Length != 3 || platform.Settings.StatusKeyFile.Length == 0 || parts.Any(p => !Base64Url.IsValid(p))) throw new ForbiddenException("hook-signature", "La signature de la plateforme n'est pas reconnue. Signez avec la clé enregistrée, puis renvoyez.");
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(platform.Settings.StatusKeyFile));
        var header = Parse<JsonElement>(parts[0]);
        var trusted = header.ValueKind == JsonValueKind.Object && header.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String && alg.GetString() == "ES256"
            && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256);
        if (!trusted) throw new ForbiddenException("hook-signature", "La signature de la plateforme n'est pas reconnue. Signez avec la clé enregistrée, puis renvoyez.");
        var news = Parse<PlatformNews>(parts[1]);
        var issued = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(news.Iat, 0, 253402300799));
        if (news.Iss != platform.Code || news.Aud != "telemedicine" || news.Jti.Length is 0 or > 80 || issued > now + Skew || issued < now - Skew || news.Exp < now.ToUnixTimeSeconds())
            throw new ForbiddenException("hook-stale", "Cette nouvelle n'est pas pour nous ou a trop attendu. Signez-la de nouveau, puis renvoyez-la.");
        return news;
    }

    private static T Parse<T>(string part)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(part), Json) ?? throw new JsonException("empty");
        }
        catch (JsonException)
        {
            throw new BadInputException("hook-unreadable", "La nouvelle de la plateforme n'est pas lisible. Corrigez-la, signez-la, puis renvoyez-la.");
        }
    }

    private static async Task<string> ReadAsync(HttpRequest http, CancellationToken ct)
    {
        using var reader = new StreamReader(http.Body, Encoding.ASCII);
        var buffer = new char[LargestNews + 1];
        var read = await reader.ReadBlockAsync(buffer, ct);
        return read <= LargestNews ? new(buffer, 0, read) : throw new BadInputException("hook-unreadable", "La nouvelle de la plateforme n'est pas lisible. Corrigez-la, signez-la, puis renvoyez-la.");
    }
}

/// <summary>Moves the request as the platform says, by the same guards as a user's act.</summary>
public sealed class ApplyNews(TelemedicineDbContext db, ClinicalSeal seal, Funding.FundingNote funding, IConfiguration configuration, TimeProvider clock)
{
    public async Task ApplyAsync(PlatformAdapter platform, PlatformNews news, CancellationToken ct)
    {
        if (await db.Hooks.AnyAsync(h => h.PlatformCode == platform.Code && h.EventId == news.Jti, ct)) return;
        var request = await db.Requests.SingleOrDefaultAsync(r => r.Id == news.RequestId && r.Reference == news.Reference && r.PlatformCode == platform.Code, ct) ?? throw new NotFoundException();
        var now = clock.GetUtcNow();
        await MoveAsync(platform, request, news, now, ct);
        db.Hooks.Add(new() { TenantId = db.TenantId, PlatformCode = platform.Code, EventId = news.Jti, ReceivedAt = now });
        db.Audit(new("telemedicine.platform-news", "telemedicine-request", request.Id.ToString()) { Category = ConsentClient.Category, UsagerId = request.UsagerId });
        await db.SaveChangesAsync(ct);
    }

    private async Task MoveAsync(PlatformAdapter platform, TelemedicineRequest request, PlatformNews news, DateTimeOffset now, CancellationToken ct)
    {
        switch (news.Event)
        {
            case "accepted":
                var requis = await RequisAsync(news, now, ct);
                var structure = await db.Structures.AsNoTracking().SingleOrDefaultAsync(s => s.EstablishmentId == request.EstablishmentId, ct);
                db.Tell(request, request.Accept(requis.Id, Parcours.Territory(requis, structure, configuration.GetValue("Telemedicine:NearKilometres", 100)).Reason, now), null);
                await OfferAsync(requis, platform.Code, news.Slots ?? [], now, ct);
                break;
            case "refused":
                db.Tell(request, request.Refuse(news.ReasonCode is { Length: > 0 and <= 60 } code ? code : "other", now), null);
                break;
            case "information-asked":
                db.Tell(request, request.AskInformation(now), null);
                break;
            case "answered":
                var advisor = await RequisAsync(news, now, ct);
                var useCase = await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct);
                db.Tell(request, request.Receive(advisor.Id, TimeSpan.FromHours(useCase.Delays.ReportHours), now), null);
                await funding.WriteAsync(request, advisor, null, ct);
                break;
            case "report-ready":
                var known = await db.Dispatches.Where(d => d.RequestId == request.Id && d.Kind == DispatchKind.Create && d.State == DispatchState.Done).OrderByDescending(d => d.Id).FirstOrDefaultAsync(ct);
                if (known is not null && platform.Can(Capabilities.FetchReport)) db.Dispatches.Add(Dispatch.Of(request, platform.Code, now, DispatchKind.FetchReport, known.PlatformReference));
                break;
            default:
                throw new BadInputException("hook-unreadable", "La nouvelle de la plateforme n'est pas lisible. Corrigez-la, signez-la, puis renvoyez-la.");
        }
        if (news.Text is { Length: > 0 and <= 4000 } text) db.Say(seal, request, "requis", text, null, now);
    }

    private async Task<Requis> RequisAsync(PlatformNews news, DateTimeOffset now, CancellationToken ct)
    {
        if (news.Requis is not { NationalId.Length: > 8 and <= 40, Name.Length: > 1 and <= 120 } said) throw new BadInputException("hook-unreadable", "La nouvelle de la plateforme n'est pas lisible. Corrigez-la, signez-la, puis renvoyez-la.");
        var requis = await db.Requis.SingleOrDefaultAsync(r => r.NationalId == said.NationalId, ct);
        if (requis is null) db.Requis.Add(requis = Requis.Introduce(db.TenantId, said.NationalId, now));
        var mailbox = said.Mailbox.EndsWith(".mssante.fr", StringComparison.Ordinal) ? said.Mailbox.ToLowerInvariant() : requis.Mailbox;
        requis.Describe(said.Name, said.Speciality is { Length: <= 60 } speciality ? speciality : "", said.Kind, mailbox, requis.SituationId, said.Kilometres ?? requis.Kilometres, said.Profession is { Length: 2 } profession && profession.All(char.IsAsciiDigit) ? profession : null);
        return requis;
    }

    private async Task OfferAsync(Requis requis, string source, IReadOnlyList<PlatformSlot> slots, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var slot in slots.Where(s => s.StartsAt > now && s.Minutes is >= 5 and <= 180).DistinctBy(s => s.StartsAt).Take(100))
        {
            var at = slot.StartsAt.ToUniversalTime();
            if (!await db.Vacations.AnyAsync(v => v.RequisId == requis.Id && v.StartsAt == at, ct)) db.Vacations.Add(Vacation.Declare(db.TenantId, requis.Id, at, at.AddMinutes(slot.Minutes), slot.Minutes, source, now));
        }
    }
}
