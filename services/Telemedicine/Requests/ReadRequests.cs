using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;

namespace Telemedicine.Requests;

/// <summary>A page of what the caller may read; the total counts nothing else.</summary>
public sealed record RequestPage(IReadOnlyList<RequestSummary> Items, int Total);

/// <param name="MedianHours">Between submission and the act or advice; null when nothing is done yet.</param>
public sealed record ActivityView(int Total, double? MedianHours, IReadOnlyList<ProfessionCount> Requested);

internal static class ReadRequests
{
    public static void MapReadRequests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/requests").WithTags("Requests").RequireAuthorization("telemedicine:read");
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Read);
        routes.MapGet("/activity", Activity).WithTags("Requests").RequireAuthorization("telemedicine:read");
    }

    private static async Task<Ok<RequestPage>> List(TelemedicineDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct, Guid? usagerId = null, Guid? establishmentId = null, RequestState? state = null, int skip = 0, int take = 50)
    {
        if (skip < 0 || take is < 1 or > 200) throw new BadInputException("paging", "La page commence à 0 ou plus et compte de 1 à 200 demandes. Corrigez la page demandée.");
        var query = db.Requests.AsNoTracking().AsQueryable();
        if (usagerId is { } usager) query = query.Where(r => r.UsagerId == usager);
        if (establishmentId is { } establishment) query = query.Where(r => r.EstablishmentId == establishment);
        if (state is { } wanted) query = query.Where(r => r.State == wanted);
        var found = await KeepAsync(query, rows => consent.ReadableAsync(access.Situation, rows, ct), ct);
        var (total, page) = (await found.CountAsync(ct), await found.OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(ct));
        var ids = page.ConvertAll(r => r.Id);
        var starts = (await db.Acts.AsNoTracking().Where(a => ids.Contains(a.RequestId)).Select(a => new { a.RequestId, a.Id, a.StartsAt }).ToListAsync(ct)).GroupBy(a => a.RequestId).ToDictionary(g => g.Key, g => g.MaxBy(a => a.Id)!.StartsAt);
        foreach (var person in page.Select(r => r.UsagerId).Distinct()) db.Audit(new("telemedicine.list", "usager", person.ToString()) { Category = ConsentClient.Category, UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new RequestPage(page.ConvertAll(r => RequestSummary.Of(r, starts.TryGetValue(r.Id, out var at) ? at : null)), total));
    }

    private static async Task<Ok<RequestView>> Read(Guid id, HttpContext http, TelemedicineDbContext db, CareAccess access, RequestViewing viewing, SendingWarnings warnings, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Read, "telemedicine.read", ct);
        var view = await viewing.ViewAsync(request, ct, await warnings.BeforeAsync(request, ct));
        await db.SaveChangesAsync(ct);
        http.SetVersion(request.Version);
        return TypedResults.Ok(view);
    }

    /// <summary>How many acts, by whom they were asked, and how long a person waits.</summary>
    private static async Task<Ok<ActivityView>> Activity(Guid establishmentId, TelemedicineDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct)
    {
        var asked = db.Requests.AsNoTracking().Where(r => r.EstablishmentId == establishmentId && r.SubmittedAt != null);
        var found = await (await KeepAsync(asked, rows => consent.CountableAsync(access.Situation, rows, ct), ct)).Select(r => new { r.SubmittedAt, r.DoneAt, r.Requester, r.Act }).ToListAsync(ct);
        var waits = found.Where(r => r.DoneAt is not null).Select(r => (r.DoneAt!.Value - r.SubmittedAt!.Value).TotalHours).Order().ToList();
        db.Audit(new("telemedicine.activity", "establishment", establishmentId.ToString()) { Category = ConsentClient.Category });
        await db.SaveChangesAsync(ct);
        var median = waits.Count == 0 ? (double?)null : waits.Count % 2 == 1 ? waits[waits.Count / 2] : (waits[waits.Count / 2 - 1] + waits[waits.Count / 2]) / 2;
        return TypedResults.Ok(new ActivityView(found.Count, median, [.. found.GroupBy(r => (r.Requester.Function, r.Act)).Select(g => new ProfessionCount(g.Key.Function, g.Key.Act, g.Count())).OrderBy(c => c.Function, StringComparer.Ordinal).ThenBy(c => c.Act)]));
    }

    // Consent is asked about each person before anything is counted or cut into pages.
    private static async Task<IQueryable<TelemedicineRequest>> KeepAsync(IQueryable<TelemedicineRequest> query, Func<IReadOnlyList<(Guid Usager, Guid Establishment)>, Task<HashSet<Guid>>> keep, CancellationToken ct)
    {
        var asked = await query.Select(r => new { r.UsagerId, r.EstablishmentId }).Distinct().ToListAsync(ct);
        var kept = (await keep(asked.ConvertAll(one => (one.UsagerId, one.EstablishmentId)))).ToList();
        return query.Where(r => kept.Contains(r.UsagerId));
    }
}
