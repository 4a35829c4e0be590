using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Agenda.Access;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Feeds;

internal static partial class FeedEndpoints
{
    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/feeds").WithTags("Flux iCalendar").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        own.MapPost("", Open).RequireAuthorization("agenda:write").WithSummary("Ouvre une adresse privée pour un agenda : elle n'est montrée qu'une fois");
        own.MapGet("", List).RequireAuthorization("agenda:read").WithSummary("Vos adresses privées et leur dernière lecture");
        own.MapPost("{id:guid}/revoke", Revoke).RequireAuthorization("agenda:write").WithSummary("Révoque une adresse : elle ne répond plus").ProducesProblem(409);
        routes.MapGet("/feeds/{file}", Fetch).AllowAnonymous().WithTags("Flux iCalendar").WithSummary("L'agenda au format iCalendar, pour qui tient l'adresse");
    }

    private static async Task<Created<OpenedFeed>> Open(FeedRequest request, Caller caller, AgendaAccess access, AgendaDbContext db, TimeProvider clock, IConfiguration settings, CancellationToken ct)
    {
        var calendar = new CalendarRef(CalendarRef.Read(request.Kind), request.CalendarId);
        var owner = Owner(caller, access);
        if (calendar.Kind == CalendarKind.Usager) await access.RequireAsync([calendar.Id], "R", "feed.open", "usager", calendar.Id, null, ct);
        else if (calendar.Kind == CalendarKind.Staff && calendar.Id == caller.SituationId) access.Record("feed.open", "staff", calendar.Id, null, null);
        else if (calendar.IsResource) await RequireResourceAsync(calendar, access, db, ct);
        else throw new ForbiddenException("feed-not-yours", "Une adresse privée s'ouvre pour votre propre planning, pour une personne que vous suivez ou pour une ressource de votre établissement. Choisissez-en un parmi eux.");

        var (feed, secret) = FeedAddress.Open(db.TenantId, calendar, request.Mask, owner, clock.GetUtcNow());
        db.FeedAddresses.Add(feed);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/feeds/{feed.Id}", new OpenedFeed(FeedView.Of(feed), $"{settings["Platform:Issuer"]?.TrimEnd('/')}/feeds/{secret}.ics"));
    }

    private static async Task<Ok<List<FeedView>>> List(Caller caller, AgendaAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var owner = Owner(caller, access);
        var feeds = await db.FeedAddresses.AsNoTracking().Where(f => f.Account == owner.Account && f.SituationId == owner.Situation).OrderBy(f => f.CreatedAt).ToListAsync(ct);
        // The address of a calendar that its owner may no longer read answers nothing, and is not listed.
        var verdicts = await access.SeeAsync([.. feeds.Where(f => f.Kind == CalendarKind.Usager).Select(f => f.CalendarId).Distinct()], "feed.list", "account", owner.Situation, null, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(feeds.FindAll(f => f.Kind != CalendarKind.Usager || verdicts[f.CalendarId].Allowed).ConvertAll(FeedView.Of));
    }

    private static async Task<Ok<FeedView>> Revoke(Guid id, Caller caller, AgendaAccess access, AgendaDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var feed = await db.FeedAddresses.SingleOrDefaultAsync(f => f.Id == id, ct);
        if (feed is null || !feed.IsOf(Owner(caller, access))) throw await access.MissingAsync("feed", id, "feed.revoke", ct);
        feed.Revoke(clock.GetUtcNow());
        access.Record("feed.revoke", "feed", id, feed.Kind == CalendarKind.Usager ? feed.CalendarId : null, null);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(FeedView.Of(feed));
    }

    // No session here: the address is the key. Its tenant is found by its hash, and its owner's rights are asked again each time.
    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> Fetch(string file, HttpContext http, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken ct)
    {
        if (!Name().IsMatch(file)) throw new NotFoundException();
        var hash = FeedAddress.HashOf(file[..^4]);
        var tenant = await FindTenantAsync(hash, scopes, ct) ?? throw new NotFoundException();
        await using var scope = scopes.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AgendaDbContext>();
        var feed = await db.FeedAddresses.SingleOrDefaultAsync(f => f.SecretHash == hash && f.RevokedAt == null, ct) ?? throw new NotFoundException();
        var text = await scope.ServiceProvider.GetRequiredService<FeedContent>().ReadAsync(feed, ct);
        if (text is not null) feed.Fetched(clock.GetUtcNow());
        db.Audit(new("feed.fetch", "feed", feed.Id.ToString()) { Category = ConsentClient.Agenda, UsagerId = feed.Kind == CalendarKind.Usager ? feed.CalendarId : null, Outcome = text is null ? "refused" : "allowed" });
        await db.SaveChangesAsync(ct);
        if (text is null) throw new NotFoundException();

        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, max-age=300";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (http.Request.Headers.IfNoneMatch.Contains(tag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return TypedResults.Text(text, "text/calendar; charset=utf-8");
    }

    private static async Task<Guid?> FindTenantAsync(string hash, IServiceScopeFactory scopes, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var all = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        return await scope.ServiceProvider.GetRequiredService<AgendaDbContext>().FeedAddresses.AsNoTracking().Where(f => f.SecretHash == hash && f.RevokedAt == null).Select(f => (Guid?)f.TenantId).SingleOrDefaultAsync(ct);
    }

    private static async Task RequireResourceAsync(CalendarRef calendar, AgendaAccess access, AgendaDbContext db, CancellationToken ct)
    {
        var house = await db.Resources.Where(r => r.Id == calendar.Id && r.Kind == calendar.Kind).Select(r => (Guid?)r.EstablishmentId).SingleOrDefaultAsync(ct) ?? throw await access.MissingAsync("resource", calendar.Id, "feed.open", ct);
        await access.RequireHouseAsync(house, ct);
    }

    private static FeedOwner Owner(Caller caller, AgendaAccess access) => new(access.Kind, caller.Subject, access.Situation);

    [GeneratedRegex("^[A-Za-z0-9_-]{43}\\.ics$", RegexOptions.None, 1000)]
    private static partial Regex Name();
}

/// <param name="Kind">usager, staff (one's own), room, vehicle or equipment.</param>
/// <param name="Mask">Labels, or Busy for a program that others see too.</param>
public sealed record FeedRequest(string Kind, Guid CalendarId, FeedMask Mask = FeedMask.Labels);

/// <param name="Address">Told once: only its hash is kept.</param>
internal sealed record OpenedFeed(FeedView Feed, string Address);

internal sealed record FeedView(Guid FeedId, string Kind, Guid CalendarId, FeedMask Mask, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastFetchedAt, long Fetches)
{
    public static FeedView Of(FeedAddress f) => new(f.Id, CalendarRef.Word(f.Kind), f.CalendarId, f.Mask, f.CreatedAt, f.RevokedAt, f.LastFetchedAt, f.Fetches);
}
