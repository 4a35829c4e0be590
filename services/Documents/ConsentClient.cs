using Contracts.Consent;

namespace Documents;

/// <summary>What documents asks of consent before it shows, changes or sends anything.</summary>
public sealed class ConsentClient(Decisions.DecisionsClient decisions)
{
    public async Task<Verdict> AskAsync(Question q, CancellationToken ct) => Verdict.Of(await decisions.AuthorizeAsync(new()
    {
        SituationId = q.Situation.ToString(), UsagerId = q.Usager.ToString(), Category = q.Category, Action = q.Action, Purpose = q.Purpose, Channel = q.Channel,
        Recipient = q.Recipient, EstablishmentId = q.Establishment?.ToString() ?? "", UnitId = q.Unit?.ToString() ?? "", DocumentType = q.DocumentType,
    }, cancellationToken: ct));

    /// <summary>One verdict per person, in the order asked.</summary>
    public async Task<IReadOnlyList<Verdict>> AskManyAsync(Guid situation, string category, string action, IReadOnlyList<(Guid Usager, Guid? Establishment)> usagers, CancellationToken ct)
    {
        if (usagers.Count == 0) return [];
        var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = category, Action = action, Purpose = Question.Coordination };
        request.Usagers.AddRange(usagers.Select(u => new UsagerPlace { UsagerId = u.Usager.ToString(), EstablishmentId = u.Establishment?.ToString() ?? "" }));
        var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
        if (answer.Decisions.Count != usagers.Count) throw new InvalidOperationException("Consent did not answer for each person.");
        return [.. answer.Decisions.Select(Verdict.Of)];
    }
}

/// <param name="Action">C, R, U, V, S or X.</param>
public sealed record Question(Guid Situation, Guid Usager, string Category, string Action)
{
    public const string Coordination = "coordination", Emergency = "emergency";

    public string Purpose { get; init; } = Coordination;
    public string Channel { get; init; } = "";
    public string Recipient { get; init; } = "";
    public Guid? Establishment { get; init; }
    public Guid? Unit { get; init; }
    public string DocumentType { get; init; } = "";
}

public sealed record Verdict(bool Allowed, string ReasonCode, string Explanation, IReadOnlyList<string> RuleIds, bool MayKnow)
{
    private const string OutsideDmpMatrix = "DENY_DMP_MATRIX";

    /// <summary>What the asker must do with what it may have: a narrower view of it, for one.</summary>
    public IReadOnlyList<string> Obligations { get; init; } = [];

    /// <summary>The person or the law says no to this sending; the asker himself may know it.</summary>
    public bool Opposed => !Allowed && ReasonCode is "DENY_OPPOSITION" or "DENY_CONSENT";

    /// <summary>Why a job that this verdict stops is blocked.</summary>
    public string BlockCode => Opposed ? "opposed" : ReasonCode == OutsideDmpMatrix ? "dmp-type-forbidden" : "not-allowed";

    /// <summary>Consent allows, the national matrix of the DMP does not.</summary>
    public Verdict OutsideMatrix(string sentence, string rule) => this with { Allowed = false, ReasonCode = OutsideDmpMatrix, Explanation = sentence, RuleIds = [.. RuleIds, rule], MayKnow = true };

    internal static Verdict Of(Decision d) => new(d.Allowed, d.ReasonCode, d.Explanation, [.. d.RuleIds], d.MayKnow) { Obligations = [.. d.Obligations] };
}
