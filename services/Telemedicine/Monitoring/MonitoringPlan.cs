using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Monitoring;

public enum MonitoringState { Prescribed, Included, Active, Suspended, Ended }

/// <summary>Whom to call when a measure alerts; télésurveillance is no emergency service.</summary>
public sealed record AlertContact(string Name, string Phone, string Function);

public sealed record AlertEntry(DateTimeOffset At, string Level, string Handled);

/// <summary>A télésurveillance as the house follows it: who prescribed it, who reads, with what device, when.</summary>
public sealed class MonitoringPlan : ITenantOwned
{
    private MonitoringPlan() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid UseCaseId { get; private init; }
    public string UseCaseCode { get; private init; } = "";
    public string PrescriberId { get; private init; } = "";
    public string Operator { get; private init; } = "";
    public string DeviceLabel { get; private init; } = "";
    public string ReadingHours { get; private init; } = "";
    public IReadOnlyList<AlertContact> Contacts { get; private init; } = [];
    public IReadOnlyList<AlertEntry> Alerts { get; private set; } = [];
    public Guid? InformationId { get; private set; }
    public MonitoringState State { get; private set; }
    public int Version { get; private set; }

    public static MonitoringPlan Prescribe(Guid tenantId, Guid usager, UseCases.UseCase useCase, string prescriber, string operatorName, string device, string hours, IReadOnlyList<AlertContact> contacts, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usager, EstablishmentId = useCase.EstablishmentId, UseCaseId = useCase.Id, UseCaseCode = useCase.Code, PrescriberId = prescriber, Operator = operatorName,
        DeviceLabel = device, ReadingHours = hours, Contacts = contacts, Version = 1,
    };

    /// <summary>The person agreed and has the device.</summary>
    public RequestMoved Include(Guid information, DateTimeOffset now)
    {
        InformationId = information;
        return MoveTo(MonitoringState.Included, now);
    }

    public RequestMoved MoveTo(MonitoringState next, DateTimeOffset now)
    {
        var may = (State, next) switch
        {
            (MonitoringState.Prescribed, MonitoringState.Included or MonitoringState.Ended) => true,
            (MonitoringState.Included, MonitoringState.Active or MonitoringState.Ended) => true,
            (MonitoringState.Active, MonitoringState.Suspended or MonitoringState.Ended) => true,
            (MonitoringState.Suspended, MonitoringState.Active or MonitoringState.Ended) => true,
            _ => false,
        };
        if (!may) throw new RuleBrokenException("monitoring-state", "La télésurveillance ne peut pas passer à cet état. Suivez l'ordre : prescription, inclusion, suivi, suspension, fin.");
        State = next;
        Version++;
        return new(Id, UsagerId, EstablishmentId, UseCaseCode, "MONITORING_" + next.ToString().ToUpperInvariant(), null, now, Version);
    }

    public void Note(string level, string handled, DateTimeOffset now)
    {
        if (State != MonitoringState.Active) throw new RuleBrokenException("monitoring-inactive", "Aucune alerte ne s'inscrit hors d'un suivi actif : reprenez-le d'abord.");
        Alerts = [.. Alerts.TakeLast(499), new(now, level, handled)];
        Version++;
    }
}

internal sealed class MonitoringPlanConfiguration : IEntityTypeConfiguration<MonitoringPlan>
{
    public void Configure(EntityTypeBuilder<MonitoringPlan> builder)
    {
        builder.Property(m => m.UseCaseCode).HasMaxLength(60);
        builder.Property(m => m.PrescriberId).HasMaxLength(40);
        builder.Property(m => m.Operator).HasMaxLength(120);
        builder.Property(m => m.DeviceLabel).HasMaxLength(120);
        builder.Property(m => m.ReadingHours).HasMaxLength(120);
        builder.Property(m => m.Contacts).IsJson();
        builder.Property(m => m.Alerts).IsJson();
        builder.Property(m => m.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.UsagerId });
    }
}
