using Identity.Rights;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.History;

internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/usagers/{id:guid}/history", Read).WithTags("Identity").RequireAuthorization("identity:read").WithSummary("Every act on an identity, with the traits before and after.");

    private static async Task<IReadOnlyList<HistoryView>> Read(Guid id, IdentityDbContext db, IdentityRights rights, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "R", "identity.history", ct);
        var entries = await db.History.AsNoTracking().Where(h => h.UsagerId == id).OrderBy(h => h.At).ToListAsync(ct);
        var former = await db.HeldIns.AsNoTracking().Where(i => i.UsagerId == id).OrderBy(i => i.SinceAt).ToListAsync(ct);
        rights.AuditRead(usager, "identity.history");
        await db.SaveChangesAsync(ct);
        return [.. entries.Select(HistoryView.Of).Concat(former.Select(HistoryView.Of)).OrderBy(line => line.At)];
    }
}

/// <summary>One line of an identity's history. Numbers never show here.</summary>
public sealed record HistoryView(
    DateTimeOffset At, string Act, string? Reason, string? StatusBefore, string? StatusAfter, IReadOnlyList<ChangedTrait> Changes, string By, Guid? BySituation, int? Version)
{
    private static readonly string[] Names = ["birthName", "givenNames", "birthDate", "sex", "birthPlace"];

    internal static HistoryView Of(HistoryEntry e) =>
        new(e.At, e.Act, e.Reason, e.StatusBefore, e.StatusAfter, Changed(e.TraitsBefore?.Split('|'), e.TraitsAfter.Split('|')), e.By, e.BySituation, e.Version);

    internal static HistoryView Of(Insi.HeldIns i) => new(i.SinceAt, i.Former ? "ins-former-known" : "ins-held", i.EndReason, null, null, [], i.By, null, null);

    private static ChangedTrait[] Changed(string[]? before, string[] after) =>
        before is null ? [] : [.. Names.Select((name, i) => new ChangedTrait(name, before[i], after[i])).Where(change => change.Before != change.After)];
}

public sealed record ChangedTrait(string Trait, string Before, string After);
