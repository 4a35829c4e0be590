using Agenda.Attendances;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Absences;

/// <summary>Writes what is known of an absence, with its effect on the planning and the fact for billing, in one transaction.</summary>
internal sealed class RecordAbsence(AgendaDbContext db, AbsencePlanning planning, Access.PresenceAccess access)
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(24);

    public async Task<AbsenceAnswer> TellAsync(UsagerAbsence absence, Func<UsagerAbsence, AbsenceVersion> tell, DateTimeOffset now, CancellationToken ct)
    {
        var version = tell(absence);
        await using var held = await db.Database.BeginTransactionAsync(ct);
        await planning.TakeAsync(absence.UsagerId, absence.LeftAt, absence.Until, ct);
        var others = await db.UsagerAbsences.AsNoTracking().Where(a => a.UsagerId == absence.UsagerId && a.Id != absence.Id && !a.Cancelled).ToListAsync(ct);
        var warnings = absence.Cancelled ? [] : await CheckAsync(absence, others, ct);
        if (version.Version == 1) db.UsagerAbsences.Add(absence);
        db.AbsenceVersions.Add(version);
        var effect = await planning.FollowAsync(absence, others, access.Author, now, ct);
        db.Publish(AbsenceRecorded.Topic, absence.Recorded(now), absence.Id);
        await db.SaveChangesAsync(ct);
        await held.CommitAsync(ct);
        return new(AbsenceView.Of(absence, minimal: false), effect, warnings);
    }

    private async Task<List<AbsenceWarning>> CheckAsync(UsagerAbsence absence, List<UsagerAbsence> others, CancellationToken ct)
    {
        var shared = others.FindAll(other => other.LeftAt < absence.Until && other.Until > absence.LeftAt);
        if (shared.Exists(other => !UsagerAbsence.MayShareDays(absence.Cause, other.Cause)))
            throw new RuleBrokenException("usager-absence-overlap", "Une autre absence de même nature couvre déjà ces dates. Corrigez-la, ou changez les dates de celle-ci.");
        var warnings = new List<AbsenceWarning>();
        if (shared.Count > 0) warnings.Add(new("absence-shared", "Une autre absence couvre une partie de ces dates : l'hospitalisation l'emporte pour la facturation. Vérifiez les deux."));
        if (absence.Cause.IsHospital() && others.Exists(other => other.Cause.IsHospital() && other.ReturnedAt is { } back && back <= absence.LeftAt && absence.LeftAt - back < Soon))
            warnings.Add(new("hospital-again", "La personne était revenue de l'hôpital depuis moins de 24 heures : le décompte des 72 heures repart, sauf règlement contraire du département."));
        var end = absence.ReturnedAt ?? absence.Until;
        var presences = from a in db.Attendances
                        join o in db.Occurrences on a.OccurrenceId equals o.Id
                        where a.UsagerId == absence.UsagerId && (a.State == AttendanceState.Present || a.State == AttendanceState.Partial) && o.StartsAt >= absence.LeftAt && o.StartsAt < end
                        select a.Id;
        if (await presences.AnyAsync(ct)) warnings.Add(new("presence-captured", "Une présence est saisie pendant cette absence. Corrigez l'une ou l'autre."));
        return warnings;
    }
}
