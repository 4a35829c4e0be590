using Platform;

namespace Consent.Deciding;

/// <summary>Whoever is of the person's team may collect her will; anybody else does not know that she exists.</summary>
internal sealed class Team(Caller caller, DecisionPoint decisions, ConsentDbContext db)
{
    public async Task RequireAsync(Guid usagerId, CancellationToken ct)
    {
        if (caller.SituationId is not { } situation) throw new NotFoundException();
        // Every function of the team sees the identity, be it the minimal view.
        var answer = await decisions.DecideAsync(new Question(situation, usagerId, "IDT", "R", "coordination"), ct);
        if (answer.Allowed || answer is { MayKnow: true, Reason: "DENY_OPPOSITION" }) return;
        db.ChangeTracker.Clear();
        db.Audit(new("usager.reach", "usager", usagerId.ToString()) { Category = "IDT", UsagerId = usagerId, Outcome = "refused", ReasonCode = answer.Reason, RuleIds = answer.Rules });
        await db.SaveChangesAsync(ct);
        throw new NotFoundException();
    }
}
