using Contracts.Consent;

namespace Agenda;

/// <summary>What agenda asks of consent before it shows or changes a person's time.</summary>
public sealed class ConsentClient(Decisions.DecisionsClient decisions)
{
    public const string Agenda = "AGE", Coordination = "coordination";
    private const int Lot = 1000;

    /// <summary>One verdict per person.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> AskAsync(Guid situation, string action, IReadOnlyCollection<Guid> usagers, Guid? establishment, CancellationToken ct)
    {
        var verdicts = new Dictionary<Guid, Verdict>();
        foreach (var lot in usagers.Distinct().Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = Agenda, Action = action, Purpose = Coordination };
            request.Usagers.AddRange(lot.Select(usager => new UsagerPlace { UsagerId = usager.ToString(), EstablishmentId = establishment?.ToString() ?? "" }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            foreach (var (usager, decision) in lot.Zip(answer.Decisions)) verdicts[usager] = Verdict.Of(decision);
        }

        return verdicts;
    }
}

/// <param name="Minimal">Only what is needed to organise: no label of health, no other participant.</param>
/// <param name="Level">What a person or relative may do: 0 nothing, 1 read, 2 ask, 3 manage alone. Null for a professional.</param>
public sealed record Verdict(bool Allowed, string ReasonCode, string Explanation, IReadOnlyList<string> RuleIds, bool MayKnow, bool Minimal, int? Level)
{
    internal static Verdict Of(Decision d) => new(d.Allowed, d.ReasonCode, d.Explanation, [.. d.RuleIds], d.MayKnow, d.Obligations.Contains("minimal-view"), LevelOf(d.Obligations));

    private static int? LevelOf(IEnumerable<string> obligations) =>
        obligations.FirstOrDefault(o => o.StartsWith("level-", StringComparison.Ordinal)) is { Length: 7 } level && char.IsAsciiDigit(level[6]) ? level[6] - '0' : null;
}
