using Contracts.Consent;
using Platform;

namespace Messaging;

/// <summary>What messaging asks of the decision point. No answer is kept.</summary>
public sealed class DecisionsClient(Decisions.DecisionsClient decisions, MessagingDbContext db, Caller caller)
{
    /// <summary>The caller may do it, or is refused as if the thing did not exist, unless he may know; the refusal is in the access trail.</summary>
    public async Task<Decision> RequireAsync(Guid usagerId, string action, string verb, string subjectType, string subjectId, CancellationToken ct)
    {
        var decision = await AskAsync(caller.SituationId, usagerId, action, "", "", "", ct);
        if (decision.Allowed) return decision;
        db.ChangeTracker.Clear();
        db.Audit(new(verb, subjectType, subjectId) { Category = "MSG", UsagerId = usagerId, Outcome = "refused", ReasonCode = decision.ReasonCode, RuleIds = [.. decision.RuleIds] });
        await db.SaveChangesAsync(ct);
        throw decision.MayKnow ? new ForbiddenException("not-authorised", decision.Explanation) : new NotFoundException();
    }

    /// <summary>A conversation that is not there for the caller, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(string verb, string subjectType, Guid subject, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Audit(new(verb, subjectType, subject.ToString()) { Category = "MSG", Outcome = "refused", ReasonCode = "not-found" });
        await db.SaveChangesAsync(ct);
        return new();
    }

    public async Task<Decision> AskAsync(Guid? situationId, Guid usagerId, string action, string channel, string recipient, string documentType, CancellationToken ct) =>
        await decisions.AuthorizeAsync(new()
        {
            SituationId = situationId?.ToString() ?? "",
            UsagerId = usagerId.ToString(),
            Category = "MSG",
            Action = action,
            Purpose = "coordination",
            Channel = channel,
            Recipient = recipient,
            DocumentType = documentType,
        }, cancellationToken: ct);

    public async Task<IReadOnlyList<CareCircleMember>> CareCircleAsync(Guid usagerId, CancellationToken ct) =>
        (await decisions.GetCareCircleAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct)).Members;
}
