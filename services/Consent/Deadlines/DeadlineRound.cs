using Consent.BreakGlass;
using Consent.Consents;
using Consent.Deciding;
using Consent.Grants;
using Consent.Measures;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;

namespace Consent.Deadlines;

/// <summary>Finds what comes near in one tenant and tells each step once: a judgment's end, a majority, a consent to be seen again, a verdict that is late.</summary>
internal sealed class DeadlineRound(ConsentDbContext db, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var near = await FindAsync(now, ct);
        var subjects = near.Select(deadline => deadline.SubjectId).Distinct().ToList();
        var told = (await db.DeadlineNotices.AsNoTracking().Where(n => subjects.Contains(n.SubjectId)).ToListAsync(ct)).Select(n => (n.SubjectId, n.Kind, n.Step, n.DueOn)).ToHashSet();
        foreach (var deadline in near.Where(d => !told.Contains((d.SubjectId, d.Kind, d.Step, d.DueOn))))
        {
            db.Add(DeadlineNotice.Of(db.TenantId, deadline, now));
            db.Publish(DeadlineNear.Topic, new DeadlineNear(deadline.Kind, deadline.SubjectId, deadline.UsagerId, deadline.EstablishmentId, deadline.DueOn, deadline.Step, now), deadline.UsagerId);
            if (deadline is { Kind: "majority", Step: 0 }) await TellParentsAsync(deadline.UsagerId, now, ct);
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task<List<Deadline>> FindAsync(DateTimeOffset now, CancellationToken ct)
    {
        var today = Paris.DateOf(now);
        var places = db.Places.AsNoTracking();
        var (in90, in60, in30) = (today.AddDays(90), today.AddDays(60), now.AddDays(30));
        List<Deadline> near = [];

        var measures = await db.LegalMeasures.AsNoTracking().Where(m => m.EndedAt == null && m.ExpiresOn != null && m.ExpiresOn <= in90 && m.ExpiresOn >= today.AddDays(-30)).ToListAsync(ct);
        near.AddRange(measures.Select(m => new Deadline("judgment-expiry", m.Id, m.UsagerId, null, m.ExpiresOn!.Value, Step(m.ExpiresOn.Value, today, 90, 30, 0))));

        var (oldest, youngest) = (today.AddYears(-Majority.Age).AddDays(-31), in60.AddYears(-Majority.Age).AddDays(1));
        var young = await places.Where(p => p.BirthDate >= oldest && p.BirthDate <= youngest).ToListAsync(ct);
        near.AddRange(young.Select(p => (Place: p, On: Majority.On(p.BirthDate!.Value))).Where(p => p.On <= in60)
            .Select(p => new Deadline("majority", p.Place.UsagerId, p.Place.UsagerId, p.Place.EstablishmentId, p.On, Step(p.On, today, 60, 0))));

        var consents = await db.Consents.AsNoTracking().Where(c => c.Status == ConsentStatus.Active && c.EndsAt <= in30 && c.EndsAt > now).ToListAsync(ct);
        near.AddRange(consents.Select(c => new Deadline("consent-review", c.Id, c.UsagerId, null, Paris.DateOf(c.EndsAt), 30)));

        var late = await db.Openings.AsNoTracking().Where(o => o.Verdict == Verdict.Pending && o.ReviewDueAt <= now).ToListAsync(ct);
        near.AddRange(late.Select(o => new Deadline("break-glass-review", o.Id, o.UsagerId, o.EstablishmentId, Paris.DateOf(o.ReviewDueAt), 0)));

        var persons = near.Where(d => d.EstablishmentId is null).Select(d => d.UsagerId).Distinct().ToList();
        var houses = await places.Where(p => persons.Contains(p.UsagerId)).ToDictionaryAsync(p => p.UsagerId, p => p.EstablishmentId, ct);
        return near.ConvertAll(d => d.EstablishmentId is null ? d with { EstablishmentId = houses.GetValueOrDefault(d.UsagerId) } : d);
    }

    // Access has closed by itself at midnight; what others prepared for the parents is decided again.
    private async Task TellParentsAsync(Guid usagerId, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var grant in await db.AccessGrants.AsNoTracking().Where(g => g.UsagerId == usagerId && g.Holder == GrantHolder.Parent && g.RevokedAt == null && g.GaveWayTo == null).ToListAsync(ct))
            db.Publish(ConsentChanged.Topic, new ConsentChanged(grant.Id, usagerId, "FAMILY_ACCESS", "expired", now), usagerId);
    }

    /// <summary>The nearest step that has been reached.</summary>
    private static int Step(DateOnly due, DateOnly today, params ReadOnlySpan<int> steps)
    {
        var (left, reached) = (due.DayNumber - today.DayNumber, steps[0]);
        foreach (var step in steps)
            if (left <= step) reached = step;
        return reached;
    }
}
