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
    public Task<IReadOnlyList<WorkLine>> ReadAsync(Guid campaignId, CancellationToken ct) => ReadAsync([campaignId], ct);

    private async Task<IReadOnlyList<WorkLine>> ReadAsync(IReadOnlyCollection<Guid> campaigns, CancellationToken ct)
    {
        var entries = db.CampaignEntries.AsNoTracking().Where(e => campaigns.Contains(e.CampaignId));
        var people = await entries.Join(db.Usagers.AsNoTracking(), e => e.UsagerId, u => u.Id, (e, u) => new { Entry = e, Usager = u }).ToListAsync(ct);
        var calls = await entries.Join(db.InsiCalls.AsNoTracking().Where(c => c.State != InsiCallState.Abandoned), e => e.UsagerId, c => c.UsagerId, (_, c) => c).ToListAsync(ct);
        var byPerson = calls.DistinctBy(c => c.Id).ToLookup(c => c.UsagerId);
        return [.. people.OrderBy(p => p.Entry.Position).Select(p =>
        {
            var last = byPerson[p.Usager.Id].Where(c => c.TraitsRevision == p.Usager.TraitsRevision).MaxBy(c => c.AskedAt);
            return new WorkLine(p.Entry, p.Usager, last, p.Entry.StateOf(p.Usager, last, vault));
        })];
    }

    /// <summary>Only those whom the caller may read: nobody else is counted.</summary>
    public Task<IReadOnlyList<WorkLine>> ReadableAsync(Guid campaignId, CancellationToken ct) => ReadableAsync([campaignId], ct);

    /// <summary>The same of several campaigns: each person is asked about once, however many lists they are on.</summary>
    public async Task<IReadOnlyList<WorkLine>> ReadableAsync(IReadOnlyCollection<Guid> campaigns, CancellationToken ct)
    {
        var lines = await ReadAsync(campaigns, ct);
        var persons = lines.Select(l => l.Usager).DistinctBy(u => u.Id).ToList();
        var readable = (await rights.KeepReadableAsync(persons, u => (u.Id, u.EstablishmentId, u.UnitId), ct)).Select(u => u.Id).ToHashSet();
        return [.. lines.Where(l => readable.Contains(l.Usager.Id))];
    }
}
