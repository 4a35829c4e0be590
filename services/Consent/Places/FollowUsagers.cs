using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Places;

/// <summary>Keeps the place of each person from identity's facts; the order of arrival does not matter.</summary>
internal static class FollowUsagers
{
    public static Task OnCreated(IdentityCreated fact, ConsentDbContext db, CancellationToken ct) =>
        MoveAsync(db, fact.UsagerId, fact.EstablishmentId, fact.UnitId, 0, ct);

    public static Task OnCorrected(IdentityCorrected fact, ConsentDbContext db, EventEnvelope envelope, CancellationToken ct) =>
        MoveAsync(db, fact.UsagerId, fact.EstablishmentId, fact.UnitId, fact.Version, ct);

    private static async Task MoveAsync(ConsentDbContext db, Guid usagerId, Guid? establishmentId, Guid? unitId, int version, CancellationToken ct)
    {
        var place = await db.Places.SingleOrDefaultAsync(p => p.UsagerId == usagerId, ct);
        if (place is null) db.Add(place = UsagerPlace.Of(db.TenantId, usagerId));
        if (place.Move(establishmentId, unitId, version)) db.RaiseRulesVersion();
    }
}
