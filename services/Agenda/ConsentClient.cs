using Contracts.Consent;

namespace Agenda;

/// <summary>What agenda asks of consent before it shows or changes a person's time.</summary>
public sealed class ConsentClient(Decisions.DecisionsClient decisions)
{
    public const string Agenda = "AGE", Coordination = "coordination", Presence = "presence";
    private const int Lot = 1000;

    /// <summary>One verdict per person.</summary>
    public Task<IReadOnlyDictionary<Guid, Verdict>> AskAsync(Guid situation, string action, IReadOnlyCollection<Guid> usagers, Guid? establishment, CancellationToken ct) =>
        AskAsync(situation, action, "", usagers, establishment, ct);

    /// <summary>The same about one aspect of the agenda: who may capture presences may not plan.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> AskAsync(Guid situation, string action, string aspect, IReadOnlyCollection<Guid> usagers, Guid? establishment, CancellationToken ct)
    {
        var verdicts = new Dictionary<Guid, Verdict>();
        foreach (var lot in usagers.Distinct().Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = Agenda, Action = action, Aspect = aspect, Purpose = Coordination };
            request.Usagers.AddRange(lot.Select(usager => new UsagerPlace { UsagerId = usager.ToString(), EstablishmentId = establishment?.ToString() ?? "" }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            foreach (var (usager, decision) in lot.Zip(answer.Decisions)) verdicts[usager] = Verdict.Of(decision, aspect);
        }

        return verdicts;
    }

    /// <summary>For somebody who is not there: a feed asks again what its owner may read.</summary>
    public async Task<Verdict> AskForAsync(string kind, string account, Guid situation, Guid usager, CancellationToken ct)
    {
        var request = new AuthorizeRequest { SituationId = situation == Guid.Empty ? "" : situation.ToString(), UsagerId = usager.ToString(), Category = Agenda, Action = "R", Purpose = Coordination };
        if (kind is "person" or "relative") (request.CallerKind, request.Caller) = (kind, account);
        return Verdict.Of(await decisions.AuthorizeAsync(request, cancellationToken: ct), "");
    }
}

/// <param name="Minimal">No label of health.</param>
/// <param name="Level">2: a wish goes to the team; 3: the person manages alone. Null for a professional, and for who only reads.</param>
/// <param name="HidesOthers">No other participant.</param>
/// <param name="OwnOnly">Only what the caller has planned.</param>
/// <param name="SumsOnly">Refused one by one, and yet counted in the sums of the house: a director.</param>
public sealed record Verdict(bool Allowed, string ReasonCode, string Explanation, IReadOnlyList<string> RuleIds, bool MayKnow, bool Minimal, int? Level, bool HidesOthers = false, bool OwnOnly = false, bool SumsOnly = false)
{
    private const string Part = "view:", NotThatPart = "Votre fonction ne donne accès qu'à une autre partie de l'agenda. Demandez à un collègue habilité.";

    // A right to sums alone is none to one person's agenda, and a right to one part of it (presences, trips) none to the rest.
    internal static Verdict Of(Decision d, string aspect) => d.Allowed && d.Obligations.Any(duty => duty.StartsWith(Part, StringComparison.Ordinal) && duty[Part.Length..] != aspect)
        ? new(false, "DENY_PROFILE", NotThatPart, [.. d.RuleIds], MayKnow: true, Minimal: true, Level: null)
        : Whole(d);

    private static Verdict Whole(Decision d) => new(d.Allowed && !d.Obligations.Contains("aggregated"), d.ReasonCode, d.Explanation, [.. d.RuleIds], d.MayKnow,
        d.Obligations.Contains("minimal-view") || d.Obligations.Contains("mask-health-labels"),
        d.Obligations.Contains("self-manage") ? 3 : d.Obligations.Contains("request") ? 2 : null,
        d.Obligations.Contains("minimal-view") || d.Obligations.Contains("mask-participants"), d.Obligations.Contains("own-entries"),
        d.Allowed && d.Obligations.Contains("aggregated"));
}
