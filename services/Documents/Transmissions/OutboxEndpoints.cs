using Documents.Access;
using Documents.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Transmissions;

/// <summary>A line of the sending board: the job and the document it carries.</summary>
public sealed record OutboxLine(TransmissionView Transmission, string TypeCode, string TypeLabel);

/// <param name="Pending">How many of the lines have not left.</param>
/// <param name="InTrouble">How many failed or are blocked.</param>
/// <param name="Complete">False when older lines may follow: narrow the question to a person.</param>
public sealed record OutboxPage(IReadOnlyList<OutboxLine> Lines, int Pending, int InTrouble, bool Complete);

public static class OutboxEndpoints
{
    private const int Page = 200, Lot = 500, MostLots = 40;

    public static void MapOutbox(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/outbox", List).WithTags("Transmissions").RequireAuthorization("documents:read");

    /// <summary>What is leaving, has left or is stuck, the latest first; lines about persons the asker may not see are taken out before anything is counted.</summary>
    private static async Task<Ok<OutboxPage>> List(DocumentsDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct, bool pending = false, Guid? usagerId = null)
    {
        var asked = db.Transmissions.AsNoTracking()
            .Where(t => (usagerId == null || t.UsagerId == usagerId)
                && (!pending || t.Status == TransmissionStatus.WaitingForIns || t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.Sending))
            .OrderByDescending(t => t.RequestedAt).ThenBy(t => t.Id);
        var seen = new List<(Transmission Job, Verdict Verdict)>();
        // Lot after lot, so that what the asker may not see takes no line from what they may.
        // Each lot follows the last line of the one before: what is asked for meanwhile shifts nothing.
        var (last, complete) = ((Transmission?)null, false);
        for (var lots = 0; lots < MostLots && seen.Count < Page && !complete; lots++)
        {
            var (at, id) = (last?.RequestedAt, last?.Id ?? Guid.Empty);
            var jobs = await asked.Where(t => at == null || t.RequestedAt < at || (t.RequestedAt == at && t.Id.CompareTo(id) > 0)).Take(Lot).ToListAsync(ct);
            seen.AddRange((await SeenAsync(jobs, access.Situation, consent, ct)).Take(Page - seen.Count));
            (last, complete) = (jobs.LastOrDefault(), jobs.Count < Lot);
        }

        foreach (var (job, verdict) in seen.DistinctBy(s => (s.Job.UsagerId, Category(s.Job)))) access.Record(new(access.Situation, job.UsagerId, Category(job), "R"), verdict, "outbox.list", "usager", job.UsagerId.ToString());
        await db.SaveChangesAsync(ct);
        var shown = seen.ConvertAll(s => s.Job);
        return TypedResults.Ok(new OutboxPage([.. shown.Select(j => new OutboxLine(TransmissionView.Of(j), j.TypeCode, DocumentType.Find(j.TypeCode)!.Label))],
            shown.Count(j => j.Pending), shown.Count(j => j.Status is TransmissionStatus.Failed or TransmissionStatus.Blocked), complete && seen.Count < Page));
    }

    private static async Task<IEnumerable<(Transmission Job, Verdict Verdict)>> SeenAsync(List<Transmission> jobs, Guid situation, ConsentClient consent, CancellationToken ct)
    {
        var seen = new Dictionary<(Guid, Guid?, string), Verdict>();
        foreach (var category in jobs.GroupBy(Category))
        {
            var places = category.Select(j => (j.UsagerId, j.EstablishmentId)).Distinct().ToList();
            var verdicts = await consent.AskManyAsync(situation, category.Key, "R", places, ct);
            foreach (var (place, verdict) in places.Zip(verdicts))
                if (verdict.Allowed) seen[(place.UsagerId, place.EstablishmentId, category.Key)] = verdict;
        }
        return jobs.Where(j => seen.ContainsKey((j.UsagerId, j.EstablishmentId, Category(j)))).Select(j => (j, seen[(j.UsagerId, j.EstablishmentId, Category(j))]));
    }

    private static string Category(Transmission job) => DocumentType.Find(job.TypeCode)!.Category;
}
