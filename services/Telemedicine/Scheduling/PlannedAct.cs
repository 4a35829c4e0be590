using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Telemedicine.Performing;

namespace Telemedicine.Scheduling;

public enum ActStatus { Planned, Ready, InProgress, Done, Interrupted, Cancelled, Missed }

/// <summary>An activity of the person that was moved to make room.</summary>
public sealed record Displaced(Guid OccurrenceId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>Who and what an act takes: one appointment, booked whole or not at all.</summary>
/// <param name="UnitId">Where the act takes place in the house.</param>
public sealed record Party(Guid RequisId, Guid? CompanionId, Guid? RoomId, Guid? DeviceId, Guid? UnitId);

/// <summary>One planning of a request, from booking to its end; a postponed request gets another.</summary>
public sealed class PlannedAct : ITenantOwned
{
    /// <summary>A pre-flight older than this no longer proves anything.</summary>
    public static readonly TimeSpan PreFlightHolds = TimeSpan.FromMinutes(30);

    private PlannedAct() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RequestId { get; private init; }
    public Guid AppointmentId { get; private set; }
    public Guid RequisId { get; private init; }
    public Party Party { get; private init; } = null!;
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public ActStatus Status { get; private set; }
    public IReadOnlyList<Displaced> Displaced { get; private set; } = [];
    public PreFlight? PreFlight { get; private set; }
    public SessionStart? Session { get; private set; }
    public string JoinUrl { get; private set; } = "";
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public int Version { get; private set; }

    public bool Open => Status is ActStatus.Planned or ActStatus.Ready or ActStatus.InProgress;

    public static PlannedAct Plan(Guid tenantId, Guid id, Guid requestId, Guid appointment, Party party, DateTimeOffset startsAt, DateTimeOffset endsAt, IReadOnlyList<Displaced> displaced) => new()
    {
        Id = id, TenantId = tenantId, RequestId = requestId, AppointmentId = appointment, RequisId = party.RequisId, Party = party, StartsAt = startsAt, EndsAt = endsAt, Displaced = displaced, Version = 1,
    };

    public void MoveTo(DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        if (Status is not (ActStatus.Planned or ActStatus.Ready)) throw new RuleBrokenException("act-under-way", "Cet acte a commencé ou est terminé : planifiez-en un autre.");
        (StartsAt, EndsAt, Status, PreFlight) = (startsAt, endsAt, ActStatus.Planned, null);
        Version++;
    }

    /// <summary>Keeps the checks; true when they allow the act.</summary>
    public bool Check(PreFlight checks, DateTimeOffset now)
    {
        if (Status is not (ActStatus.Planned or ActStatus.Ready)) throw new RuleBrokenException("act-under-way", "Cet acte a commencé ou est terminé : le pré-vol se fait avant. Poursuivez-le, ou planifiez-en un autre.");
        if (StartsAt - now > PreFlightHolds) throw new RuleBrokenException("pre-flight-early", $"Le pré-vol se fait dans les 30 minutes avant l'acte, prévu à {ParisTime.Hour(StartsAt)}. Revenez à ce moment-là.");
        PreFlight = checks;
        Status = checks.Passed ? ActStatus.Ready : ActStatus.Planned;
        Version++;
        return checks.Passed;
    }

    public void Start(SessionStart session, DateTimeOffset now)
    {
        if (Status != ActStatus.Ready || PreFlight is not { Passed: true } checks || now - checks.At > PreFlightHolds)
            throw new RuleBrokenException("pre-flight-missing", "Faites (ou refaites) le pré-vol : il date de plus de 30 minutes ou n'est pas réussi.");
        (Session, StartedAt, Status) = (session, now, ActStatus.InProgress);
        Version++;
    }

    public void End(ActStatus status, DateTimeOffset now)
    {
        if (!Open) return;
        (Status, EndedAt) = (status, StartedAt is null ? null : now);
        Version++;
    }

    public void Join(string url)
    {
        JoinUrl = url;
        Version++;
    }
}

internal sealed class PlannedActConfiguration : IEntityTypeConfiguration<PlannedAct>
{
    public void Configure(EntityTypeBuilder<PlannedAct> builder)
    {
        builder.ToTable("Acts");
        builder.Property(a => a.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(a => a.Party).IsJson();
        builder.Property(a => a.Displaced).IsJson();
        builder.Property(a => a.PreFlight).IsJson();
        builder.Property(a => a.Session).IsJson();
        builder.Property(a => a.JoinUrl).HasMaxLength(500);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.Ignore(a => a.Open);
        builder.HasIndex(a => new { a.TenantId, a.RequestId });
        builder.HasIndex(a => a.AppointmentId);

        // A requis gives a slot once, whoever asks first.
        builder.HasIndex(a => new { a.TenantId, a.RequisId, a.StartsAt }).IsUnique().HasFilter("\"Status\" IN ('Planned', 'Ready', 'InProgress')");
    }
}
