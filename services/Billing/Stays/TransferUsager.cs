using Billing.Ledger;
using Billing.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Stays;

/// <param name="On">The day of the move: billed by the house that receives, or by the one that is left when its parameters say so; never by both.</param>
public sealed record TransferRequest(DateOnly On, Guid EstablishmentId, Guid? UnitId = null, Regime? Regime = null);

internal static class TransferUsager
{
    public static async Task<Created<StayView>> Transfer(Guid id, TransferRequest request, HttpContext http, BillingDbContext db, BillingRights rights, TimeProvider clock, CancellationToken ct)
    {
        var left = await ChangeStay.FindAsync(id, "stay.transfer", db, rights, ct);
        if (request.Regime is { } asked && !Enum.IsDefined(asked)) throw new BadInputException("regime-unknown", "Ce régime n'existe pas. Choisissez-en un de la liste, puis renvoyez.");
        if (request.EstablishmentId == left.EstablishmentId) throw new BadInputException("same-establishment", "La personne est déjà dans cet établissement : changez l'unité de son séjour au lieu de la transférer.");
        if (left.ExitOn is not null) throw new RuleBrokenException("stay-ended", "Ce séjour est déjà terminé. Enregistrez une nouvelle admission dans l'autre établissement.");
        await rights.RequireAsync(left.UsagerId, request.EstablishmentId, "C", "stay.transfer", "establishment", request.EstablishmentId.ToString(), ct);
        _ = await rights.FindStructureAsync(request.EstablishmentId, ct) ?? throw await rights.MissingAsync("stay.transfer", "establishment", request.EstablishmentId, ct);

        left.End(request.On, ExitKind.Transfer, null, null);
        var received = Stay.Admit(db.TenantId, left.UsagerId, request.EstablishmentId, request.UnitId, request.Regime ?? left.Regime, request.On, left.Terms, clock.GetUtcNow());
        db.Stays.Add(received);
        await Unsettled.MarkAsync(db, left.EstablishmentId, left.UsagerId, request.On, ct);
        await Unsettled.MarkAsync(db, received.EstablishmentId, received.UsagerId, request.On, ct);
        await db.SaveChangesAsync(ct);
        http.SetVersion(received.Version);
        return TypedResults.Created($"/stays/{received.Id}", StayView.Of(received));
    }
}
