using Agenda.Absences;
using Agenda.Activities;
using Agenda.Attendances;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Constraints;
using Agenda.Feeds;
using Agenda.Houses;
using Agenda.Imports;
using Agenda.Notes;
using Agenda.Occurrences;
using Agenda.Resources;
using Agenda.Staff;
using Agenda.Transports;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda;

public class AgendaDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    protected override bool FollowsMerges => true;

    public DbSet<Calendar> Calendars => Set<Calendar>();
    public DbSet<Busy> BusyTimes => Set<Busy>();
    public DbSet<Activity> Activities => Set<Activity>();
    public DbSet<ActivityMember> ActivityMembers => Set<ActivityMember>();
    public DbSet<Occurrence> Occurrences => Set<Occurrence>();
    public DbSet<Participation> Participations => Set<Participation>();
    public DbSet<OccurrenceChange> OccurrenceChanges => Set<OccurrenceChange>();
    public DbSet<Resource> Resources => Set<Resource>();
    public DbSet<HouseCalendar> Houses => Set<HouseCalendar>();
    public DbSet<StaffMember> StaffMembers => Set<StaffMember>();
    public DbSet<StaffAbsence> StaffAbsences => Set<StaffAbsence>();
    public DbSet<ExternalConstraint> Constraints => Set<ExternalConstraint>();
    public DbSet<ChangeRequest> ChangeRequests => Set<ChangeRequest>();
    public DbSet<NumberedRequest> NumberedRequests => Set<NumberedRequest>();
    public DbSet<Attendance> Attendances => Set<Attendance>();
    public DbSet<AttendanceVersion> AttendanceVersions => Set<AttendanceVersion>();
    public DbSet<Capture> Captures => Set<Capture>();
    public DbSet<ClosedPeriod> ClosedPeriods => Set<ClosedPeriod>();
    public DbSet<GroupNote> GroupNotes => Set<GroupNote>();
    public DbSet<TripPlan> TripPlans => Set<TripPlan>();
    public DbSet<Trip> Trips => Set<Trip>();
    public DbSet<UsagerAbsence> UsagerAbsences => Set<UsagerAbsence>();
    public DbSet<AbsenceVersion> AbsenceVersions => Set<AbsenceVersion>();
    public DbSet<FeedAddress> FeedAddresses => Set<FeedAddress>();
    public DbSet<ImportedLine> ImportedLines => Set<ImportedLine>();
    public DbSet<PlanningName> PlanningNames => Set<PlanningName>();

    /// <summary>What a house has is remembered by its version: a change moves it in the same transaction.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var changed = ChangedHouses();
        if (changed.Count == 0) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        await Calendar.TakeAsync(this, changed, cancellationToken);
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null) await own.CommitAsync(cancellationToken);
        return written;
    }

    protected override bool IsPlain(object row) => HouseOf(row) is null;

    private List<CalendarRef> ChangedHouses() =>
    [
        .. ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).Select(e => HouseOf(e.Entity)).OfType<Guid>().Distinct().Select(house => new CalendarRef(CalendarKind.House, house)),
    ];

    private static Guid? HouseOf(object row) => row switch
    {
        Resource r => r.EstablishmentId,
        StaffMember s => s.EstablishmentId,
        HouseCalendar h => h.EstablishmentId,
        _ => null,
    };
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresAgenda(DbContextOptions<PostgresAgenda> options, TenantScope tenant) : AgendaDbContext(options, tenant);
