using Agenda.Calendars;
using Agenda.Occurrences;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Constraints;

/// <summary>Carries out what a person wishes, once somebody may decide it.</summary>
public sealed class Wishes(AgendaDbContext db, OccurrenceDesk desk, TimeProvider clock)
{
    /// <summary>Level 3, an activity marked free, and early enough. Everything else goes to the team.</summary>
    public static bool MayActAlone(Verdict verdict, OccurrenceFile file, DateTimeOffset now) =>
        verdict.Level == 3 && file.Activity.SelfManagedHoursAhead is { } hours && file.Occurrence.StartsAt - now >= TimeSpan.FromHours(hours);

    /// <summary>False when the wished hour has no room.</summary>
    public async Task<bool> CarryOutAsync(OccurrenceFile file, ChangeRequest wish, string? overrideReason, CancellationToken ct)
    {
        if (wish.Wish == ChangeWish.Decline)
        {
            await DeclineAsync(file, wish.UsagerId, ct);
            return true;
        }

        // The hour of a group is not one person's to change.
        if (wish.WishedAt is not { } start || start <= clock.GetUtcNow() || file.Usagers.Count > 1 && overrideReason is null) return false;
        var length = file.Occurrence.EndsAt - file.Occurrence.StartsAt;
        return (await desk.MoveAsync(file, start.ToUniversalTime(), start.ToUniversalTime() + length, null, overrideReason, ct)).Occurrence is not null;
    }

    // The person's time is free again at once; the others go on.
    private async Task DeclineAsync(OccurrenceFile file, Guid usager, CancellationToken ct)
    {
        var participation = file.Members.Single(m => m.CalendarId == usager);
        if (participation.Status != ParticipationStatus.Expected) return;
        participation.Leave(ParticipationStatus.Refused, "person");
        file.Occurrence.Touch();
        db.OccurrenceChanges.Add(OccurrenceChange.Of(file.Occurrence, ChangeKind.Members, file.Occurrence.StartsAt, "refusal", Guid.Empty, clock.GetUtcNow()));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [participation.Calendar], ct);
        await db.BusyTimes.Where(b => b.SourceId == file.Occurrence.Id && b.CalendarId == usager).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
