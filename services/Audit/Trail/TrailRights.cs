using Contracts.Consent;
using Platform;

namespace Audit.Trail;

/// <summary>Who may read the trail: consent decides (LOG, R); others do not learn that there is one.</summary>
internal sealed class TrailRights(Caller caller, Decisions.DecisionsClient decisions)
{
    private const int Lot = 400;

    /// <summary>Who reads the whole trail reads it of anybody: of somebody who wants nothing shared, or whom another organisation has, too.</summary>
    public async Task<bool> MayReadAsync(Guid? usagerId, CancellationToken ct) => await MayReadAboutAsync(Guid.Empty, ct) || (usagerId is { } usager && await MayReadAboutAsync(usager, ct));

    private async Task<bool> MayReadAboutAsync(Guid usager, CancellationToken ct)
    {
        if (caller.SituationId is not { } situation) return false;
        var decision = await decisions.AuthorizeAsync(new()
        {
            SituationId = situation.ToString(), UsagerId = usager.ToString(), Category = "LOG", Action = "R", Purpose = "audit",
        }, cancellationToken: ct);
        // A right to a part of the traces (those of requests, of identities…) does not open the trail.
        return decision.Allowed && !decision.Obligations.Any(duty => duty.StartsWith("view:", StringComparison.Ordinal));
    }

    /// <summary>Those of the persons whom the caller may know.</summary>
    public async Task<HashSet<Guid>> KnownAsync(IReadOnlyList<Guid> usagers, CancellationToken ct)
    {
        var known = new HashSet<Guid>();
        if (caller.SituationId is not { } situation) return known;
        foreach (var lot in usagers.Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = "IDT", Action = "R", Purpose = "coordination" };
            request.Usagers.AddRange(lot.Select(usager => new UsagerPlace { UsagerId = usager.ToString() }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            foreach (var (usager, decision) in lot.Zip(answer.Decisions))
                if (decision.Allowed) known.Add(usager);
        }
        return known;
    }
}
