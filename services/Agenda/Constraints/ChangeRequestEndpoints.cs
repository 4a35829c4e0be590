using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Constraints;

/// <param name="WishedAt">Another hour, for a move.</param>
public sealed record WishRequest(Guid UsagerId, ChangeWish Wish, DateTimeOffset? WishedAt = null, [property: StringLength(500)] string? Message = null);

public sealed record WishAnswer(bool Accepted, [property: StringLength(500)] string? Answer = null, [property: StringLength(300)] string? OverrideReason = null);

/// <param name="Message">None for who has no right to labels of health: it may tell one.</param>
public sealed record WishView(Guid Id, Guid OccurrenceId, Guid UsagerId, ChangeWish Wish, DateTimeOffset? WishedAt, string? Message, string AuthorKind, DateTimeOffset AskedAt, RequestStatus Status, string? Answer, int Version)
{
    internal static WishView Of(ChangeRequest r, bool minimal = false) =>
        new(r.Id, r.OccurrenceId, r.UsagerId, r.Wish, r.WishedAt, minimal ? null : r.Message, r.AuthorKind, r.AskedAt, r.Status, minimal ? null : r.Answer, r.Version);
}

public sealed record WishPage(IReadOnlyList<WishView> Items, int Total);

public static class ChangeRequestEndpoints
{
    public static void MapChangeRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/occurrences/{id:guid}/requests", Ask).WithTags("Demandes").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404)
            .WithSummary("Refuser ou déplacer une séance : appliqué aussitôt si la personne gère seule et que l'activité est libre, sinon transmis à l'équipe");
        routes.MapGet("/requests", List).WithTags("Demandes").RequireAuthorization("agenda:read");
        routes.MapPost("/requests/{id:guid}/answer", Answer).WithTags("Demandes").RequireAuthorization("agenda:write").ProducesProblem(409);
    }

    private static async Task<Created<WishView>> Ask(Guid id, WishRequest request, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, Wishes wishes, TimeProvider clock, CancellationToken ct)
    {
        if (request.Wish == ChangeWish.Move != request.WishedAt is not null) throw new BadInputException("wished-at", "Indiquez l'heure souhaitée pour un déplacement, et pour lui seul.");
        var file = await desk.FindAsync(id, ct);
        if (file is null || !file.Usagers.Contains(request.UsagerId)) throw await access.MissingAsync("occurrence", id, "agenda.ask", ct);
        var verdict = (await access.RequireAspectAsync([request.UsagerId], "U", "", "agenda.ask", "occurrence", id, file.Occurrence.EstablishmentId, ct))[request.UsagerId];
        if (!file.Occurrence.Open) throw new RuleBrokenException("occurrence-closed", "Cette séance est terminée ou annulée : elle ne change plus. Planifiez-en une nouvelle.");
        var now = clock.GetUtcNow();
        var wish = ChangeRequest.Of(file.Occurrence, request.UsagerId, request.Wish, request.WishedAt, request.Message, access.Account, access.Kind, now);
        if (Wishes.MayActAlone(verdict, file, now) && await wishes.CarryOutAsync(file, wish, null, ct)) wish.Apply(now);
        db.ChangeRequests.Add(wish);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/requests/{wish.Id}", WishView.Of(wish));
    }

    /// <summary>The queue of the house; total counts those whose person the caller may see.</summary>
    private static async Task<Ok<WishPage>> List(Guid establishmentId, AgendaDbContext db, AgendaAccess access, CancellationToken ct, RequestStatus status = RequestStatus.Pending)
    {
        await access.RequireHouseAsync(establishmentId, ct);
        var all = await db.ChangeRequests.AsNoTracking().Where(r => r.EstablishmentId == establishmentId && r.Status == status).OrderBy(r => r.AskedAt).ToListAsync(ct);
        var verdicts = await access.SeeAsync([.. all.Select(r => r.UsagerId).Distinct()], "agenda.requests", "establishment", establishmentId, establishmentId, ct);
        await db.SaveChangesAsync(ct);
        var seen = all.FindAll(r => verdicts[r.UsagerId].Allowed);
        return TypedResults.Ok(new WishPage([.. seen.Take(200).Select(r => WishView.Of(r, verdicts[r.UsagerId].Minimal))], seen.Count));
    }

    private static async Task<Ok<WishView>> Answer(Guid id, WishAnswer answer, AgendaDbContext db, AgendaAccess access, OccurrenceDesk desk, Wishes wishes, TimeProvider clock, CancellationToken ct)
    {
        var wish = await db.ChangeRequests.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw await access.MissingAsync("request", id, "agenda.answer", ct);
        await access.RequireAsync([wish.UsagerId], "U", "agenda.answer", "request", id, wish.EstablishmentId, ct);
        if (wish.Status == RequestStatus.Pending && answer.Accepted)
        {
            var file = await desk.FindAsync(wish.OccurrenceId, ct) ?? throw new NotFoundException();
            if (!await wishes.CarryOutAsync(file, wish, answer.OverrideReason, ct)) throw new RuleBrokenException("wish-impossible", "Ce créneau n'est plus libre. Refusez la demande en proposant une autre heure, ou déplacez vous-même la séance.");
        }

        wish.Decide(answer.Accepted, answer.Answer, access.Author, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(WishView.Of(wish));
    }
}
