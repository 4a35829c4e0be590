using HealthDirectory.Structures;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

/// <summary>The situation the caller signed in with.</summary>
internal sealed class OwnSituation(DirectoryDbContext db, Caller caller, TimeProvider clock)
{
    public async Task<Situation?> FindAsync(CancellationToken ct)
    {
        if (caller.SituationId is not { } id) return null;
        var situation = await db.Situations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        return situation?.ActiveAt(clock.GetUtcNow()) == true ? situation : null;
    }

    public async Task<OwnSituationView?> DescribeAsync(CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } situation) return null;
        var professional = await db.Professionals.AsNoTracking().SingleAsync(p => p.Id == situation.ProfessionalId, ct);
        var establishment = situation.EstablishmentId is { } place ? await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == place, ct) : null;
        var organisation = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(ct);
        return new(situation.Id, professional.FamilyName, professional.GivenName, professional.Title, situation.Function, situation.Function.Label(),
            organisation?.Name ?? "", establishment is null ? null : EstablishmentView.Of(establishment));
    }
}

internal sealed record OwnSituationView(Guid SituationId, string FamilyName, string GivenName, string Title, Function Function, string FunctionLabel,
    string Organisation, EstablishmentView? Establishment);
