using Microsoft.EntityFrameworkCore;
using Telemedicine.Experts;
using Telemedicine.Requests;
using Telemedicine.UseCases;

namespace Telemedicine.Funding;

/// <param name="Salaried">An employee of the house bills nothing.</param>
public sealed record Companion(Guid SituationId, bool Salaried, CompanionPlace Place);

/// <summary>Writes who pays for each part of an act, for information: the house bills none of it.</summary>
public sealed class FundingNote(TelemedicineDbContext db, Counters counters, DirectoryClient directory, TimeProvider clock)
{
    private const string Ehpad = "500";

    /// <returns>What to look at before billing.</returns>
    public async Task<IReadOnlyList<string>> WriteAsync(TelemedicineRequest request, Requis requis, Companion? companion, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var day = ParisTime.Day(now);
        var house = await HouseAsync(request.EstablishmentId, ct);
        var unpaid = request.Act == ActType.Teleexpertise && await counters.AdvicesAsync(request, ct) >= Counters.AdvicesPaidAYear;
        List<(string Role, Funded By)> parts = [("requis", WhoPays.Requis(request.Act, requis.Kind, await WorkerAsync(requis, request.EstablishmentId, ct), house, unpaid))];
        if (companion is not null) parts.Add(("companion", WhoPays.Companion(request.Act, await WorkerAsync(companion, ct), companion.Place, house)));
        if (request.Act == ActType.Teleexpertise) parts.Add(("requester", WhoPays.Requester(new(request.Requester.Function, request.Requester.Profession, request.Requester.Salaried), house, unpaid)));

        var lines = parts.ConvertAll(p => new FundingLine { Id = Guid.CreateVersion7(now), TenantId = request.TenantId, RequestId = request.Id, Role = p.Role, Path = p.By.Path, Code = p.By.Code, Amount = p.By.Code.Length == 0 ? null : Prices.On(p.By.Code, day), ServiceDate = day });
        db.FundingLines.AddRange(lines);
        return house.Ehpad && lines.Exists(l => l.Code == "TLD") ? ["TLD pour un résident d'EHPAD : vérifiez la règle du lieu de soins avant de facturer."] : [];
    }

    private async Task<FundedHouse> HouseAsync(Guid establishment, CancellationToken ct)
    {
        var tariff = await db.Structures.AsNoTracking().Where(s => s.EstablishmentId == establishment).Select(s => s.Tariff).SingleOrDefaultAsync(ct);
        return new((await directory.FindEstablishmentAsync(establishment, ct))?.Category == Ehpad, tariff);
    }

    // A requis with an account in this very house, and whose function is of the house, is its employee.
    private async Task<Worker> WorkerAsync(Requis requis, Guid establishment, CancellationToken ct) =>
        requis.SituationId is { } id && await directory.FindSituationAsync(id, ct) is { } situation
            ? new(situation.Function, situation.Profession.Length > 0 ? situation.Profession : requis.Profession, situation.EstablishmentId == establishment.ToString() && Functions.OfTheHouse(situation.Function))
            : new("", requis.Profession, Salaried: false);

    private async Task<Worker> WorkerAsync(Companion companion, CancellationToken ct) =>
        await directory.FindSituationAsync(companion.SituationId, ct) is { } situation ? new(situation.Function, situation.Profession, companion.Salaried) : new("", "", companion.Salaried);

    internal static string Wire(FundingPath path) => path switch
    {
        FundingPath.AmAct => "AM_ACT",
        FundingPath.EhpadForfait => "EHPAD_FORFAIT",
        FundingPath.HospitalExternal => "HOSPITAL_EXTERNAL",
        FundingPath.RegionalProgramme => "REGIONAL_PROGRAMME",
        _ => "NONE",
    };
}
