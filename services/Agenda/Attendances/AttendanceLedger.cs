using Agenda.Activities;
using Agenda.Occurrences;
using Agenda.Transports;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;

namespace Agenda.Attendances;

/// <summary>
/// Adds captures to attendances inside a transaction that holds the usagers' calendars, and tells what follows: the fact for billing, the
/// trip, the alert. What it works on is read once for a whole lot.
/// </summary>
internal sealed class AttendanceLedger(AgendaDbContext db, IReadOnlyDictionary<Guid, Occurrence> occurrences, IReadOnlyDictionary<Guid, Activity> activities, HashSet<Guid> closed)
{
    private readonly Dictionary<(Guid Occurrence, Guid Usager), Attendance> _attendances = [];
    private readonly Dictionary<Guid, List<Capture>> _captures = [];
    private readonly Dictionary<Guid, Trip> _trips = [];
    private Dictionary<Guid, TripPlan> _plans = [];

    public static async Task<AttendanceLedger> ReadAsync(AgendaDbContext db, IReadOnlyCollection<Guid> occurrences, CancellationToken ct)
    {
        var found = await db.Occurrences.Where(o => occurrences.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var planned = found.Values.Select(o => o.ActivityId).Distinct().ToList();
        var activities = await db.Activities.AsNoTracking().Where(a => planned.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        var ledger = new AttendanceLedger(db, found, activities, await ClosedPeriod.AmongAsync(db, found.Values, ct));
        var ids = found.Keys.ToList();
        foreach (var attendance in await db.Attendances.Where(a => ids.Contains(a.OccurrenceId)).ToListAsync(ct)) ledger._attendances[(attendance.OccurrenceId, attendance.UsagerId)] = attendance;
        var known = ledger._attendances.Values.Select(a => a.Id).ToList();
        foreach (var capture in await db.Captures.AsNoTracking().Where(c => known.Contains(c.AttendanceId)).ToListAsync(ct)) ledger.Of(capture.AttendanceId).Add(capture);
        foreach (var trip in await db.Trips.Where(t => known.Contains(t.AttendanceId)).ToListAsync(ct)) ledger._trips[trip.AttendanceId] = trip;
        ledger._plans = await db.TripPlans.AsNoTracking().Where(p => planned.Contains(p.ActivityId)).ToDictionaryAsync(p => p.ActivityId, ct);
        return ledger;
    }

    public Attendance Find(Guid occurrence, Guid usager) => _attendances[(occurrence, usager)];

    public bool IsLate(Guid occurrence) => closed.Contains(occurrence);

    public (Attendance Attendance, Capture Capture) Take(CaptureDraft draft, Guid by, DateTimeOffset now)
    {
        var occurrence = occurrences[draft.OccurrenceId];
        var activity = activities[occurrence.ActivityId];
        var attendance = Find(occurrence, activity, draft.UsagerId, now);
        var captures = Of(attendance.Id);
        var before = attendance.State;
        var capture = Capture.Of(attendance, draft, IsLate(occurrence.Id), by, now);
        captures.Add(capture);
        db.Captures.Add(capture);

        var reason = draft.Reason ?? (IsLate(occurrence.Id) ? "late-information" : captures.Exists(c => c.State is not null && c.DeviceId != draft.DeviceId) ? "tablet-merge" : "mistake");
        if (attendance.Follow(Merge.Of(captures), occurrence, activity, attendance.Version == 0 && !IsLate(occurrence.Id) ? "first" : reason, by, now) is { } version)
        {
            Keep(version, attendance, occurrence, by, now);
            if (attendance.State == AttendanceState.AbsentUnplanned && before != AttendanceState.AbsentUnplanned)
                db.Publish(UsagerMissing.Topic, new UsagerMissing(attendance.Id, attendance.OccurrenceId, attendance.UsagerId, attendance.EstablishmentId, now), attendance.Id);
            if (occurrence.Open && attendance.State is not AttendanceState.Cancelled and not AttendanceState.AbsentJustified && occurrence.StartsAt <= now) occurrence.Complete();
        }

        capture.ResultVersion = attendance.Version;
        return (attendance, capture);
    }

    /// <summary>Two persons were one: all that was said of both is said of the kept one, and the other attendance gives way.</summary>
    /// <returns>The attendance that gives way, the one that stays, and the captures that go from one to the other.</returns>
    public (Attendance From, Attendance Into, IReadOnlyList<Guid> Captures) Join(Guid occurrenceId, Guid absorbed, Guid kept, DateTimeOffset now)
    {
        var (goes, stays) = (Find(occurrenceId, absorbed), Find(occurrenceId, kept));
        var captures = Of(goes.Id);
        Of(stays.Id).AddRange(captures);
        if (goes.GiveWay(stays.Id, Guid.Empty, now) is { } taken) Keep(taken, goes, occurrences[occurrenceId], Guid.Empty, now);
        LookAgain(occurrenceId, kept, "identity-merged", now);
        return (goes, stays, captures.ConvertAll(c => c.MutationId));
    }

    /// <summary>Its captures are no longer the same.</summary>
    public void LookAgain(Guid occurrenceId, Guid usager, string reason, DateTimeOffset now)
    {
        var (attendance, occurrence) = (Find(occurrenceId, usager), occurrences[occurrenceId]);
        if (attendance.Follow(Merge.Of(Of(attendance.Id)), occurrence, activities[occurrence.ActivityId], reason, Guid.Empty, now) is { } version) Keep(version, attendance, occurrence, Guid.Empty, now);
    }

    private void Keep(AttendanceVersion version, Attendance attendance, Occurrence occurrence, Guid by, DateTimeOffset now)
    {
        db.AttendanceVersions.Add(version);
        Tell(attendance, version.Reason, by, now);
        if (_plans.TryGetValue(occurrence.ActivityId, out var plan)) FollowTrip(plan, occurrence, attendance, now);
    }

    // A first capture of a closed month is a correction too: billing has already counted the day without it.
    private void Tell(Attendance attendance, string reason, Guid by, DateTimeOffset now)
    {
        if (reason == "first") db.Publish(AttendanceRecorded.Topic, attendance.Recorded(by, now), attendance.Id);
        else db.Publish(AttendanceCorrected.Topic, attendance.Corrected(reason, by, now), attendance.Id);
    }

    private void FollowTrip(TripPlan plan, Occurrence occurrence, Attendance attendance, DateTimeOffset now)
    {
        if (!_trips.TryGetValue(attendance.Id, out var trip)) db.Trips.Add(_trips[attendance.Id] = trip = Trip.Of(plan, attendance, now));
        if (trip.Follow(plan, occurrence, attendance, now) is { } fact) db.Publish(TransportRecorded.Topic, fact, trip.Id);
    }

    private Attendance Find(Occurrence occurrence, Activity activity, Guid usager, DateTimeOffset now)
    {
        if (_attendances.TryGetValue((occurrence.Id, usager), out var known)) return known;
        var attendance = Attendance.For(occurrence, activity, usager, now);
        db.Attendances.Add(attendance);
        return _attendances[(occurrence.Id, usager)] = attendance;
    }

    private List<Capture> Of(Guid attendance)
    {
        if (!_captures.TryGetValue(attendance, out var captures)) _captures[attendance] = captures = [];
        return captures;
    }
}
