using Contracts.Directory;
using HealthDirectory.Absences;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;
using Platform;
using Situation = HealthDirectory.Professionals.Situation;

namespace HealthDirectory.Imports;

/// <summary>Brings the absences to what the staff file says, by their number there. The caller saves, or not.</summary>
internal sealed class ImportAbsences(DirectoryDbContext db, TimeProvider clock)
{
    private readonly List<Absence> _absences = [];

    public async Task<IReadOnlyList<LineReport>> TakeAsync(IReadOnlyList<CsvLine> lines, StaffReach reach, CancellationToken ct)
    {
        var people = await db.Professionals.AsNoTracking().ToDictionaryAsync(p => p.NationalId, ct);
        var situations = (await db.Situations.AsNoTracking().Where(s => s.State != SituationState.Closed).ToListAsync(ct)).ToLookup(s => s.ProfessionalId);
        _absences.AddRange(await db.Absences.ToListAsync(ct));
        var report = new List<LineReport>(lines.Count);
        foreach (var line in lines)
        {
            try
            {
                var absence = AbsenceLine.Read(line);
                var person = people.GetValueOrDefault(absence.NationalId) ?? throw new LineRefusedException($"Personne n'a l'identifiant {absence.NationalId}. Reprenez d'abord le fichier des contrats.");
                var work = situations[person.Id].ToList();
                if (!work.Exists(s => reach.Covers(s.EstablishmentId))) throw new LineRefusedException("Cette personne n'est pas de votre établissement : demandez aux ressources humaines du groupe.");
                report.Add(Take(line.Number, absence, person, work));
            }
            catch (Exception refusal) when (refusal is LineRefusedException or RefusalException)
            {
                report.Add(new(line.Number, "refused", refusal.Message));
            }
        }
        return report;
    }

    private LineReport Take(int number, AbsenceLine line, Professional person, List<Situation> work)
    {
        var known = _absences.Find(a => a.Reference == line.Reference);
        if (known is not null && known.ProfessionalId != person.Id) throw new LineRefusedException($"L'absence {line.Reference} est déjà celle d'une autre personne.");
        if (known is null && line.Cancelled) throw new LineRefusedException($"L'absence {line.Reference} n'est pas connue : il n'y a rien à annuler.");
        if (known is not null && line.Cancelled) return Cancel(number, known, person, work);
        if (_absences.Exists(a => a.ProfessionalId == person.Id && a != known && a.CancelledAt is null && a.StartsAt < line.Facts.EndsAt && a.EndsAt > line.Facts.StartsAt))
            throw new LineRefusedException("Une autre absence couvre déjà une partie de ces dates.");
        if (known?.Change(line.Facts) == false) return new(number, "unchanged", $"{person.GivenName} {person.FamilyName} : rien à changer.");

        if (known is null)
        {
            known = Absence.Announce(Guid.CreateVersion7(clock.GetUtcNow()), db.TenantId, person.Id, line.Reference, line.Facts);
            db.Add(known);
            _absences.Add(known);
        }
        Tell(known, work);
        return new(number, "absence", $"{person.GivenName} {person.FamilyName} : absence du {ParisTime.MinuteOf(line.Facts.StartsAt)} au {ParisTime.MinuteOf(line.Facts.EndsAt)}.");
    }

    private LineReport Cancel(int number, Absence known, Professional person, List<Situation> work)
    {
        if (known.CancelledAt is not null) return new(number, "unchanged", $"{person.GivenName} {person.FamilyName} : rien à changer.");
        known.Cancel(clock.GetUtcNow());
        Tell(known, work);
        return new(number, "absence-cancelled", $"{person.GivenName} {person.FamilyName} : absence annulée.");
    }

    private void Tell(Absence absence, IEnumerable<Situation> work)
    {
        var touched = work.Where(s => s.StartsAt < absence.EndsAt && (s.EndsAt is null || s.EndsAt > absence.StartsAt)).Select(s => s.Id).ToList();
        db.Publish(StaffAbsent.Topic, absence.Tell(touched), absence.Id);
        db.Audit(new("absence.import", "absence", absence.Id.ToString()) { Category = "ADM" });
    }
}
