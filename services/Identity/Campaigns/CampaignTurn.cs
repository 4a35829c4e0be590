using Contracts.Consent;
using Identity.Insi;
using Identity.Qualification;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Campaigns;

/// <summary>One turn of a campaign: at most one call leaves, and it is in the log before it does.</summary>
internal sealed class CampaignTurn(IdentityDbContext db, Decisions.DecisionsClient decisions, InsiCalls calls, WorkList list, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    public async Task TakeAsync(Guid campaignId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var campaign = await db.Campaigns.SingleAsync(c => c.Id == campaignId, ct);
        if (campaign.State != CampaignState.Running || campaign.NextTurnAt > now) return;

        if (!campaign.Hours.Includes(now)) campaign.Wait(campaign.Hours.NextOpening(now));
        else if (await AwaitedAsync(campaign, ct) is { } awaited) campaign.Wait(awaited < now ? now : Earlier(awaited, now + Look));   // never before its turn: others are waiting for theirs
        else if (await NextAsync(campaign, ct) is { } next)
        {
            await CallAsync(campaign, next, ct);
            return;
        }
        else await RestOrFinishAsync(campaign, now, ct);
        await SaveAsync(ct);
    }

    // While INSi owes us an answer nobody else is asked about: a service that is down is not knocked at 150 times.
    private async Task<DateTimeOffset?> AwaitedAsync(QualificationCampaign campaign, CancellationToken ct)
    {
        var owed = await db.CampaignEntries.Where(e => e.CampaignId == campaign.Id)
            .Join(db.InsiCalls.Where(c => c.State == InsiCallState.Waiting || c.State == InsiCallState.Asking), e => e.UsagerId, c => c.UsagerId, (_, c) => c.NextAttemptAt).ToListAsync(ct);
        return owed.Count == 0 ? null : owed.Min() ?? clock.GetUtcNow() + Look;
    }

    // Asked already on these traits, by us or by hand, is not asked again; a refused call is, once somebody has resumed the campaign.
    private async Task<CampaignEntry?> NextAsync(QualificationCampaign campaign, CancellationToken ct)
    {
        var askable = db.Usagers.Where(u => u.Active && (u.Status == IdentityStatus.Prov || u.Status == IdentityStatus.Vali)
            && (u.Marks == IdentityMarks.None || u.Marks == IdentityMarks.Homonyme) && u.Sex != Sex.U
            && !db.InsiCalls.Any(c => c.UsagerId == u.Id && c.TraitsRevision == u.TraitsRevision && c.State != InsiCallState.Abandoned && c.Decision != CandidateDecision.Accepted
                && (c.State != InsiCallState.Failed || c.AskedAt >= campaign.ResumedAt)));
        return await db.CampaignEntries.Where(e => e.CampaignId == campaign.Id && e.SetAsideReason == null)
            .Join(askable, e => e.UsagerId, u => u.Id, (e, _) => e).OrderBy(e => e.Position).FirstOrDefaultAsync(ct);
    }

    private async Task CallAsync(QualificationCampaign campaign, CampaignEntry entry, CancellationToken ct)
    {
        var usager = await db.Usagers.SingleAsync(u => u.Id == entry.UsagerId, ct);
        var refusal = await RefusalAsync(campaign, usager, ct);
        var now = clock.GetUtcNow();
        campaign.TakeTurn(now);
        if (refusal is not null)
        {
            entry.SetAside(refusal.ReasonCode);
            db.Audit(new("identity.insi-call", "usager", usager.Id.ToString()) { Category = "IDT", UsagerId = usager.Id, Outcome = "refused", ReasonCode = refusal.ReasonCode, RuleIds = [.. refusal.RuleIds], Purpose = "coordination" });
            await SaveAsync(ct);
            return;
        }
        var call = InsiCall.Ask(usager, GuidedRelaxation.First(usager.Traits), calls.With(campaign.LaunchedBy, campaign.LaunchedBySituation, campaign.UserId), now);
        db.InsiCalls.Add(call);
        db.Audit(new("identity.insi-call", "insi-call", call.Id.ToString()) { Category = "IDT", UsagerId = usager.Id, Purpose = "coordination" });
        if (!await SaveAsync(ct)) return;

        var outcome = await calls.MakeAsync(call, usager, null, db, ct);
        await db.SaveChangesAsync(ct);
        await HeedAsync(campaign, call, outcome is InsiFault { Passing: false }, ct);
    }

    // The person who launched the campaign is asked about each time: a right may have been withdrawn since.
    private async Task<Decision?> RefusalAsync(QualificationCampaign campaign, Usager usager, CancellationToken ct)
    {
        var decision = await decisions.AuthorizeAsync(new()
        {
            SituationId = campaign.LaunchedBySituation.ToString(), UsagerId = usager.Id.ToString(), Category = "IDT", Action = "U", Purpose = "coordination",
            EstablishmentId = usager.EstablishmentId?.ToString() ?? "", UnitId = usager.UnitId?.ToString() ?? "",
        }, cancellationToken: ct);
        return decision.Allowed ? null : decision;
    }

    // The answer is safe already; somebody may have paused the campaign in the meantime.
    private async Task HeedAsync(QualificationCampaign campaign, InsiCall call, bool refusedByService, CancellationToken ct)
    {
        if (call.State == InsiCallState.Answered && campaign.FailuresInRow == 0) return;
        do
        {
            await db.Entry(campaign).ReloadAsync(ct);
            campaign.Heed(call, refusedByService);
        }
        while (!await SaveAsync(ct));
    }

    private async Task RestOrFinishAsync(QualificationCampaign campaign, DateTimeOffset now, CancellationToken ct)
    {
        if ((await list.ReadAsync(campaign.Id, ct)).Any(l => l.State is not (WorkState.Qualified or WorkState.SetAside)))
        {
            campaign.Rest(now);
            return;
        }
        foreach (var entry in await db.CampaignEntries.Where(e => e.CampaignId == campaign.Id).ToListAsync(ct)) entry.Leave();
        campaign.Finish(now);
    }

    private async Task<bool> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;   // another replica took the turn, or a person changed the campaign
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
