using Contracts.Consent;

namespace Telemedicine;

/// <summary>What telemedicine asks of consent before it shows, plans or sends anything.</summary>
public sealed class ConsentClient(Decisions.DecisionsClient decisions)
{
    public const string Category = "TEL", Coordination = "coordination", Emergency = "emergency", FundingPath = "funding-path";

    /// <param name="aspect">The part of it that is meant, such as <see cref="FundingPath"/>; empty: all of it.</param>
    public async Task<Verdict> AskAsync(Guid situation, Guid usager, Guid establishment, string action, CancellationToken ct, string purpose = Coordination, string aspect = "") => Verdict.Of(await decisions.AuthorizeAsync(new()
    {
        SituationId = situation.ToString(), UsagerId = usager.ToString(), Category = Category, Action = action, Purpose = purpose, EstablishmentId = establishment.ToString(), Aspect = aspect,
    }, cancellationToken: ct), aspect);

    /// <summary>The persons whose acts the asker may read.</summary>
    public Task<HashSet<Guid>> ReadableAsync(Guid situation, IReadOnlyList<(Guid Usager, Guid Establishment)> usagers, CancellationToken ct) => KeepAsync(situation, usagers, sums: false, ct);

    /// <summary>Those whom the asker may count, be it without being told of any.</summary>
    public Task<HashSet<Guid>> CountableAsync(Guid situation, IReadOnlyList<(Guid Usager, Guid Establishment)> usagers, CancellationToken ct) => KeepAsync(situation, usagers, sums: true, ct);

    private async Task<HashSet<Guid>> KeepAsync(Guid situation, IReadOnlyList<(Guid Usager, Guid Establishment)> usagers, bool sums, CancellationToken ct)
    {
        var readable = new HashSet<Guid>();
        foreach (var lot in usagers.Chunk(500))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = Category, Action = "R", Purpose = Coordination };
            request.Usagers.AddRange(lot.Select(u => new UsagerPlace { UsagerId = u.Usager.ToString(), EstablishmentId = u.Establishment.ToString() }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            foreach (var (asked, decision) in lot.Zip(answer.Decisions))
                if (sums && decision.Allowed && decision.Obligations.Contains(Verdict.Aggregated) || Verdict.Of(decision, "").Allowed) readable.Add(asked.Usager);
        }
        return readable;
    }

    /// <summary>MSSanté address of the médecin traitant, when the care circle holds one.</summary>
    public async Task<string?> TreatingDoctorMailboxAsync(Guid usager, CancellationToken ct)
    {
        var circle = await decisions.GetCareCircleAsync(new() { UsagerId = usager.ToString() }, cancellationToken: ct);
        return circle.Members.FirstOrDefault(m => m is { Role: "MT", Mailbox.Length: > 0 })?.Mailbox;
    }
}

public sealed record Verdict(bool Allowed, string ReasonCode, string Explanation, IReadOnlyList<string> RuleIds, bool MayKnow)
{
    /// <summary>The person, or the law for her, says no.</summary>
    public bool Opposed => !Allowed && ReasonCode is "DENY_OPPOSITION" or "DENY_CONSENT";

    internal const string Aggregated = "aggregated";
    private const string Part = "view:", NotThat = "Votre fonction ne donne accès qu'à une partie ou aux totaux de la télémédecine. Demandez à un collègue soignant.";

    // A right to sums is none to one person's request, and a right to one part of it (its funding) none to the rest.
    internal static Verdict Of(Decision d, string aspect) => d.Allowed && d.Obligations.Any(duty => duty == Aggregated || (duty.StartsWith(Part, StringComparison.Ordinal) && duty[Part.Length..] != aspect))
        ? new(false, "DENY_PROFILE", NotThat, [.. d.RuleIds], MayKnow: true)
        : new(d.Allowed, d.ReasonCode, d.Explanation, [.. d.RuleIds], d.MayKnow);
}
