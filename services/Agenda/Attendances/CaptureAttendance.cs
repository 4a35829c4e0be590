using Agenda.Access;
using Agenda.Calendars;
using Agenda.Merging;
using Agenda.Notes;
using Agenda.Occurrences;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Attendances;

/// <summary>Takes what a tablet brings: each mutation is recorded, known already, or refused with its reason; nothing else of the lot is touched by that.</summary>
internal sealed class CaptureAttendance(AgendaDbContext db, AgendaAccess access, ConsentClient consent, DirectoryClient directory, IdentityClient identity, TimeProvider clock)
{
    private const string Missing = "Cette séance n'existe pas ou ne vous est pas accessible. Rechargez le planning de la tablette.";
    private Dictionary<Guid, Occurrence> _occurrences = [];
    private ILookup<Guid, Guid> _participants = Array.Empty<Guid>().ToLookup(id => id);
    private readonly Dictionary<(Guid Establishment, Guid Usager), Verdict> _verdicts = [];
    private IReadOnlyList<ParticipantName> _names = [];
    private IReadOnlyDictionary<Guid, Guid> _merged = new Dictionary<Guid, Guid>();

    public async Task<IReadOnlyList<MutationResult>> TakeAsync(CaptureRequest request, CancellationToken ct)
    {
        var merged = await MergedPerson.AmongAsync(db, [.. request.Mutations.SelectMany(m => m.Named).Distinct()], ct);
        _merged = merged;
        request = request with { Mutations = [.. request.Mutations.Select(m => m.Of(merged))] };
        await PrepareAsync(request.Mutations, ct);
        await using var held = await db.Database.BeginTransactionAsync(ct);
        var usagers = request.Mutations.Where(m => m.UsagerId is not null && Known(m)).Select(m => new CalendarRef(CalendarKind.Usager, m.UsagerId!.Value)).Distinct();
        await Calendar.TakeAsync(db, usagers, ct);
        var results = await TakeHeldAsync(request, ct);
        await db.SaveChangesAsync(ct);
        await held.CommitAsync(ct);
        return results;
    }

    private async Task<List<MutationResult>> TakeHeldAsync(CaptureRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var numbers = request.Mutations.Select(m => m.MutationId).ToList();
        var ledger = await AttendanceLedger.ReadAsync(db, [.. _occurrences.Keys], ct);
        var captures = await db.Captures.AsNoTracking().Where(c => numbers.Contains(c.MutationId)).ToDictionaryAsync(c => c.MutationId, ct);
        var notes = await db.GroupNotes.AsNoTracking().Where(n => numbers.Contains(n.MutationId)).ToDictionaryAsync(n => n.MutationId, ct);
        var results = new List<MutationResult>(request.Mutations.Count);
        foreach (var mutation in request.Mutations)
        {
            var result = Refused(mutation, now) ?? (mutation.UsagerId is null ? Group(mutation, request.DeviceId, notes, now) : One(mutation, request.DeviceId, ledger, captures, now));
            results.Add(result);
        }

        return results;
    }

