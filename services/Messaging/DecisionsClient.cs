using Contracts.Consent;
using Messaging.Deliveries;
using Platform;

namespace Messaging;

/// <summary>What messaging asks of the decision point. No answer is kept.</summary>
public sealed class DecisionsClient(Decisions.DecisionsClient decisions, MessagingDbContext db, Caller caller)
{
    /// <summary>The caller may do it, or is refused as if the thing did not exist, unless he may know; the refusal is in the access trail.</summary>
    public async Task<Decision> RequireAsync(Guid usagerId, string action, string verb, string subjectType, string subjectId, CancellationToken ct)
    {
        var decision = Whole(await AskAsync(caller.SituationId, usagerId, action, "", "", "", ct));
        if (decision.Allowed) return decision;
        db.ChangeTracker.Clear();
        db.Audit(new(verb, subjectType, subjectId) { Category = "MSG", UsagerId = usagerId, Outcome = "refused", ReasonCode = decision.ReasonCode, RuleIds = [.. decision.RuleIds] });
        await db.SaveChangesAsync(ct);
        throw decision.MayKnow ? new ForbiddenException("not-authorised", decision.Explanation) : new NotFoundException();
    }

    /// <summary>The caller's function opens the mail of a house (null: of the organisation), be it about nobody yet.</summary>
    public async Task<bool> OpensMailOfAsync(Guid? establishment, CancellationToken ct) => Whole(await decisions.AuthorizeAsync(new()
    {
        SituationId = caller.SituationId?.ToString() ?? "", UsagerId = Guid.Empty.ToString(), EstablishmentId = establishment?.ToString() ?? "", Category = "MSG", Action = "R", Purpose = "coordination",
    }, cancellationToken: ct)).Allowed;

    // Conversations bear no mark of a part (administrative, organisation…): a right to a part of the mail opens none of them.
    private static Decision Whole(Decision decision)
    {
        if (!decision.Allowed || !decision.Obligations.Any(duty => duty.StartsWith("view:", StringComparison.Ordinal))) return decision;
        var part = new Decision { ReasonCode = "DENY_PROFILE", Explanation = "Votre fonction ne donne pas accès aux conversations de soin de cette personne. Demandez à un collègue soignant.", MayKnow = true };
        part.RuleIds.AddRange(decision.RuleIds);
        return part;
    }

    /// <summary>A conversation that is not there for the caller, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(string verb, string subjectType, Guid subject, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Audit(new(verb, subjectType, subject.ToString()) { Category = "MSG", Outcome = "refused", ReasonCode = "not-found" });
        await db.SaveChangesAsync(ct);
        return new();
    }

    /// <summary>May this mail leave? A notice that the law makes the house write has no author: what the person has said no to holds it back, nothing else.</summary>
    public Task<Decision> AskToSendAsync(Delivery delivery, Guid? author, string documentType, CancellationToken ct) =>
        AskAsync(delivery.NoticeId is null ? author : null, delivery.UsagerId, "S", Channels.Name(delivery.Channel), delivery.Address ?? "", documentType, ct, delivery.NoticeId is null ? "coordination" : "legal-notice");

    private async Task<Decision> AskAsync(Guid? situationId, Guid usagerId, string action, string channel, string recipient, string documentType, CancellationToken ct, string purpose = "coordination") =>
        await decisions.AuthorizeAsync(new()
        {
            SituationId = situationId?.ToString() ?? "",
            UsagerId = usagerId.ToString(),
            Category = "MSG",
            Action = action,
            Purpose = purpose,
            Channel = channel,
            Recipient = recipient,
            DocumentType = documentType,
        }, cancellationToken: ct);

    /// <summary>One decision per person, in the order asked.</summary>
    public async Task<IReadOnlyList<Decision>> AskManyAsync(Guid? situationId, IReadOnlyList<Guid> usagers, string action, CancellationToken ct)
    {
        var request = new AuthorizeManyRequest { SituationId = situationId?.ToString() ?? "", Category = "MSG", Action = action, Purpose = "coordination" };
        request.Usagers.AddRange(usagers.Select(usager => new UsagerPlace { UsagerId = usager.ToString() }));
        var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
        return answer.Decisions.Count == usagers.Count ? answer.Decisions : throw new InvalidOperationException("Consent did not answer for each person.");
    }

    public async Task<IReadOnlyList<CareCircleMember>> CareCircleAsync(Guid usagerId, CancellationToken ct) =>
        (await decisions.GetCareCircleAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct)).Members;
}
