using Microsoft.EntityFrameworkCore;

namespace Telemedicine.Requests;

/// <summary>Acts of one kind in a year, per profession.</summary>
public sealed record ProfessionCount(string Function, ActType Act, int Count);

/// <summary>Counts what the conventions count. It warns and never forbids (sheet §4).</summary>
public sealed class Counters(TelemedicineDbContext db, TimeProvider clock)
{
    public const int AdvicesPaidAYear = 4;

    public async Task<List<string>> WarningsAsync(TelemedicineRequest request, CancellationToken ct)
    {
        if (request.Act != ActType.Teleexpertise || await AdvicesAsync(request, ct) < AdvicesPaidAYear) return [];
        return ["Cinquième téléexpertise de l'année pour cette personne et ce requérant : elle peut être demandée, elle ne sera pas payée."];
    }

    /// <summary>Téléexpertises of the year already asked by this requérant for this person, this one aside.</summary>
    public async Task<int> AdvicesAsync(TelemedicineRequest request, CancellationToken ct)
    {
        var year = ParisTime.Day(clock.GetUtcNow()).Year;
        var since = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(-1);
        var asked = await db.Requests.AsNoTracking().Where(r => r.UsagerId == request.UsagerId && r.Act == ActType.Teleexpertise && r.Id != request.Id && r.SubmittedAt >= since
            && r.State != RequestState.Refused && r.State != RequestState.Cancelled && r.State != RequestState.Expired).ToListAsync(ct);
        return asked.Count(r => r.Requester.SituationId == request.Requester.SituationId);
    }
}
