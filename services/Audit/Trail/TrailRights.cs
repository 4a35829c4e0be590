using Contracts.Consent;
using Platform;

namespace Audit.Trail;

/// <summary>Who may read the trail: consent decides (LOG, R); others do not learn that there is one.</summary>
internal sealed class TrailRights(Caller caller, Decisions.DecisionsClient decisions)
{
    public async Task<bool> MayReadAsync(Guid? usagerId, CancellationToken ct)
    {
        if (caller.SituationId is not { } situation) return false;
        var decision = await decisions.AuthorizeAsync(new()
        {
            SituationId = situation.ToString(), UsagerId = (usagerId ?? Guid.Empty).ToString(), Category = "LOG", Action = "R", Purpose = "audit",
        }, cancellationToken: ct);
        return decision.Allowed;
    }
}