    private async Task PrepareAsync(IReadOnlyList<MutationRequest> mutations, CancellationToken ct)
    {
        var asked = mutations.Select(m => m.OccurrenceId).Distinct().ToList();
        _occurrences = await db.Occurrences.AsNoTracking().Where(o => asked.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var professional = await directory.FindAsync(access.Situation, ct);
        foreach (var elsewhere in _occurrences.Values.Where(o => professional is not { Active: true } || professional.TenantId != db.TenantId || !professional.WorksAt(o.EstablishmentId)).ToList()) _occurrences.Remove(elsewhere.Id);
        var ids = _occurrences.Keys.ToList();
        var registered = await db.Participations.AsNoTracking().Where(p => ids.Contains(p.OccurrenceId) && p.Kind == CalendarKind.Usager).Select(p => new { p.OccurrenceId, p.CalendarId }).ToListAsync(ct);
        _participants = registered.ToLookup(p => p.OccurrenceId, p => p.CalendarId);

        foreach (var house in _occurrences.Values.GroupBy(o => o.EstablishmentId))
        {
            var here = house.Select(o => o.Id).ToHashSet();
            var persons = mutations.Where(m => here.Contains(m.OccurrenceId)).SelectMany(m => m.UsagerId is { } one ? [one] : _participants[m.OccurrenceId]).Distinct().ToList();
            if (persons.Count == 0) continue;
            foreach (var (usager, verdict) in await consent.AskAsync(access.Situation, "C", ConsentClient.Presence, persons, house.Key, ct)) _verdicts[(house.Key, usager)] = verdict;
        }

        // A text to a group goes into several files: identity says how each is called, so that no copy names another.
        var named = mutations.Where(m => m.UsagerId is null).SelectMany(m => _participants[m.OccurrenceId]).Distinct().ToList();
        if (named.Count > 0) _names = await identity.NamesAsync(named, ct);
    }

    private bool Known(MutationRequest mutation) => _occurrences.ContainsKey(mutation.OccurrenceId) && _participants[mutation.OccurrenceId].Contains(mutation.UsagerId!.Value);

    private MutationResult? Refused(MutationRequest mutation, DateTimeOffset now)
    {
        if (mutation.Wrong(now) is { } wrong) return MutationResult.Rejected(mutation, "capture-invalid", wrong);
        if (!_occurrences.TryGetValue(mutation.OccurrenceId, out var occurrence)) return MutationResult.Rejected(mutation, "not-found", Missing);
        if (mutation.UsagerId is not { } usager) return null;
        var verdict = _verdicts[(occurrence.EstablishmentId, usager)];
        if (!verdict.Allowed)
        {
            access.Record("attendance.capture", "occurrence", occurrence.Id, usager, verdict);
            return verdict.MayKnow ? MutationResult.Rejected(mutation, "not-authorised", verdict.Explanation) : MutationResult.Rejected(mutation, "not-found", Missing);
        }

        return Known(mutation) ? null : MutationResult.Rejected(mutation, "not-registered", "Cette personne n'est pas inscrite à la séance. Inscrivez-la, puis saisissez sa présence.");
    }

    private MutationResult One(MutationRequest mutation, string device, AttendanceLedger ledger, Dictionary<Guid, Capture> known, DateTimeOffset now)
    {
        var draft = mutation.Draft(device);
        if (known.TryGetValue(mutation.MutationId, out var capture))
            return capture.Digest == draft.Digest() ? new(mutation.MutationId, "known", capture.AttendanceId, capture.ResultVersion, Late: capture.Late) : Reused(mutation);
        (var attendance, known[mutation.MutationId]) = ledger.Take(draft, access.Author, now);
        access.Record("attendance.capture", "attendance", attendance.Id, attendance.UsagerId, _verdicts[(attendance.EstablishmentId, attendance.UsagerId)]);
        return new(mutation.MutationId, "recorded", attendance.Id, attendance.Version, attendance.ToVerify, ledger.IsLate(attendance.OccurrenceId));
    }

    private MutationResult Group(MutationRequest mutation, string device, Dictionary<Guid, GroupNote> known, DateTimeOffset now)
    {
        var draft = mutation.GroupDraft(device, _merged);
        if (known.TryGetValue(mutation.MutationId, out var note)) return note.Same(draft) ? new(mutation.MutationId, "known") : Reused(mutation);
        var house = _occurrences[mutation.OccurrenceId].EstablishmentId;
        var closed = _participants[mutation.OccurrenceId].Where(usager => !_verdicts[(house, usager)].Allowed).ToList();
        if (closed.Count == _participants[mutation.OccurrenceId].Count()) return MutationResult.Rejected(mutation, "not-found", Missing);
        if (draft.Named.Any(usager => !_participants[mutation.OccurrenceId].Contains(usager)))
            return MutationResult.Rejected(mutation, "capture-invalid", "La note cite une personne qui n'est pas inscrite à la séance. Retirez son nom, ou inscrivez-la d'abord.");
        db.GroupNotes.Add(known[mutation.MutationId] = GroupNote.Of(db.TenantId, draft, [.. _names.Where(name => _participants[mutation.OccurrenceId].Contains(name.UsagerId))], closed, access.Author, now));
        foreach (var usager in _participants[mutation.OccurrenceId].Except(closed)) access.Record("note.write", "occurrence", mutation.OccurrenceId, usager, _verdicts[(house, usager)]);
        return new(mutation.MutationId, "recorded");
    }

    private static MutationResult Reused(MutationRequest mutation) =>
        MutationResult.Rejected(mutation, "mutation-reused", "Cet identifiant de saisie a déjà servi à un autre contenu. Mettez à jour l'application de la tablette.");
}
