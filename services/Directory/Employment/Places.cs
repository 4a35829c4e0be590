using HealthDirectory.Structures;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Employment;

/// <summary>Where somebody may be placed: an open establishment of the organisation, and its own units.</summary>
internal static class Places
{
    public static async Task CheckPlaceAsync(this DirectoryDbContext db, Guid? establishmentId, IReadOnlyCollection<Guid> unitIds, CancellationToken ct)
    {
        if (establishmentId is not { } place)
        {
            if (unitIds.Count > 0) throw new BadInputException("unit-unknown", "Une des unités n'appartient pas à l'établissement. Choisissez parmi ses unités.");
            return;
        }
        var establishment = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == place, ct) ?? throw new NotFoundException();
        Check(establishment, unitIds);
    }

    public static void Check(Establishment establishment, IReadOnlyCollection<Guid> unitIds)
    {
        if (establishment.ClosedOn is not null) throw new RuleBrokenException("establishment-closed", "Cet établissement est fermé. Choisissez-en un autre.");
        if (unitIds.Except(establishment.Units.Select(unit => unit.Id)).Any())
            throw new BadInputException("unit-unknown", "Une des unités n'appartient pas à l'établissement. Choisissez parmi ses unités.");
    }
}
