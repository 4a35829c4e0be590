using System.Security.Cryptography;
using System.Text;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Attendances;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Rules;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Imports;

/// <summary>
/// Plays a planning line by line in one transaction. A dry run plays it too, then takes all of it back: what it reports is what would
/// happen, conflicts between the lines included.
/// </summary>
internal sealed class ImportPlanning(AgendaDbContext db, AgendaAccess access, ConsentClient consent, FactsReader reader, Planner planner, TimeProvider clock)
{
    private const string NotReadable = "Une personne de cette ligne n'existe pas ou ne vous est pas accessible. Vérifiez le rapprochement des noms.";

    public async Task<ImportReport> PlayAsync(Guid establishment, CsvText text, bool dryRun, CancellationToken ct)
    {
        var names = await db.PlanningNames.AsNoTracking().Where(n => n.EstablishmentId == establishment).ToDictionaryAsync(n => (n.Kind, n.Name), n => n.CalendarId, ct);
        var (lines, unknown) = PlanningTable.Read(text, names);
        var persons = lines.SelectMany(l => l.Members).Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id).Distinct().ToList();
        var verdicts = await consent.AskAsync(access.Situation, "C", persons, establishment, ct);
        var closed = verdicts.Where(v => !v.Value.Allowed).Select(v => v.Key).ToHashSet();

        await using var held = await db.Database.BeginTransactionAsync(ct);
        var reports = new List<LineReport>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Members.Any(m => closed.Contains(m.Id))) line.Errors.Add(NotReadable);
            if (!seen.Add(line.Key)) line.Errors.Add("Cette ligne est déjà plus haut dans le fichier.");
            reports.Add(line.Errors.Count > 0 ? new(line.Number, "error", line.Errors) : await PlayAsync(establishment, line, ct));
        }

        if (dryRun)
        {
            await held.RollbackAsync(ct);
            db.ChangeTracker.Clear();
        }

        foreach (var (usager, verdict) in verdicts) access.Record(dryRun ? "agenda.import-trial" : "agenda.import", "establishment", establishment, usager, verdict);
        await db.SaveChangesAsync(ct);
        if (!dryRun) await held.CommitAsync(ct);
        return new(dryRun, reports.GroupBy(r => r.Outcome).ToDictionary(g => g.Key, g => g.Count()), [.. unknown], reports);
    }

    private async Task<LineReport> PlayAsync(Guid establishment, PlanningLine line, CancellationToken ct)
    {
        var known = await db.ImportedLines.AsNoTracking().SingleOrDefaultAsync(l => l.EstablishmentId == establishment && l.Key == line.Key, ct);
        if (known is not null && known.Digest != line.Digest) return new(line.Number, "error", ["Cette ligne a changé depuis son premier import : changez la séance dans l'agenda, où ses conflits sont vérifiés."], known.OccurrenceId);
        if (known is not null)
        {
            var told = await PresenceAsync(line, known.OccurrenceId, ct);
            return new(line.Number, told ? "presence" : "unchanged", [], known.OccurrenceId);
        }

        try
        {
            await reader.MeetStaffAsync(line.Members, establishment, ct);
            await reader.RequireResourcesAsync(line.Members, establishment, ct);
        }
        catch (BadInputException refusal)
        {
            return new(line.Number, "error", [refusal.Message]);
        }

        var now = clock.GetUtcNow();
        var draft = new ActivityDraft(establishment, line.Kind, line.Label, line.Day, line.Start, line.Minutes) { SerafinCode = line.SerafinCode, Health = line.Kind is "soin" or "telemedecine" };
        var activity = Activity.Plan(db.TenantId, draft, access.Author, now);
        var (days, facts) = await planner.PlanAsync(activity, line.Members, activity.DaysUntil(line.Day), null, ct);
        if (days[0].Occurrence is not { } occurrence)
            return new(line.Number, "conflict", [.. days[0].Findings.Select(f => Wording.Say(f, facts, establishment, new Dictionary<Guid, string>()).Explanation).Distinct()]);
        db.Activities.Add(activity);
        foreach (var member in line.Members) db.ActivityMembers.Add(ActivityMember.Of(activity, member.Kind, member.Id, member.Wheelchair));
        db.ImportedLines.Add(ImportedLine.Of(db.TenantId, establishment, line.Key, line.Digest, occurrence.Id, now));
        await db.SaveChangesAsync(ct);
        await PresenceAsync(line, occurrence.Id, ct);
        return new(line.Number, "planned", [], occurrence.Id);
    }

    // The number of a presence is made of what it says: brought again it is known, changed it is a new version.
    private async Task<bool> PresenceAsync(PlanningLine line, Guid occurrence, CancellationToken ct)
    {
        if (line.Presence is not { } state) return false;
        var now = clock.GetUtcNow();
        var ledger = await AttendanceLedger.ReadAsync(db, [occurrence], ct);
        var taken = false;
        foreach (var usager in line.Members.Where(m => m.Kind == CalendarKind.Usager).Select(m => m.Id))
        {
            var number = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{db.TenantId}|{occurrence}|{usager}|{state}")).AsSpan(0, 16));
            if (await db.Captures.AnyAsync(c => c.MutationId == number, ct)) continue;
            ledger.Take(new(number, occurrence, usager, "import", now) { State = state }, access.Author, now);
            taken = true;
        }

        await db.SaveChangesAsync(ct);
        return taken;
    }
}

/// <param name="Counts">Lines by outcome.</param>
/// <param name="UnknownNames">To be matched before they can be imported.</param>
internal sealed record ImportReport(bool DryRun, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<string> UnknownNames, IReadOnlyList<LineReport> Lines);

/// <param name="Line">As Excel numbers it.</param>
/// <param name="Outcome">planned, unchanged, presence, conflict or error.</param>
internal sealed record LineReport(int Line, string Outcome, IReadOnlyList<string> Messages, Guid? OccurrenceId = null);
