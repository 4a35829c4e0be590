using Consent.Measures;
using Contracts.Identity;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Places;

/// <summary>Keeps the place and the birth date of each person from identity's facts; the order of arrival does not matter.</summary>
internal sealed class FollowUsagers(IdentityLookup.IdentityLookupClient identity)
{
    public Task OnCreated(IdentityCreated fact, ConsentDbContext db, CancellationToken ct) =>
        MoveAsync(db, fact.UsagerId, fact.EstablishmentId, fact.UnitId, 0, ct);

    public Task OnCorrected(IdentityCorrected fact, ConsentDbContext db, CancellationToken ct) =>
        MoveAsync(db, fact.UsagerId, fact.EstablishmentId, fact.UnitId, fact.Version, ct);

    private async Task MoveAsync(ConsentDbContext db, Guid usagerId, Guid? establishmentId, Guid? unitId, int version, CancellationToken ct)
    {
        var place = await db.Places.SingleOrDefaultAsync(p => p.UsagerId == usagerId, ct);
        if (place is null) db.Add(place = UsagerPlace.Of(db.TenantId, usagerId));
        if (!place.Move(establishmentId, unitId, version)) return;
        // Facts carry no trait: the birth date is asked. While identity does not answer, the fact comes again.
        place.Learn(await BornAsync(usagerId, ct));
        db.RaiseRules(usagerId);
    }

    private async Task<DateOnly?> BornAsync(Guid usagerId, CancellationToken ct)
    {
        try
        {
            return Majority.Read((await identity.GetIdentityAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct)).BirthDate);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
