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
public sealed record OutboxPage(IReadOnlyList<OutboxLine> Lines, int Pending, int InTrouble);

public static class OutboxEndpoints
{
    private const int Page = 200;

    public static void MapOutbox(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/outbox", List).WithTags("Transmissions").RequireAuthorization("documents:read");

    /// <summary>What is leaving, has left or is stuck, the latest first; lines about persons the asker may not see are taken out before anything is counted.</summary>
    private static async Task<Ok<OutboxPage>> List(DocumentsDbContext db, CareAccess access, ConsentClient consent, CancellationToken ct, bool pending = false, Guid? usagerId = null)
    {
        var jobs = await db.Transmissions.AsNoTracking()
            .Where(t => (usagerId == null || t.UsagerId == usagerId)
                && (!pending || t.Status == TransmissionStatus.WaitingForIns || t.Status == TransmissionStatus.Waiting || t.Status == TransmissionStatus.Sending))
            .OrderByDescending(t => t.RequestedAt).Take(Page).ToListAsync(ct);
        var seen = new HashSet<(Guid, string)>();
        foreach (var category in jobs.GroupBy(j => DocumentType.Find(j.TypeCode)!.Category))
        {
            var places = category.Select(j => (j.UsagerId, j.EstablishmentId)).Distinct().ToList();
            var verdicts = await consent.AskManyAsync(access.Situation, category.Key, "R", places, ct);
            for (var i = 0; i < places.Count; i++)
            {
                if (!verdicts[i].Allowed) continue;
                seen.Add((places[i].UsagerId, category.Key));
                access.Record(new(access.Situation, places[i].UsagerId, category.Key, "R"), verdicts[i], "outbox.list", "usager", places[i].UsagerId.ToString());
            }
        }

        await db.SaveChangesAsync(ct);
        var shown = jobs.Where(j => seen.Contains((j.UsagerId, DocumentType.Find(j.TypeCode)!.Category))).ToList();
        return TypedResults.Ok(new OutboxPage([.. shown.Select(j => new OutboxLine(TransmissionView.Of(j), j.TypeCode, DocumentType.Find(j.TypeCode)!.Label))],
            shown.Count(j => j.Pending), shown.Count(j => j.Status is TransmissionStatus.Failed or TransmissionStatus.Blocked)));
    }
}
