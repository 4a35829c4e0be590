using Identity.Insi;
using Identity.Protection;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;

namespace Identity.Campaigns;

/// <summary>An identity on the list, with its last call on the traits as they are, and what is to be done.</summary>
internal sealed record WorkLine(CampaignEntry Entry, Usager Usager, InsiCall? Call, WorkState State);

/// <summary>Reads a campaign's list as it stands now.</summary>
internal sealed class WorkList(IdentityDbContext db, IdentityRights rights, InsVault vault)
{
    public async Task<IReadOnlyList<WorkLine>> ReadAsync(Guid campaignId, CancellationToken ct)
    {
        var entries = db.CampaignEntries.AsNoTracking().Where(e => e.CampaignId == campaignId);
        var people = await entries.Join(db.Usagers.AsNoTracking(), e => e.UsagerId, u => u.Id, (e, u) => new { Entry = e, Usager = u }).ToListAsync(ct);
        var calls = await entries.Join(db.InsiCalls.AsNoTracking().Where(c => c.State != InsiCallState.Abandoned), e => e.UsagerId, c => c.UsagerId, (_, c) => c).ToListAsync(ct);
        var byPerson = calls.ToLookup(c => c.UsagerId);
        return [.. people.OrderBy(p => p.Entry.Position).Select(p =>
        {
            var last = byPerson[p.Usager.Id].Where(c => c.TraitsRevision == p.Usager.TraitsRevision).MaxBy(c => c.AskedAt);
            return new WorkLine(p.Entry, p.Usager, last, p.Entry.StateOf(p.Usager, last, vault));
        })];
    }

    /// <summary>Only those whom the caller may read: nobody else is counted.</summary>
    public async Task<IReadOnlyList<WorkLine>> ReadableAsync(Guid campaignId, CancellationToken ct) =>
        await rights.KeepReadableAsync(await ReadAsync(campaignId, ct), l => (l.Usager.Id, l.Usager.EstablishmentId, l.Usager.UnitId), ct);
}
