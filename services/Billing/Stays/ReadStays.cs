using Billing.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Stays;

internal static class ReadStays
{
    private const int LargestPage = 200;

    /// <summary>Stays of an establishment or of a person; those the caller may not see are taken out before anything is counted.</summary>
    public static async Task<Ok<StayPage>> List(BillingDbContext db, BillingRights rights, CancellationToken ct, Guid? establishmentId = null, Guid? usagerId = null, Guid? after = null, int take = 50)
    {
        if (establishmentId is null && usagerId is null) throw new BadInputException("stay-filter", "Demandez les séjours d'un établissement (establishmentId) ou d'une personne (usagerId).");
        if (take is < 1 or > LargestPage) throw new BadInputException("page-size", "Une page compte de 1 à 200 lignes. Corrigez sa taille, puis renvoyez.");
        var found = await db.Stays.AsNoTracking().Where(s => (establishmentId == null || s.EstablishmentId == establishmentId) && (usagerId == null || s.UsagerId == usagerId)).ToListAsync(ct);
        var visible = new List<Stay>(found.Count);
        foreach (var house in found.GroupBy(s => s.EstablishmentId))
        {
            var kept = await rights.KeepAsync([.. house.Select(s => s.UsagerId)], house.Key, "R", ct);
            visible.AddRange(house.Where(s => kept.Contains(s.UsagerId)));
        }
        visible.Sort((one, other) => one.Id.CompareTo(other.Id));
        var page = visible.Where(s => after is null || s.Id.CompareTo(after.Value) > 0).Take(take).ToList();
        foreach (var stay in page) rights.Record("stay.list", "stay", stay.Id, stay.UsagerId);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new StayPage(page.ConvertAll(StayView.Of), visible.Count, page.Count == take && page[^1].Id != visible[^1].Id ? page[^1].Id : null));
    }

    public static async Task<Ok<StayView>> One(Guid id, HttpContext http, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var stay = await db.Stays.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw await rights.MissingAsync("stay.read", "stay", id, ct);
        await rights.RequireAsync(stay.UsagerId, stay.EstablishmentId, "R", "stay.read", "stay", id.ToString(), ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(stay.Version);
        return TypedResults.Ok(StayView.Of(stay));
    }
}
