using Billing.Ledger;
using Billing.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Stays;

public sealed record AdmissionRequest(Guid UsagerId, Guid EstablishmentId, Regime Regime, DateOnly AdmittedOn, Guid? UnitId = null, StayTerms? Terms = null);

internal static class AdmitUsager
{
    public static async Task<Created<StayView>> Admit(AdmissionRequest request, HttpContext http, BillingDbContext db, BillingRights rights, TimeProvider clock, CancellationToken ct)
    {
        if (!Enum.IsDefined(request.Regime)) throw new BadInputException("regime-unknown", "Ce régime n'existe pas. Choisissez-en un de la liste, puis renvoyez.");
        await rights.RequireAsync(request.UsagerId, request.EstablishmentId, "C", "stay.admit", "usager", request.UsagerId.ToString(), ct);
        _ = await rights.FindStructureAsync(request.EstablishmentId, ct) ?? throw await rights.MissingAsync("stay.admit", "establishment", request.EstablishmentId, ct);
        var stay = Stay.Admit(db.TenantId, request.UsagerId, request.EstablishmentId, request.UnitId, request.Regime, request.AdmittedOn, request.Terms ?? new(), clock.GetUtcNow());
        await RefuseOverlapAsync(stay, db, ct);
        db.Stays.Add(stay);
        await Unsettled.MarkAsync(db, stay.EstablishmentId, stay.UsagerId, stay.AdmittedOn, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(stay.Version);
        return TypedResults.Created($"/stays/{stay.Id}", StayView.Of(stay));
    }

    /// <summary>One is lodged in one place at a time; the day somebody leaves may be the day he comes elsewhere.</summary>
    public static async Task RefuseOverlapAsync(Stay stay, BillingDbContext db, CancellationToken ct)
    {
        if (!stay.Lodges) return;
        var persons = await Persons.ReadAsync(db, ct);
        var identities = persons.Identities(stay.UsagerId).ToList();
        var others = await db.Stays.AsNoTracking().Where(s => s.Id != stay.Id && identities.Contains(s.UsagerId)).ToListAsync(ct);
        if (others.Exists(o => o.Lodges && o.AdmittedOn < (stay.ExitOn ?? DateOnly.MaxValue) && stay.AdmittedOn < (o.ExitOn ?? DateOnly.MaxValue)))
            throw new RuleBrokenException("stay-overlap", "Cette personne a déjà un séjour avec hébergement à ces dates. Terminez-le ou faites un transfert, puis recommencez.");
    }
}
