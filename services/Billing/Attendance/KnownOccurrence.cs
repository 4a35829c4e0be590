using Billing.Rules;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Attendance;

/// <summary>An occurrence whose attendance must be captured before its month may close. Facts may come in any order: each part keeps the version it comes from.</summary>
public sealed class KnownOccurrence : ITenantOwned
{
    // What is counted as activity of an establishment; meetings, appointments and trips capture no attendance of a day.
    private static readonly string[] Captured = ["activite", "atelier", "accueil", "scolarite", "internat", "animation"];

    private KnownOccurrence() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public DateOnly Day { get; private set; }
    public DateTimeOffset? StartsAt { get; private set; }
    public DateTimeOffset? EndsAt { get; private set; }
    public string Kind { get; private set; } = "";

    /// <summary>Situation of the first professional: whom to ask.</summary>
    public Guid? OwnerSituationId { get; private set; }

    public IReadOnlyList<Guid> Usagers { get; private set; } = [];
    public int PlannedVersion { get; private set; }
    public int TimeVersion { get; private set; }
    public int CancelledVersion { get; private set; }
    public int Version { get; private set; }

    public bool Expected => PlannedVersion > CancelledVersion && Captured.Contains(Kind) && Usagers.Count > 0;

    public static KnownOccurrence Of(Guid tenantId, Guid occurrenceId, Guid establishmentId) => new() { Id = occurrenceId, TenantId = tenantId, EstablishmentId = establishmentId };

    public void Learn(ActivityPlanned fact)
    {
        if (fact.Version > PlannedVersion) (Kind, Usagers, OwnerSituationId, PlannedVersion, Version) = (fact.Kind, fact.UsagerIds, fact.SituationIds.Count > 0 ? fact.SituationIds[0] : null, fact.Version, Version + 1);
        MoveTo(fact.StartsAt, fact.EndsAt, fact.Version);
    }

    public void Learn(ActivityMoved fact) => MoveTo(fact.StartsAt, fact.EndsAt, fact.Version);

    public void Learn(ActivityCancelled fact)
    {
        if (fact.Version > CancelledVersion) (CancelledVersion, Version) = (fact.Version, Version + 1);
    }

    private void MoveTo(DateTimeOffset startsAt, DateTimeOffset endsAt, int version)
    {
        if (version > TimeVersion) (Day, StartsAt, EndsAt, TimeVersion, Version) = (Paris.DayOf(startsAt), startsAt, endsAt, version, Version + 1);
    }
}

internal sealed class KnownOccurrenceConfiguration : IEntityTypeConfiguration<KnownOccurrence>
{
    public void Configure(EntityTypeBuilder<KnownOccurrence> builder)
    {
        builder.ToTable("Occurrences");
        builder.Property(o => o.Kind).HasMaxLength(40);
        builder.Property(o => o.Version).IsConcurrencyToken();
        builder.Ignore(o => o.Expected);
        builder.HasIndex(o => new { o.TenantId, o.EstablishmentId, o.Day });
    }
}
