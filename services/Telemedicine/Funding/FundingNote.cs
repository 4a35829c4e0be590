using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Experts;
using Telemedicine.Requests;
using Telemedicine.UseCases;

namespace Telemedicine.Funding;

/// <param name="Salaried">An employee of the house bills nothing: the forfait soins pays.</param>
/// <param name="DedicatedPlace">The act is held in a place kept for it.</param>
public sealed record Companion(bool Salaried, bool DedicatedPlace);

/// <summary>Writes who pays for each part of an act, and tells billing for information.</summary>
public sealed class FundingNote(TelemedicineDbContext db, Counters counters, TimeProvider clock)
{
    public async Task WriteAsync(TelemedicineRequest request, Requis requis, Companion? companion, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var day = ParisTime.Day(now);
        var tariff = await db.Structures.AsNoTracking().Where(s => s.EstablishmentId == request.EstablishmentId).Select(s => s.Tariff).SingleOrDefaultAsync(ct);
        var unpaid = request.Act == ActType.Teleexpertise && await counters.AdvicesAsync(request, ct) >= Counters.AdvicesPaidAYear;
        List<(string Role, FundingPath Path, string Code)> parts = [Requis(request.Act, requis.Kind, tariff, unpaid)];
        if (companion is not null) parts.Add(companion.Salaried ? ("companion", FundingPath.EhpadForfait, "") : ("companion", FundingPath.AmAct, companion.DedicatedPlace ? "TLL" : "TLS"));
        if (request.Act == ActType.Teleexpertise) parts.Add(("requester", FundingPath.EhpadForfait, ""));

        var lines = parts.ConvertAll(p => new FundingLine { Id = Guid.CreateVersion7(now), TenantId = request.TenantId, RequestId = request.Id, Role = p.Role, Path = p.Path, Code = p.Code, Amount = p.Code.Length == 0 ? null : Prices.On(p.Code, day), ServiceDate = day });
        db.FundingLines.AddRange(lines);
        db.Publish(FundingInformed.Topic, new FundingInformed(request.Id, request.UsagerId, request.EstablishmentId, day, [.. lines.Select(l => new FundedPart(l.Role, Wire(l.Path), l.Code, l.Amount))]), request.Id);
    }

    // The house's global tariff already pays its general practitioners; other doctors bill their act whatever the option.
    private static (string, FundingPath, string) Requis(ActType act, RequisKind kind, TariffOption tariff, bool unpaid) => (act, kind) switch
    {
        (_, RequisKind.Hospital) => ("requis", FundingPath.HospitalExternal, ""),
        (_, RequisKind.Programme) => ("requis", FundingPath.RegionalProgramme, ""),
        (ActType.Teleexpertise, _) => unpaid ? ("requis", FundingPath.None, "") : ("requis", FundingPath.AmAct, "TE2"),
        (ActType.Telesoin, RequisKind.Paramedical) => ("requis", FundingPath.AmAct, "TMI"),
        (_, RequisKind.Generalist) => tariff == TariffOption.Global ? ("requis", FundingPath.EhpadForfait, "") : ("requis", FundingPath.AmAct, "TCG"),
        (ActType.Teleconsultation, _) => ("requis", FundingPath.AmAct, "TCS"),
        _ => ("requis", FundingPath.None, ""),
    };

    internal static string Wire(FundingPath path) => path switch
    {
        FundingPath.AmAct => "AM_ACT",
        FundingPath.EhpadForfait => "EHPAD_FORFAIT",
        FundingPath.HospitalExternal => "HOSPITAL_EXTERNAL",
        FundingPath.RegionalProgramme => "REGIONAL_PROGRAMME",
        _ => "NONE",
    };
}
