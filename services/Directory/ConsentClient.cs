using Contracts.Consent;

namespace HealthDirectory;

/// <summary>What directory asks of consent: of which persons the caller may be told.</summary>
internal sealed class ConsentClient(Decisions.DecisionsClient decisions)
{
    private const int Lot = 400;

    /// <summary>Those who are the caller's business. A function without a right to identities still knows whom its own work is about, by id alone.</summary>
    public async Task<HashSet<Guid>> KnownAsync(Guid situation, IEnumerable<Guid> usagers, CancellationToken ct)
    {
        var known = new HashSet<Guid>();
        foreach (var lot in usagers.Distinct().Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = "IDT", Action = "R", Purpose = "coordination" };
            request.Usagers.AddRange(lot.Select(usager => new UsagerPlace { UsagerId = usager.ToString() }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            foreach (var (usager, decision) in lot.Zip(answer.Decisions))
                if (decision.Allowed || decision.ReasonCode == "DENY_PROFILE") known.Add(usager);
        }
        return known;
    }
}
