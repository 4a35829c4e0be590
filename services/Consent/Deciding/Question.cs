namespace Consent.Deciding;

/// <summary>May this situation do this with that person's data?</summary>
/// <param name="Channel">dmp, mssante, citizen, or empty when nothing leaves.</param>
/// <param name="EstablishmentId">Where the person lives, when the asker knows better than the events that have come.</param>
internal sealed record Question(Guid SituationId, Guid UsagerId, string Category, string Action, string Purpose, string Channel = "", string Recipient = "",
    Guid? EstablishmentId = null, Guid? UnitId = null);

/// <summary>The answer with its reason. A refusal that the caller may not know of reads as "not found".</summary>
internal sealed record Answer(bool Allowed, string Reason, string Explanation, IReadOnlyList<string> Rules, IReadOnlyList<string> Obligations, bool MayKnow)
{
    public static Answer Deny(string reason, string explanation, bool mayKnow, params string[] rules) => new(false, reason, explanation, rules, ["log"], mayKnow);
}
