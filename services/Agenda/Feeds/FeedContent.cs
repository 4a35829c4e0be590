using Agenda.Activities;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Feeds;

/// <summary>What a feed tells at this moment, with the rights that its owner has at this moment.</summary>
internal sealed class FeedContent(AgendaDbContext db, ConsentClient consent, DirectoryClient directory, TimeProvider clock)
{
    private static readonly TimeSpan Behind = TimeSpan.FromDays(60), Ahead = TimeSpan.FromDays(190);
    private static readonly TimeSpan Today = TimeSpan.FromDays(1);
    private const int Most = 2000;

    /// <summary>Null when the owner may no longer read the calendar: the address is then as if it had never been.</summary>
    public async Task<string?> ReadAsync(FeedAddress feed, CancellationToken ct)
    {
        if (await VerdictAsync(feed, ct) is not { Allowed: true } verdict) return null;
        var found = await FindAsync(feed, ct);
        var closed = feed.Kind == CalendarKind.Usager ? [] : await ClosedAsync(feed.SituationId, found.ConvertAll(f => f.Occurrence.Id), ct);
        return CalendarText.Write(feed.Kind == CalendarKind.Usager ? "Agenda" : "Planning", found.Select(f => Event(feed, verdict, closed.Contains(f.Occurrence.Id), f.Participation, f.Occurrence, f.Activity)));
    }

    // What is to come matters most: a full calendar loses its oldest past first, and never tomorrow.
    private async Task<List<Held>> FindAsync(FeedAddress feed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (from, today, until) = (now - Behind, now - Today, now + Ahead);
        var held = from p in db.Participations.AsNoTracking()
                   join o in db.Occurrences.AsNoTracking() on p.OccurrenceId equals o.Id
                   join a in db.Activities.AsNoTracking() on o.ActivityId equals a.Id
                   where p.CalendarId == feed.CalendarId && p.Kind == feed.Kind
                   select new Held { Participation = p, Occurrence = o, Activity = a };
        var coming = await held.Where(h => h.Occurrence.EndsAt > today && h.Occurrence.StartsAt < until).OrderBy(h => h.Occurrence.StartsAt).ThenBy(h => h.Occurrence.Id).Take(Most).ToListAsync(ct);
        var past = await held.Where(h => h.Occurrence.EndsAt > from && h.Occurrence.EndsAt <= today).OrderByDescending(h => h.Occurrence.StartsAt).ThenBy(h => h.Occurrence.Id).Take(Most - coming.Count).ToListAsync(ct);
        return [.. past.Concat(coming).OrderBy(h => h.Occurrence.StartsAt).ThenBy(h => h.Occurrence.Id)];
    }

    private sealed class Held
    {
        public required Participation Participation { get; init; }
        public required Occurrence Occurrence { get; init; }
        public required Activity Activity { get; init; }
    }

    // Of a thing's or a colleague's time, what concerns only persons whom the owner may not see is taken, and no more.
    private async Task<HashSet<Guid>> ClosedAsync(Guid situation, List<Guid> occurrences, CancellationToken ct)
    {
        var persons = await db.Participations.AsNoTracking().Where(p => occurrences.Contains(p.OccurrenceId) && p.Kind == CalendarKind.Usager).Select(p => new { p.OccurrenceId, p.CalendarId }).ToListAsync(ct);
        if (persons.Count == 0) return [];
        var verdicts = await consent.AskAsync(situation, "R", [.. persons.Select(p => p.CalendarId).Distinct()], null, ct);
        return [.. persons.GroupBy(p => p.OccurrenceId).Where(g => !g.Any(p => verdicts[p.CalendarId].Allowed)).Select(g => g.Key)];
    }

    private async Task<Verdict?> VerdictAsync(FeedAddress feed, CancellationToken ct)
    {
        if (feed.Kind == CalendarKind.Usager) return (await consent.AskForAsync(feed.AccountKind, feed.Account, feed.SituationId, feed.CalendarId, ct));
        var professional = await directory.FindAsync(feed.SituationId, ct);
        return professional is { Active: true } && professional.TenantId == feed.TenantId ? new(true, "ALLOW", "", [], true, false, null) : null;
    }

    private static FeedEvent Event(FeedAddress feed, Verdict verdict, bool closed, Participation member, Occurrence o, Activity a)
    {
        var expected = member.Status == ParticipationStatus.Expected;
        var summary = closed || feed.Mask == FeedMask.Busy ? OccurrenceViews.Taken : a.Health && (verdict.Minimal || feed.Kind != CalendarKind.Usager) ? Holders.HealthLabel : a.Label;
        var status = o.Status == OccurrenceStatus.Cancelled || !expected ? "CANCELLED" : o.Status == OccurrenceStatus.Planned ? "TENTATIVE" : "CONFIRMED";
        // The stamp does not move when nothing has changed.
        return new(o.Id, MadeAt.Of(o.Id), o.StartsAt, o.EndsAt, summary, status, o.Version - 1, status != "CANCELLED");
    }
}
