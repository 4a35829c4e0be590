using Consent.BreakGlass;
using Consent.Consents;
using Consent.Matrices;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Merging;

namespace Consent.Deciding;

/// <summary>Reads the rules of a tenant, of all its persons or of a few. What has ended for good is left out.</summary>
internal sealed class RulesLoader(ConsentDbContext db, DateTimeOffset now)
{
    public async Task<RulesSnapshot> AllAsync(long sequence, CancellationToken ct) => RulesSnapshot.Of(sequence, await PersonsAsync(null, ct), await TenantWideAsync(ct));

    /// <param name="only">Null: every person.</param>
    public async Task<IReadOnlyCollection<KeyValuePair<Guid, PersonRules>>> PersonsAsync(IReadOnlyCollection<Guid>? only, CancellationToken ct)
    {
        if (only is { Count: 0 }) return [];
        var joint = await JointPersons.ReadAsync(db, ct);
        if (only is not null) only = joint.With(only);
        var doubted = joint.InDoubt;
        var places = await Of(db.Places, only).ToDictionaryAsync(p => p.UsagerId, ct);
        var oppositions = (await Of(db.Oppositions, only).Where(o => o.WithdrawnAt == null || doubted.Contains(o.UsagerId)).ToListAsync(ct))
            .Where(o => o.WithdrawnAt is null || joint.TakenBackInDoubt(o.UsagerId, o.WithdrawnAt)).Select(o => o.Standing()).ToLookup(o => o.UsagerId);
        var circles = (await Of(db.CareCircleMembers, only).Where(m => m.LeftAt == null).ToListAsync(ct)).ToLookup(m => m.UsagerId);
        var consents = (await Of(db.Consents, only).Where(c => c.Status == ConsentStatus.Active || (c.Decision == ConsentDecision.Deny && c.Status == ConsentStatus.Withdrawn && doubted.Contains(c.UsagerId))).ToListAsync(ct))
            .Where(c => c.Status == ConsentStatus.Active ? c.Decision == ConsentDecision.Deny || !joint.Doubtful.Contains(c.Id) : joint.TakenBackInDoubt(c.UsagerId, c.WithdrawnAt)).Select(c => c.Standing()).ToLookup(c => c.UsagerId);
        var needs = (await Of(db.SharingNeeds, only).Where(n => n.EndedAt == null).ToListAsync(ct)).ToLookup(n => n.UsagerId);
        var measures = (await Of(db.LegalMeasures, only).Where(m => m.EndedAt == null).ToListAsync(ct)).ToLookup(m => m.UsagerId);
        var grants = (await Of(db.AccessGrants, only).Where(g => g.RevokedAt == null && g.GaveWayTo == null).ToListAsync(ct)).Where(g => !joint.Doubtful.Contains(g.Id)).ToLookup(g => g.UsagerId);
        var openings = (await Of(db.Openings, only).Where(o => o.EndsAt > now).ToListAsync(ct)).ToLookup(o => o.UsagerId);

        var persons = only ?? places.Keys.Concat(oppositions.Select(g => g.Key)).Concat(circles.Select(g => g.Key)).Concat(consents.Select(g => g.Key)).Concat(needs.Select(g => g.Key))
            .Concat(measures.Select(g => g.Key)).Concat(grants.Select(g => g.Key)).Concat(openings.Select(g => g.Key)).ToHashSet();
        persons = joint.With(persons);
        return [.. persons.Select(id => KeyValuePair.Create(id, new PersonRules
        {
            Place = places.GetValueOrDefault(id), Oppositions = [.. oppositions[id], .. joint.Others(id).SelectMany(other => oppositions[other])], Circle = [.. circles[id]],
            Consents = [.. consents[id], .. joint.Others(id).SelectMany(other => consents[other]).Where(c => c.Decision == ConsentDecision.Deny)], Needs = [.. needs[id]],
            Measures = [.. measures[id]], Grants = [.. grants[id]], Openings = [.. openings[id]],
        }))];
    }

    public async Task<TenantWide> TenantWideAsync(CancellationToken ct) => new(
        await db.Missions.AsNoTracking().Where(m => m.AcceptedAt != null).ToListAsync(ct),
        await db.Delegations.AsNoTracking().Where(d => d.EndedAt == null).ToListAsync(ct),
        await db.MatrixVersions.AsNoTracking().Where(v => v.PublishedAt != null).ToListAsync(ct),
        await db.Openings.AsNoTracking().Where(o => o.Verdict == Verdict.Abuse && o.SuspensionLiftedAt == null).Select(o => o.ProfessionalId).ToListAsync(ct),
        await db.Set<SubjectMerge>().AsNoTracking().Where(m => m.UndoneAt == null).ToDictionaryAsync(m => m.AbsorbedId, m => m.KeptId, ct));

    private static IQueryable<T> Of<T>(IQueryable<T> rows, IReadOnlyCollection<Guid>? only) where T : class, IOfPerson =>
        only is null ? rows.AsNoTracking() : rows.AsNoTracking().Where(row => only.Contains(row.UsagerId));
}

/// <summary>A row about one person.</summary>
public interface IOfPerson : ITenantOwned
{
    Guid UsagerId { get; }
}
