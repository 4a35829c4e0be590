using Billing.Ledger;
using Billing.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Stays;

public sealed record StayRequest(Regime Regime, DateOnly AdmittedOn, Guid? UnitId = null, StayTerms? Terms = null);

/// <param name="NoticeUntil">Last day of the contract's notice.</param>
/// <param name="RoomFreedOn">After a death: the day the room was emptied.</param>
public sealed record ExitRequest(DateOnly ExitOn, ExitKind Kind = ExitKind.Exit, DateOnly? NoticeUntil = null, DateOnly? RoomFreedOn = null);

internal static class ChangeStay
{
    public static async Task<Ok<StayView>> Describe(Guid id, StayRequest request, HttpContext http, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        if (!Enum.IsDefined(request.Regime)) throw new BadInputException("regime-unknown", "Ce régime n'existe pas. Choisissez-en un de la liste, puis renvoyez.");
        var stay = await FindAsync(id, "stay.describe", db, rights, ct);
        http.RequireVersion(stay.Version);
        var before = stay.AdmittedOn;
        stay.Describe(request.UnitId, request.Regime, request.AdmittedOn, request.Terms ?? new());
        await AdmitUsager.RefuseOverlapAsync(stay, db, ct);
        await Unsettled.MarkAsync(db, stay.EstablishmentId, stay.UsagerId, before < stay.AdmittedOn ? before : stay.AdmittedOn, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(stay.Version);
        return TypedResults.Ok(StayView.Of(stay));
    }

    public static async Task<Ok<StayView>> Exit(Guid id, ExitRequest request, HttpContext http, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        if (!Enum.IsDefined(request.Kind) || request.Kind == ExitKind.Transfer) throw new BadInputException("exit-kind", "Une sortie est un départ (Exit) ou un décès (Death) ; pour un transfert, utilisez l'acte prévu.");
        var stay = await FindAsync(id, "stay.exit", db, rights, ct);
        var before = stay.ExitOn ?? request.ExitOn;
        stay.End(request.ExitOn, request.Kind, request.NoticeUntil, request.RoomFreedOn);
        await AdmitUsager.RefuseOverlapAsync(stay, db, ct);
        await Unsettled.MarkAsync(db, stay.EstablishmentId, stay.UsagerId, before < request.ExitOn ? before : request.ExitOn, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(stay.Version);
        return TypedResults.Ok(StayView.Of(stay));
    }

    public static async Task<Stay> FindAsync(Guid id, string act, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        var stay = await db.Stays.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw await rights.MissingAsync(act, "stay", id, ct);
        await rights.RequireAsync(stay.UsagerId, stay.EstablishmentId, "U", act, "stay", id.ToString(), ct);
        return stay;
    }
}
