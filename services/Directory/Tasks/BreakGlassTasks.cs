using Contracts.Consent;

namespace HealthDirectory.Tasks;

/// <summary>
/// A file was opened by bris de glace. The doctor of the house and the data protection officer look at it; whoever is near the person sees to
/// it that the person, or who represents them, is told, whether or not a message could reach them.
/// </summary>
internal static class BreakGlassTasks
{
    private const string Review = "break-glass-review", Inform = "break-glass-inform", Dpo = "dpo";
    private static readonly TimeSpan Within = TimeSpan.FromHours(72);

    public static async Task OnOpened(BreakGlassOpened fact, DirectoryDbContext db, CancellationToken ct)
    {
        foreach (var function in await HouseFunctions.DoctorsAsync(db, fact.EstablishmentId, ct)) await OpenAsync(db, fact, Review, function, ct);
        await OpenAsync(db, fact, Review, Dpo, ct);
        await OpenAsync(db, fact, Inform, await HouseFunctions.NearAsync(db, fact.EstablishmentId, ct), ct);
    }

    /// <summary>A verdict ends the review; the person is told all the same.</summary>
    public static Task OnReviewed(BreakGlassReviewed fact, DirectoryDbContext db, CancellationToken ct) =>
        OpenTasks.CloseAsync(db, Review, fact.BreakGlassId, fact.ReviewedAt, ct);

    private static Task OpenAsync(DirectoryDbContext db, BreakGlassOpened fact, string kind, string function, CancellationToken ct) =>
        OpenTasks.OpenAsync(db, TeamTask.Open(db.TenantId, kind, function, fact.EstablishmentId, fact.UsagerId, ("break-glass", fact.BreakGlassId), fact.OpenedAt, fact.ReviewDueAt - fact.OpenedAt ?? Within), ct);
}
